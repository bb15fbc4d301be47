"""A page to look at: /?nick=Ada&bio=None&count=3&tags=red&tags=green"""

from flask import Flask, render_template, request

app = Flask(__name__)


@app.get("/")
def profile():
    values = {name: request.args[name] for name in ("nick", "bio", "count") if name in request.args}
    values = {name: None if text == "None" else text for name, text in values.items()}
    if values.get("count"):
        values["count"] = int(values["count"])
    if "tags" in request.args:
        values["tags"] = [tag for tag in request.args.getlist("tags") if tag]
    return render_template("profile.html", **values)
