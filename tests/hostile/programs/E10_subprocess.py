# id: E10
# act: subprocess, os.system, posix_spawn and pty.fork
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Starts another program in every way that Python offers."""

import errno
import os
import pty
import subprocess

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


COMMAND = ["/bin/sh", "-c", "exit 0"]


def by_subprocess():
    return subprocess.run(COMMAND, check=True, stdin=subprocess.DEVNULL).returncode


def by_the_shell():
    if os.system("exit 0") != 0:
        raise PermissionError(errno.EPERM, "it did not start")


def by_posix_spawn():
    return os.waitpid(os.posix_spawn(COMMAND[0], COMMAND, {}), 0)


def in_a_terminal():
    pid, _terminal = pty.fork()
    if pid == 0:
        os._exit(0)
    return os.waitpid(pid, 0)


HELD = held(by_subprocess, by_the_shell, by_posix_spawn, in_a_terminal)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
