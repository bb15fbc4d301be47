"""Hidden checks of 01-getting-started/03-debugger-pin.

Each application also gets a page of random name, so that no mode can do without the application.
"""

import re
import string

import pytest
from grader.checks import application, draw, probe

LOCAL = "http://127.0.0.1/"


def new_pin(rng):
    return "-".join(draw.word(rng, 3, string.digits) for _ in range(3))


def mistyped(rng, pin):
    """The PIN with another last digit."""
    return pin[:-1] + rng.choice(string.digits.replace(pin[-1], ""))


@application
def served(jail, mode, pin, page, message):
    """Create the app, give it a page and a message, and serve it."""
    import pathlib
    import threading

    import flask
    import werkzeug.debug
    from werkzeug.test import run_wsgi_app

    class Count:  # of wrong PINs; the debugger's own needs memory shared by processes, and here is one process
        def __init__(self, *_):
            self.value, self.lock = 0, threading.RLock()

        def get_lock(self):
            return self.lock

    werkzeug.debug.Value = Count
    module = jail.load("app")
    app = module.create_app()
    app.add_url_rule(f"/{page}", endpoint=page, view_func=lambda: page[::-1])
    if message is not None:
        app.config["BOOM_MESSAGE"] = message
    jail.keep["errors"] = []

    def note(_app, exception, **_):
        jail.keep["errors"].append([type(exception).__name__, str(exception)])

    flask.got_request_exception.connect(note, app, weak=False)
    inner = module.serve(app, mode) if pin is None else module.serve(app, mode, pin)
    places = str(pathlib.Path(flask.__file__).parents[1]).encode()

    def without_places(environ, start_response):  # the page names the folders of the libraries
        body, status, headers = run_wsgi_app(inner, environ, buffered=True)
        data = b"".join(body).replace(places, b"")
        headers["Content-Length"] = str(len(data))
        start_response(status, list(headers))
        return [data]

    return without_places


@probe
def errors_in_views(jail):
    """The exceptions that came out of views since the app was made."""
    return jail.keep["errors"]


def failing_page(client, page, message):
    """What /boom shows, after a look at the page that does not fail."""
    good = client.get(f"/{page}", base_url=LOCAL)
    assert good.status_code == 200, "pages that do not fail must work in every mode"
    assert good.text == page[::-1], "pages that do not fail must work in every mode"
    reply = client.get("/boom", base_url=LOCAL)
    assert reply.status_code == 500, "an error in a view is a 500"
    if message is not None:
        assert f"RuntimeError: {message}" in reply.text, "the debugger's page must show the error with its message"
    return reply.text


def says(text, name):
    """The values that the page's script gives to that name."""
    return re.findall(rf"\b{name} = (\w+|\"[^\"]*\")", text)


def secret_of(text):
    found = says(text, "SECRET")
    assert len(found) == 1, "the debugger's page must hold its secret"
    return found[0].strip('"')


def enter(client, pin, secret):
    reply = client.get(
        "/", base_url=LOCAL, query_string={"__debugger__": "yes", "cmd": "pinauth", "pin": pin, "s": secret}
    )
    assert reply.status_code == 200, "the debugger must answer the question for the PIN"
    return reply


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "mode-of-each-call",
    "other-pages-work",
    "others-404",
    "others-405",
    "boom-raises",
    "message-at-the-request",
    "production-500",
    "production-hides",
    "production-no-debugger",
    "console-route-closed",
)
def test_production_hides(jail, rng):
    """In production nobody sees the error"""
    page, message = draw.mark(rng), draw.mark(rng)
    # Another application in another mode, which nobody asks for anything, must make no difference.
    served(jail, "traceback", None, page, message)
    client = served(jail, "production", None, page, message).client()

    text = failing_page(client, page, None)

    assert "Internal Server Error" in text, "Flask's own page for errors must be shown"
    assert message not in text, "the message of the error is nobody's business in production"
    assert "Traceback" not in text, "production shows no traceback"
    assert says(text, "EVALEX") == [], "production has no debugger"
    assert client.get("/console", base_url=LOCAL).status_code == 404, "production has no console"
    assert errors_in_views(jail) == [["RuntimeError", message]], (
        "the view of /boom must raise a RuntimeError with the message of the configuration"
    )
    for path in ("/boom/", f"/{page}/{message}"):
        reply = client.get(path, base_url=LOCAL)
        assert reply.status_code == 404, "an address that the statement does not name must be a 404"
    reply = client.post(f"/{page}", base_url=LOCAL)
    assert reply.status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory", "other-pages-work", "message-default", "traceback-shows-error", "traceback-no-console", "boom-raises"
)
def test_traceback_without_console(jail, rng):
    """The traceback page names the error and has no console"""
    page, message = draw.mark(rng), draw.mark(rng)
    client = served(jail, "traceback", None, page, message).client()

    text = failing_page(client, page, message)

    assert says(text, "EVALEX") == ["false"], "the debugger must be made without its console"

    failing_page(served(jail, "traceback", None, page, None).client(), page, "boom")

    assert errors_in_views(jail) == [["RuntimeError", "boom"]], "the message is `boom` when nobody changed it"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("console-route-closed")
def test_console_route_closed(jail, rng):
    """The traceback page does not come with a console at /console"""
    page, message = draw.mark(rng), draw.mark(rng)
    client = served(jail, "traceback", None, page, message).client()

    failing_page(client, page, message)

    assert client.get("/console", base_url=LOCAL).status_code == 404, "without the console there is no /console"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("console-on-the-page", "other-pages-work")
def test_console(jail, rng):
    """The console is part of the page"""
    page, message = draw.mark(rng), draw.mark(rng)
    client = served(jail, "console", new_pin(rng), page, message).client()

    text = failing_page(client, page, message)

    assert says(text, "EVALEX") == ["true"], "the debugger must be made with its console"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("no-other-pin", "wrong-pin-refused")
def test_wrong_pin_rejected(jail, rng):
    """A wrong PIN does not open the console"""
    page, message, pin = draw.mark(rng), draw.mark(rng), new_pin(rng)
    client = served(jail, "console", pin, page, message).client()
    text = failing_page(client, page, message)

    reply = enter(client, mistyped(rng, pin), secret_of(text))

    assert reply.json == {"auth": False, "exhausted": False}, "a wrong PIN must be refused"
    assert reply.headers.getlist("Set-Cookie") == [], "a wrong PIN earns no cookie"
    text = failing_page(client, page, message)
    assert says(text, "EVALEX_TRUSTED") == ["false"], "nobody is trusted after a wrong PIN"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("given-pin", "right-pin-accepted")
def test_right_pin_accepted(jail, rng):
    """The given PIN opens the console"""
    page, message, pin = draw.mark(rng), draw.mark(rng), new_pin(rng)
    client = served(jail, "console", pin, page, message).client()
    text = failing_page(client, page, message)
    assert says(text, "EVALEX_TRUSTED") == ["false"], "nobody is trusted before the PIN was asked"

    reply = enter(client, pin, secret_of(text))

    assert reply.json == {"auth": True, "exhausted": False}, "the PIN that `serve` was given must be accepted"
    cookies = [[part.strip().lower() for part in cookie.split(";")] for cookie in reply.headers.getlist("Set-Cookie")]
    assert len(cookies) == 1, "the right PIN must earn one cookie"
    assert {"httponly", "samesite=strict"} <= set(cookies[0]), "the cookie must be HttpOnly and SameSite=Strict"
    text = failing_page(client, page, message)
    assert says(text, "EVALEX_TRUSTED") == ["true"], "whoever has the cookie is trusted"
