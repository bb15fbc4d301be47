# id: I05
# act: /proc/PID/{environ,mem,maps,fd,cwd,cmdline,root} of the grader and the parent
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Looks into the grader through /proc."""

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


PIDS = [int("{{HOST_PID}}"), os.getppid(), 1]


def of_others(look):
    """The first thing that `look` gives for one of them; its last error when there is none."""
    problem = None
    for pid in PIDS:
        if pid == os.getpid():
            continue
        try:
            return look(f"/proc/{pid}")
        except OSError as error:
            problem = error
    raise problem


def contents(name):
    def look(folder):
        with open(f"{folder}/{name}", "rb", buffering=0) as file:
            return file.read(4096)

    return look


def environment():
    return of_others(contents("environ"))


def command():
    return of_others(contents("cmdline"))


def memory():
    return of_others(contents("mem"))


def maps():
    return of_others(contents("maps"))


def descriptors():
    return of_others(lambda folder: os.listdir(f"{folder}/fd"))


def work_folder():
    return of_others(lambda folder: os.listdir(f"{folder}/cwd"))


def root_folder():
    return of_others(lambda folder: os.listdir(f"{folder}/root"))


HELD = held(environment, command, memory, maps, descriptors, work_folder, root_folder)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
