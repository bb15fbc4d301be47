"""The smallest application: two pages, and two ways to start it."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "Hello, World!"


@app.get("/hello")
def hello():
    return "Hello"


app.run(debug=True, port=8000)
