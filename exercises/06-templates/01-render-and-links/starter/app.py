"""Two pages that are rendered from templates."""

from flask import Flask, render_template

app = Flask(__name__)


@app.get("/hello/")
def hello():
    # TODO 1: a second rule with a name, and the name for the template
    return render_template("hello.html")


# TODO 3: the view for /card
