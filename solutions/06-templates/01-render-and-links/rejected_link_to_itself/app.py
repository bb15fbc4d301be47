"""Two pages that are rendered from templates."""

from flask import Flask, render_template, request

app = Flask(__name__)


# Two rules, one view: the default serves the rule that has no name in it.
@app.get("/hello/")
@app.get("/hello/<name>")
def hello(name="World"):
    return render_template("hello.html", name=name)


@app.get("/card")
def card():
    # One dictionary holds what the page needs; ** makes a value of the template of each key.
    data = {key: request.args.get(key, "-") for key in ("name", "city", "age")}
    return render_template("card.html", **data)
