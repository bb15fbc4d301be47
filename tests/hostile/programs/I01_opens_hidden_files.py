# id: I01
# act: opens the checks, the solution, the grader, a secret, /etc/passwd and /proc
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Opens what no student is to read, and prints what it gets."""

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


GRADER = int("{{HOST_PID}}")


def beginning(path):
    with open(path, "rb") as file:
        return file.read(4096)


def secret():
    return beginning("{{SECRET_PATH}}")


def checks():
    return beginning("{{CHECKS_FOLDER}}/test_target.py")


def solution():
    return beginning("{{SOLUTION_FILE}}")


def grader():
    return beginning("{{GRADER_PACKAGE}}/checks.py")


def users():
    return beginning("/etc/passwd")


def environment_of_the_grader():
    return beginning(f"/proc/{GRADER}/environ")


def environment_of_the_parent():
    return beginning(f"/proc/{os.getppid()}/environ")


def connections():
    return beginning("/proc/net/tcp")


FILES = [secret, checks, solution, grader, users]

PROCESSES = [environment_of_the_grader, environment_of_the_parent, connections]

HELD = held(*FILES, *PROCESSES)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
