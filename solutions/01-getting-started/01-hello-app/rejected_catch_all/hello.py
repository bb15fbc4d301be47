"""The smallest application: two pages, and two ways to start it."""

from flask import Flask

app = Flask(__name__)


@app.get("/", defaults={"path": ""})
@app.get("/<path:path>")
def page(path):
    if path == "":
        return "Hello, World!"
    if path.strip("/") == "hello":
        return "Hello"
    return "Not found"


if __name__ == "__main__":
    app.run(debug=True, port=8000)
