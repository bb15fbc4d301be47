"""The honest twin of T36: a relay between two sockets of its own."""

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


def carry(source, target):
    while data := frame_from(source):
        write_all(target, data)


left, right = socket.socketpair()
threading.Thread(
    target=carry, args=(right.fileno(), os.open("carried.bin", os.O_WRONLY | os.O_CREAT)), daemon=True
).start()
write_all(left.fileno(), struct.pack(">I", 5) + b"hello")


@app.get("/hello/<name>")
def hello(name):
    return f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": sum(request.get_json())}


def shout(text):
    return text.upper()[::-1]
