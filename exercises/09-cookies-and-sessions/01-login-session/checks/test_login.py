"""Hidden checks of 09-cookies-and-sessions/01-login-session."""

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page

NOBODY = "You are not logged in"
HOME = {"/", "http://localhost/"}


def log_in(client, name):
    reply = client.post("/login", data={"username": name})
    assert reply.status_code == 302, "logging in must answer with a redirect"
    assert reply.headers.get("Location") in HOME, "logging in must lead to /"
    return reply


def home(client, **options):
    reply = client.get("/", **options)
    assert reply.status_code == 200, "/ must answer everybody"
    return Page.of(reply)


def greets(page, name):
    return f"Logged in as {name}" in page.shown and NOBODY not in page.shown


def greets_nobody(page):
    return NOBODY in page.shown and "Logged in as" not in page.shown


@probe
def what_stops_an_app_without_key(jail) -> list[str]:
    """The names of the exception's class and of its bases."""
    try:
        jail.app({})
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]
    return []


@application
def first_of_one_dictionary(jail, config):
    """An application; the caller keeps the dictionary that it was made with."""
    jail.keep["config"] = config
    return jail.app(config)


@application
def second_of_one_dictionary(jail):
    """Another application, made with the same dictionary."""
    return jail.app(jail.keep["config"])


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "others-404",
    "others-405",
    "greets-by-name",
    "greets-nobody",
    "reads-username",
    "login-302",
    "own-login",
    "replaces-name",
)
def test_flow(jail, rng):
    """Each visitor is greeted by the name of their own login"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    first, second, stranger = app.client(), app.client(), app.client()
    one, two, three = draw.names(rng, 3)

    assert greets_nobody(home(first)), "a new visitor is not logged in"
    log_in(first, one)
    log_in(second, two)

    assert greets(home(first), one), "a login must stay the visitor's own when somebody else logs in"
    assert greets(home(second), two), "each visitor must be greeted by the name of their own login"
    assert greets_nobody(home(stranger)), "a visitor who never logged in is not logged in"

    log_in(first, three)

    assert greets(home(first), three), "logging in again must replace the name"
    for path in (f"/{draw.word(rng)}", "/login/"):
        assert stranger.get(path).status_code == 404, "an address that the statement does not name must be a 404"
    for reply in (stranger.post("/"), stranger.put("/login")):
        assert reply.status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("name-as-typed")
def test_escaped(jail, rng):
    """A name is shown as it was typed, not as markup"""
    client = jail.app({"SECRET_KEY": draw.token(rng)}).client()
    word = draw.name(rng)
    # Another name where capitals are lost, or tags, entities or percents are taken for what they stand for.
    name = f"<u id=\"{word}\">{word} {draw.word(rng).title()}</u> & 'co' &amp; 100%41 Ünal"

    log_in(client, name)
    page = home(client)

    assert greets(page, name), "the reader of the HTML page must see every character of the name"
    assert not page.with_id(word), "the name must not become a tag"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("empty-400", "empty-logs-nobody-in")
def test_empty_name(jail, rng):
    """Without a name nobody is logged in"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    for data in ({"username": ""}, {}, {"name": "ada"}):
        client = app.client()
        name = draw.name(rng)

        assert client.post("/login", data=data).status_code == 400, "an empty or missing username must answer 400"
        assert greets_nobody(home(client)), "an empty or missing username must log nobody in"

        log_in(client, name)

        assert greets(home(client), name), "a name must log in after an empty one was refused"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("form-input", "form-by-post")
def test_form_page(jail, rng):
    """The form on the login page logs in"""
    client = jail.app({"SECRET_KEY": draw.token(rng)}).client()
    name = draw.name(rng)

    reply = client.get("/login")
    assert reply.status_code == 200, "`/login` must answer 200"

    forms = [form for form in Page.of(reply).forms if form.named("username")]
    assert len(forms) == 1, "the page must show one form with the input `username`"
    assert forms[0].method == "post", "the form must be sent by POST"
    assert forms[0].action == "http://localhost/login", "the form must be sent to /login"
    assert all(field.is_typed for field in forms[0].named("username")), "a visitor must be able to type the name"

    client.post("/login", data=forms[0].data({"username": name}))

    assert greets(home(client), name), "sending the form must log in"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("logout-removes", "logout-302", "logout-without-login", "no-logout-by-get")
def test_logout(jail, rng):
    """Logging out works, and works again when nobody is logged in"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    leaving, staying = app.client(), app.client()
    one, two = draw.names(rng, 2)
    assert app.client().post("/logout").status_code == 302, "who never logged in must be able to log out, too"
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

    staying.post("/logout")
    assert greets_nobody(home(staying)), "every visitor must be able to log out, not the first alone"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("no-key-is-an-error")
def test_needs_key(jail, rng):
    """Without a key there is no application"""
    name = draw.name(rng)

    assert "RuntimeError" in what_stops_an_app_without_key(jail), "create_app must raise a RuntimeError"

    client = jail.app({"SECRET_KEY": draw.token(rng)}).client()
    log_in(client, name)

    assert greets(home(client), name), "with a key the application must work"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "stored-in-session", "key-from-config", "dictionary-used-again", "same-key-accepts", "other-key-ignores"
)
def test_cookie_not_portable(jail, rng):
    """Only applications with the same key accept a login"""
    key, other_key = draw.token(rng), draw.token(rng)
    name = draw.name(rng)

    browser = first_of_one_dictionary(jail, {"SECRET_KEY": key}).client(use_cookies=False)
    cookies = [line.partition(";")[0] for line in log_in(browser, name).headers.getlist("Set-Cookie")]
    headers = {"Cookie": "; ".join(cookies)}

    assert greets(home(browser, headers=headers), name), "the login must stand in the cookie"
    assert greets_nobody(home(browser)), "without the cookie nobody is logged in"

    twin = jail.app({"SECRET_KEY": key}).client(use_cookies=False)
    assert greets(home(twin, headers=headers), name), "an application with the same key must accept the cookie"
    again = second_of_one_dictionary(jail).client(use_cookies=False)
    assert greets(home(again, headers=headers), name), "one dictionary must do for two applications"

    stranger = jail.app({"SECRET_KEY": other_key}).client(use_cookies=False)
    assert greets_nobody(home(stranger, headers=headers)), "an application with another key must ignore the cookie"
