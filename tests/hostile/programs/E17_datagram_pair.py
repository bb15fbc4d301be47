# id: E17
# act: a datagram socketpair, and sendto() from it to named sockets of the host
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""The second hole of our own prototype: a pair needs no socket(), and its half reaches any named socket."""

import errno
import socket

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


def make_a_pair():
    with socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0] as left:
        return left.fileno()


def send_to_a_path():
    left, _right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return left.sendto(b"hostile E17", "{{DGRAM_SOCKET_PATH}}")


def send_to_an_abstract_name():
    left, _right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return left.sendto(b"hostile E17", "\0" + "{{ABSTRACT_NAME}}")


def send_from_a_packet_pair():
    left, _right = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return left.sendto(b"hostile E17", "{{DGRAM_SOCKET_PATH}}")


HELD = held(make_a_pair, send_to_a_path, send_to_an_abstract_name, send_from_a_packet_pair)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
