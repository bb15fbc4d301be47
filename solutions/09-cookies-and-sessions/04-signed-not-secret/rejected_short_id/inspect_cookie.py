"""Read and change session cookies without knowing the key."""

import json
import zlib

from itsdangerous import base64_decode, base64_encode


def peek(cookie):
    # From the right: a compressed payload has a dot of its own, in front.
    payload, _time, _signature = cookie.rsplit(".", 2)
    data = base64_decode(payload.removeprefix("."))
    if payload.startswith("."):
        data = zlib.decompress(data)
    # Nothing here asked for a key: whoever has the cookie can do the same.
    return json.loads(data)


def forge(cookie, **changes):
    _, time, signature = cookie.rsplit(".", 2)
    content = peek(cookie) | changes
    # Not compressed, so no dot in front. The old signature does not fit: one that does takes the key.
    payload = base64_encode(json.dumps(content)).decode()
    return f"{payload}.{time}.{signature}"
