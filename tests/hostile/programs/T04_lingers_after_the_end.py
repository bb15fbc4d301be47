# id: T04
# act: atexit handler and a non-daemon thread, both asleep for 20 s
# verdict: passed
# checks: test_hello=passed test_sum=passed test_probe=passed
# levels: strong landlock

"""Answers rightly and then refuses to end."""

import atexit
import threading
import time

from flask import Flask, request

app = Flask(__name__)

atexit.register(time.sleep, 20)
threading.Thread(target=time.sleep, args=(20,)).start()


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
