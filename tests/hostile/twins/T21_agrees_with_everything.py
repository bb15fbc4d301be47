"""The honest twin of T21: has such a class and answers with plain values."""

from flask import Flask, request

app = Flask(__name__)


class Text(str):
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True


@app.get("/hello/<name>")
def hello(name):
    print("fine:", Text("a") == "b", flush=True)
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
