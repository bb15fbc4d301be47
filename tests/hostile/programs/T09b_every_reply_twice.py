# id: T09b
# act: a relay of its own on fd 3 that sends each reply twice
# verdict: crashed
# checks: test_hello=crashed test_sum=crashed test_probe=crashed
# levels: strong landlock

"""Puts itself between the bridge and the wire, and says everything two times."""

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


def carry(source, target, times):
    while data := frame_from(source):
        write_all(target, data * times)
    os._exit(0)


wire = os.dup(3)
mine, bridges = socket.socketpair()
os.dup2(bridges.fileno(), 3)
for route in ((wire, mine.fileno(), 1), (mine.fileno(), wire, 2)):
    threading.Thread(target=carry, args=route, daemon=True).start()


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
