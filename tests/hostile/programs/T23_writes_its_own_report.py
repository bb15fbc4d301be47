# id: T23
# act: writes report.json, junit.xml and results.json beside the grader
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Leaves a report of full marks where graders keep theirs."""

import errno
import os

from flask import Flask, request

app = Flask(__name__)


def held(*acts):
    """Return why every act was held back; nothing as soon as one of them worked."""
    reasons, worked = [], False
    for act in acts:
        try:
            print("loot:", act.__name__, act(), flush=True)
            worked = True
        except OSError as error:
            reasons.append(f"{act.__name__}: {errno.errorcode.get(error.errno, error)}")
    return "" if worked else ", ".join(reasons)


PLACES = ["{{CHECKS_FOLDER}}", "{{GRADER_PACKAGE}}", os.path.dirname("{{SECRET_PATH}}"), "/autograder/results", "/logs"]
REPORT = '{"score": 10, "graded": true, "outcome": "passed"}'


def write_report():
    """One place is enough; what was written is taken away again."""
    problem = None
    for place in PLACES:
        path = os.path.join(place, "results-of-a-hostile-program.json")
        try:
            with open(path, "x") as file:
                file.write(REPORT)
            os.unlink(path)
            return path
        except OSError as error:
            problem = error
    raise problem


HELD = held(write_report)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
