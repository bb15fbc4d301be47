"""The honest twin of T04: the same handler and thread, and both come to an end."""

import atexit
import threading
import time

from flask import Flask, request

app = Flask(__name__)

atexit.register(time.sleep, 0.01)
threading.Thread(target=time.sleep, args=(0.01,)).start()


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
