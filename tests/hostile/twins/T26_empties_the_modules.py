"""The honest twin of T26: a finder that finds nothing of its own, a module taken away and brought back."""

import builtins
import importlib
import sys

from flask import Flask, request

app = Flask(__name__)


class Nothing:
    """Finds no module, so that the next finder is asked."""

    def find_spec(self, name, path=None, target=None):
        return None


sys.meta_path.insert(0, Nothing())
sys.modules.pop("colorsys", None)
print("fine:", importlib.import_module("colorsys"), builtins.__import__("json"), flush=True)


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
