"""Hidden checks of 09-cookies-and-sessions/01-login-session."""

from html.parser import HTMLParser

import pytest
from grader.checks import probe

NAMES = ["ada", "grace", "edsger", "barbara", "donald", "radia", "tony", "李雷", "韩梅梅"]
NOBODY = "You are not logged in"
HOME = {"/", "http://localhost/"}
LOGIN = {"", "#", "?", "login", "/login", "http://localhost/login"}


class Page(HTMLParser):
    """The text a reader sees, the tags, and each form with its input fields."""

    def __init__(self, html):
        super().__init__()
        self.pieces, self.tags, self.forms = [], [], []
        self._form = None
        self.feed(html)
        self.close()

    @property
    def text(self):
        return " ".join("".join(self.pieces).split())

    def handle_data(self, data):
        self.pieces.append(data)

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        self.tags.append((tag, attributes))
        if tag == "form":
            self._form = {"attributes": attributes, "inputs": []}
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None:
            self._form["inputs"].append(attributes)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


def names_for(rng, count):
    return [f"{name}{rng.randrange(1000, 10000)}" for name in rng.sample(NAMES, k=count)]


def new_key(rng):
    return "".join(rng.choices("0123456789abcdef", k=32))


def log_in(client, name):
    reply = client.post("/login", data={"username": name})
    assert reply.status_code == 302, "logging in must answer with a redirect"
    assert reply.headers.get("Location") in HOME, "logging in must lead to /"
    return reply


def home(client, **options):
    reply = client.get("/", **options)
    assert reply.status_code == 200, "/ must answer everybody"
    return Page(reply.text)


def greets(page, name):
    return f"Logged in as {name}" in page.text and NOBODY not in page.text


def greets_nobody(page):
    return NOBODY in page.text and "Logged in as" not in page.text


@probe
def what_stops_an_app_without_key(jail) -> list[str]:
    """The names of the exception's class and of its bases."""
    try:
        jail.app({})
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]
    return []


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_flow(jail, rng):
    """Each visitor is greeted by the name of their own login"""
    app = jail.app({"SECRET_KEY": new_key(rng)})
    first, second, stranger = app.client(), app.client(), app.client()
    one, two, three = names_for(rng, 3)

    assert greets_nobody(home(first)), "a new visitor is not logged in"
    log_in(first, one)
    log_in(second, two)

    assert greets(home(first), one), "a login must stay the visitor's own when somebody else logs in"
    assert greets(home(second), two), "each visitor must be greeted by the name of their own login"
    assert greets_nobody(home(stranger)), "a visitor who never logged in is not logged in"

    log_in(first, three)

    assert greets(home(first), three), "logging in again must replace the name"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_escaped(jail, rng):
    """A name is shown as it was typed, not as markup"""
    client = jail.app({"SECRET_KEY": new_key(rng)}).client()
    (word,) = names_for(rng, 1)
    name = f"<u id=\"{word}\">{word}</u> & 'co' &amp;"

    log_in(client, name)
    page = home(client)

    assert greets(page, name), "the reader of the HTML page must see every character of the name"
    assert all(attributes.get("id") != word for _, attributes in page.tags), "the name must not become a tag"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.needs("test_flow")
def test_empty_name(jail, rng):
    """Without a name nobody is logged in"""
    app = jail.app({"SECRET_KEY": new_key(rng)})
    for data in ({"username": ""}, {}, {"name": "ada"}):
        client = app.client()
        (name,) = names_for(rng, 1)

        assert client.post("/login", data=data).status_code == 400, "an empty or missing username must answer 400"
        assert greets_nobody(home(client)), "an empty or missing username must log nobody in"

        log_in(client, name)

        assert greets(home(client), name), "a name must log in after an empty one was refused"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_form_page(jail, rng):
    """The form on the login page logs in"""
    client = jail.app({"SECRET_KEY": new_key(rng)}).client()
    (name,) = names_for(rng, 1)

    reply = client.get("/login")
    assert reply.status_code == 200

    forms = [form for form in Page(reply.text).forms if any(i.get("name") == "username" for i in form["inputs"])]
    assert len(forms) == 1, "the page must show one form with the input `username`"
    attributes, inputs = forms[0]["attributes"], forms[0]["inputs"]
    assert attributes.get("method", "").lower() == "post", "the form must be sent by POST"
    assert attributes.get("action", "") in LOGIN, "the form must be sent to /login"
    kinds = {i.get("type", "text").lower() for i in inputs if i.get("name") == "username"}
    assert not kinds & {"hidden", "submit", "checkbox", "radio", "file"}, "a visitor must be able to type the name"

    hidden = {i.get("name", ""): i.get("value", "") for i in inputs if i.get("type", "").lower() == "hidden"}
    client.post("/login", data={**hidden, "username": name})

    assert greets(home(client), name), "sending the form must log in"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.needs("test_flow")
def test_logout(jail, rng):
    """Logging out works, and works again when nobody is logged in"""
    app = jail.app({"SECRET_KEY": new_key(rng)})
    leaving, staying = app.client(), app.client()
    one, two = names_for(rng, 2)
    log_in(leaving, one)
    log_in(staying, two)

    assert leaving.get("/logout").status_code == 405, "GET /logout must answer 405"
    assert greets(home(leaving), one), "GET /logout must log nobody out"

    for when in ("logging out", "logging out when nobody is logged in"):
        reply = leaving.post("/logout")

        assert reply.status_code == 302, f"{when} must answer with a redirect"
        assert reply.headers.get("Location") in HOME, f"{when} must lead to /"
        assert greets_nobody(home(leaving)), "who has logged out is not logged in"

    assert greets(home(staying), two), "other visitors must stay logged in"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.needs("test_flow")
def test_needs_key(jail, rng):
    """Without a key there is no application"""
    (name,) = names_for(rng, 1)

    assert "RuntimeError" in what_stops_an_app_without_key(jail), "create_app must raise a RuntimeError"

    client = jail.app({"SECRET_KEY": new_key(rng)}).client()
    log_in(client, name)

    assert greets(home(client), name), "with a key the application must work"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.needs("test_flow")
def test_cookie_not_portable(jail, rng):
    """Only applications with the same key accept a login"""
    key, other_key = new_key(rng), new_key(rng)
    (name,) = names_for(rng, 1)

    browser = jail.app({"SECRET_KEY": key}).client(use_cookies=False)
    cookies = [line.partition(";")[0] for line in log_in(browser, name).headers.getlist("Set-Cookie")]
    headers = {"Cookie": "; ".join(cookies)}

    assert greets(home(browser, headers=headers), name), "the login must stand in the cookie"
    assert greets_nobody(home(browser)), "without the cookie nobody is logged in"

    twin = jail.app({"SECRET_KEY": key}).client(use_cookies=False)
    assert greets(home(twin, headers=headers), name), "an application with the same key must accept the cookie"

    stranger = jail.app({"SECRET_KEY": other_key}).client(use_cookies=False)
    assert greets_nobody(home(stranger, headers=headers)), "an application with another key must ignore the cookie"
