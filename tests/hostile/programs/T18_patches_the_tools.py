# id: T18
# act: patches json, werkzeug.test, pytest and unittest so that everything compares equal
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Rewrites what a checker in the same process would rely on, and answers wrongly."""

import contextlib
import importlib
import json
import unittest

import werkzeug.test
from flask import Flask, request

app = Flask(__name__)


class Agrees(str):
    """Equal to everything."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


json.loads = lambda *args, **options: Agrees()
werkzeug.test.TestResponse.text = Agrees()
werkzeug.test.TestResponse.json = Agrees()
werkzeug.test.TestResponse.get_json = lambda self, **options: Agrees()
unittest.TestCase.assertEqual = lambda self, *values: None
for module, name in (("_pytest.runner", "call_runtest_hook"), ("_pytest.python", "pytest_pyfunc_call")):
    with contextlib.suppress(ImportError, AttributeError):
        setattr(importlib.import_module(module), name, lambda *args, **options: True)


@app.get("/hello/<name>")
def hello(name):
    return "nothing"


@app.post("/sum")
def total():
    request.get_json()
    return {"sum": "nothing"}


def shout(text):
    return "nothing"
