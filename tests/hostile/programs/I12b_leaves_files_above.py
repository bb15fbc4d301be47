# id: I12b
# act: leaves a file in the folder that holds its work folder's disk, and further up
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""The place of a jail is used again: what stays beside it, the next submission finds."""

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


def above():
    """The work folder and its neighbour for temporary files share a folder, which goes with them; these stay."""
    folder = os.path.dirname(os.getcwd())
    while folder != "/":
        folder = os.path.dirname(folder)
        yield folder


def leave_a_note():
    """One place is enough."""
    problem = None
    for place in above():
        path = os.path.join(place, "note-of-a-hostile-program")
        try:
            with open(path, "x") as file:
                file.write("the answers are")
            os.unlink(path)
            return path
        except OSError as error:
            problem = error
    raise problem


HELD = held(leave_a_note)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
