"""Rules with and without a slash at the end, and views with several rules."""

from flask import Flask
from markupsafe import escape

app = Flask(__name__)


@app.get("/")
def home():
    return "home"


# Two rules, one view: url_for("index") builds the one that is registered first, which is the lower one.
@app.get("/home")
@app.get("/index")
def index():
    return "index"


# With a slash at its end the rule is like a folder: Flask redirects /about to /about/ by itself.
@app.get("/about")
def about():
    return "about"


# Without one it is like a file: /faq/ is not found.
@app.get("/faq")
def faq():
    return "faq"


@app.get("/hello/")
@app.get("/hello/<name>")
def hello(name="stranger"):
    # The rule without a variable calls the view without the argument, so the default steps in.
    return f"Hello {escape(name)}"
