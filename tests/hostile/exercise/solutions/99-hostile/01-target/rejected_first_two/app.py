from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json()[:2])}


def shout(text):
    return text.upper()[::-1]
