"""The honest twin of T18: touches the same modules, changes nothing, and answers rightly."""

import contextlib
import importlib
import json
import unittest

import werkzeug.test
from flask import Flask, request

app = Flask(__name__)

modules = [contextlib, importlib, json, unittest, werkzeug.test]
print("fine:", [importlib.import_module(module.__name__) is module for module in modules], flush=True)
with contextlib.suppress(ValueError):
    json.loads("nothing")


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
