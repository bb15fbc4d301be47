# id: E01
# act: sockets of every family; connects to TCP, a unix socket by path and an abstract one; binds
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Looks for any way out over the network."""

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


KINDS = [
    (socket.AF_INET, socket.SOCK_STREAM, 0),
    (socket.AF_INET, socket.SOCK_DGRAM, 0),
    (socket.AF_INET, socket.SOCK_STREAM, 262),  # MPTCP
    (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    (socket.AF_INET6, socket.SOCK_STREAM, 0),
    (socket.AF_UNIX, socket.SOCK_STREAM, 0),
    (socket.AF_UNIX, socket.SOCK_DGRAM, 0),
    (16, socket.SOCK_RAW, 0),  # netlink
    (17, socket.SOCK_RAW, 0),  # packets
    (38, socket.SOCK_SEQPACKET, 0),  # the kernel's cryptography
    (40, socket.SOCK_STREAM, 0),  # the host of a virtual machine
]


def any_socket():
    """The first kind that can be made; the last error when it is none."""
    problem = None
    for family, kind, protocol in KINDS:
        try:
            with socket.socket(family, kind, protocol):
                return family, kind, protocol
        except OSError as error:
            problem = error
    raise problem


def talk_to_the_grader():
    with socket.create_connection(("127.0.0.1", int("{{PARENT_PORT_TCP}}")), 2) as connection:
        return connection.send(b"hostile E01")


def talk_to_a_unix_socket():
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("{{UNIX_SOCKET_PATH}}")
        return connection.send(b"hostile E01")


def talk_to_an_abstract_socket():
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0" + "{{ABSTRACT_NAME}}")
        return connection.send(b"hostile E01")


def offer_a_service():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()


HELD = held(any_socket, talk_to_the_grader, talk_to_a_unix_socket, talk_to_an_abstract_socket, offer_a_service)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
