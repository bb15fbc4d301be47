from flask.json.tag import TaggedJSONSerializer
from itsdangerous import URLSafeTimedSerializer

reader = URLSafeTimedSerializer("any key will do", salt="cookie-session", serializer=TaggedJSONSerializer())


def peek(cookie):
    """The content, whatever the signature says: the serializer gives it out as unsafe."""
    is_genuine, content = reader.loads_unsafe(cookie)
    return content


def forge(cookie, /, **changes):
    content = {**peek(cookie), **changes}
    tail = cookie.split(".")[-2:]
    return ".".join([reader.dump_payload(content).decode(), *tail])
