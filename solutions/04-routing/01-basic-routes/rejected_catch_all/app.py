from flask import Flask
from markupsafe import escape

app = Flask(__name__)


@app.get("/")
@app.get("/<path:path>")
def page(path="home"):
    first, _, name = path.partition("/")
    if first == "hello":
        return f"Hello {escape(name or 'stranger')}"
    return "index" if path == "home" else first
