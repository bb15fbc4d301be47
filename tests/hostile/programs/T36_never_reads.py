# id: T36
# act: stops reading, while a question larger than the socket's buffer is on its way
# verdict: timed_out
# checks: test_hello=timed_out test_sum=timed_out test_probe=timed_out
# levels: strong landlock

"""Answers the first question and lets nothing through after it: the grader's own write would block."""

import os
import socket
import struct
import threading

from flask import Flask, request

app = Flask(__name__)


def frame_from(fd):
    """Read one whole frame; nothing when the other side is gone."""
    data = b""
    while len(data) < 4 or len(data) < 4 + struct.unpack(">I", data[:4])[0]:
        missing = 4 - len(data) if len(data) < 4 else 4 + struct.unpack(">I", data[:4])[0] - len(data)
        part = os.read(fd, missing)
        if not part:
            return b""
        data += part
    return data


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data) :]


def let_one_answer_out(bridge, wire):
    write_all(wire, frame_from(bridge))
    threading.Event().wait(20)
    os._exit(0)


wire = os.dup(3)
mine, bridges = socket.socketpair()
os.dup2(bridges.fileno(), 3)
threading.Thread(target=let_one_answer_out, args=(mine.fileno(), wire), daemon=True).start()


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
