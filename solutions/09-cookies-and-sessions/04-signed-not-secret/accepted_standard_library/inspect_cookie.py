import base64
import json
import zlib


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def peek(cookie: str) -> dict:
    is_compressed = cookie[0] == "."
    payload = cookie.lstrip(".").split(".")[0]
    raw = decode(payload)
    if is_compressed:
        raw = zlib.decompress(raw)
    return json.loads(raw.decode("utf-8"))


def forge(cookie: str, **changes) -> str:
    content = peek(cookie)
    content.update(changes)
    raw = json.dumps(content, separators=(",", ":")).encode("utf-8")
    dot = ""
    if cookie[0] == ".":
        raw, dot = zlib.compress(raw), "."
    payload = base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
    return dot + ".".join([payload, *cookie.split(".")[-2:]])
