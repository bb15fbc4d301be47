# id: R04
# act: shared anonymous mappings, up to 1.2 GB
# verdict: out_of_memory
# checks: test_hello=out_of_memory test_sum=passed test_probe=passed
# levels: strong landlock

"""Takes memory in a way that a limit on data alone does not count."""

import mmap

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    hoard = [mmap.mmap(-1, 16 << 20) for _ in range(75)]
    del hoard
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
