# id: T26
# act: sys.modules without a module, a finder that finds nothing and an __import__ that refuses
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Takes everything away that the host might still import, and answers wrongly."""

import builtins
import sys

from flask import Flask, request

app = Flask(__name__)


class Nothing:
    """Finds no module."""

    def find_spec(self, name, path=None, target=None):
        raise ImportError(name)


def refuse(name, *args, **options):
    raise ImportError(name)


sys.meta_path[:] = [Nothing()]
for name in list(sys.modules):
    sys.modules[name] = None
builtins.__import__ = refuse


@app.get("/hello/<name>")
def hello(name):
    return "nothing"


@app.post("/sum")
def total():
    request.get_json()
    return {"sum": "nothing"}


def shout(text):
    return "nothing"
