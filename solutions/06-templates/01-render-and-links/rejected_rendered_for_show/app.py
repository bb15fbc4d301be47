"""Two pages that are rendered from templates."""

from flask import Flask, render_template, request, url_for
from markupsafe import escape

app = Flask(__name__)


# Two rules, one view: the default serves the rule that has no name in it.
@app.get("/hello/")
@app.get("/hello/<name>")
def hello(name="World"):
    render_template("hello.html", name=name)
    sheet, again = url_for("static", filename="site.css"), url_for("hello", name=name)
    return (
        f'<html><head><link rel="stylesheet" href="{sheet}"></head>'
        f'<body><h1>Hello {escape(name)}</h1><a id="again" href="{escape(again)}">Again</a></body></html>'
    )


@app.get("/card")
def card():
    # One dictionary holds what the page needs; ** makes a value of the template of each key.
    data = {key: request.args.get(key, "-") for key in ("name", "city", "age")}
    render_template("card.html", **data)
    return "<dl>" + "".join(f"<dt>{key}</dt><dd>{escape(value)}</dd>" for key, value in data.items()) + "</dl>"
