"""Hidden checks of 09-cookies-and-sessions/03-session-operations.

Werkzeug's test client never lets a cookie grow old, so lifetimes are read from `Set-Cookie`; and `Browser` keeps the
cookies itself, so that a check can send an older session again, or carry one to another application.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from grader.checks import draw
from grader.checks.cookies import TOLERANCE, cookies_of

TWO_HOURS = timedelta(hours=2)
NOTHING = {"value": None}


class Browser:
    """Keeps the cookies of one application as a browser does, as far as these checks need it."""

    def __init__(self, app, cookies=None):
        self.client = app.client(use_cookies=False)
        self.cookies = dict(cookies or {})

    def ask(self, method, path, **options):
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = self.client.open(path, method=method, headers={"Cookie": sent} if sent else {}, **options)
        for cookie in cookies_of(reply):
            self.cookies.pop(cookie.name, None)
            if not cookie.is_dropped:
                self.cookies[cookie.name] = cookie.value
        return reply


def ends_after_two_hours(cookie, asked, answered):
    age = cookie.attributes.get("max-age")
    if age is not None:
        return age.isdecimal() and abs(timedelta(seconds=int(age[:9])) - TWO_HOURS) <= TOLERANCE
    moment = cookie.expires
    return moment is not None and asked + TWO_HOURS - TOLERANCE <= moment <= answered + TWO_HOURS + TOLERANCE


def tampered(cookies):
    """The same cookies with a blank in front of each value: no signature fits, a text without one can still be read."""
    return {name: f'" {value[1:]}' if value[:1] == '"' else f"%20{value}" for name, value in cookies.items()}


def pairs_for(rng, count):
    """Keys, all different, and values that nobody can guess."""
    return list(zip(draw.labels(rng, count), draw.labels(rng, count), strict=True))


def store(browser, key, value, **fields):
    reply = browser.ask("POST", f"/session/{key}", data={"value": value, **fields})
    assert reply.status_code < 400, "a value must be accepted"
    return reply


def seen(browser, key):
    """The answer of `GET /session/<key>`, as JSON; null is `{"value": None}`."""
    reply = browser.ask("GET", f"/session/{key}")
    assert reply.status_code == 200, "reading a key must answer 200, whether it is there or not"
    return reply.json


def existed(browser, key):
    """Remove a key; return what the answer says about it."""
    reply = browser.ask("DELETE", f"/session/{key}")
    assert reply.status_code == 200, "removing a key must answer 200, whether it was there or not"
    answer = reply.json
    assert isinstance(answer, dict) and [*answer] == ["existed"] and type(answer["existed"]) is bool, (
        "removing a key must answer with `existed` alone, which is true or false"
    )
    return answer["existed"]


def clear(browser):
    assert browser.ask("DELETE", "/session").status_code < 400, "DELETE /session must be no error"


def tags_after(browser, tag):
    """Append a tag; return the answer as JSON."""
    reply = browser.ask("POST", f"/tags/{quote(tag)}")
    assert reply.status_code == 200, "a tag must be accepted with 200"
    return reply.json


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges(
    "new-app-each-call",
    "signed-by-given-key",
    "others-404",
    "others-405",
    "kept-in-session",
    "own-session",
    "older-cookie-older-session",
    "other-key-ignored",
    "post-stores",
    "post-replaces",
    "reading-changes-nothing",
    "get-value",
    "null-when-missing",
    "delete-leaves-others",
    "clear-removes-all",
    "clear-restarts-list",
    "value-as-sent",
    "empty-is-a-value",
)
def test_session_crud(jail, rng):
    """Values are stored, read, replaced and removed, each browser for itself"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    browser, other = Browser(app), Browser(app)
    (first, one), (second, two), (third, _), (fourth, _), (missing, _) = pairs_for(rng, 5)
    # Another text where blanks are cut off, capitals are lost, markup is escaped or percents are decoded.
    wide = f' {one} 颜色, 50%41 & <B>more; "it\'s" '
    digits = f"00{rng.randrange(1000, 10000)}"
    values = {first: one, second: wide, third: digits, fourth: ""}

    assert seen(browser, first) == NOTHING, "a key that was never set must have the value null"
    for key, value in values.items():
        store(browser, key, value)
    store(other, first, f"{one}-other")

    for key, value in values.items():
        assert seen(browser, key) == {"value": value}, "each key must give the text that was stored under it"
    assert seen(browser, missing) == NOTHING, "a key that was never set must have the value null"
    assert seen(other, first) == {"value": f"{one}-other"}, "each browser must have values of its own"
    assert seen(other, second) == NOTHING, "each browser must have values of its own"

    older = Browser(app, browser.cookies)
    store(browser, first, f"{one}-new")

    assert seen(browser, first) == {"value": f"{one}-new"}, "storing again must replace the value"
    assert seen(browser, second) == {"value": wide}, "storing again must leave the other keys"
    assert seen(older, first) == {"value": one}, "the session must live in its cookie: an older one brings it back"

    assert existed(browser, second) is True, "removing a key must say that it was there"
    assert seen(browser, second) == NOTHING, "a key that was removed must have the value null"
    for key, value in {first: f"{one}-new", third: digits, fourth: ""}.items():
        assert seen(browser, key) == {"value": value}, "removing a key must leave the others"

    cookies = dict(browser.cookies)
    browser.ask("POST", f"/tags/{one}")
    clear(browser)

    for key in values:
        assert seen(browser, key) == NOTHING, "DELETE /session must remove every key"
    assert seen(other, first) == {"value": f"{one}-other"}, "other browsers must keep their values"
    # What a right list looks like is the question of another check.
    assert one not in browser.ask("POST", f"/tags/{two}").text, "DELETE /session must remove the list, too"
    store(browser, third, one)
    assert seen(browser, third) == {"value": one}, "a session that was emptied must take new values"
    clear(browser)
    assert seen(browser, third) == NOTHING, "DELETE /session must remove every key, the second time as well"

    assert other.ask("GET", f"/{two}").status_code == 404, "an address that the statement does not name must be a 404"
    for method, path in (
        ("GET", "/session"),
        ("POST", "/session"),
        ("PUT", f"/session/{first}"),
        ("GET", f"/tags/{two}"),
    ):
        assert other.ask(method, path).status_code == 405, "a method that the statement does not name must be a 405"
    assert seen(other, first) == {"value": f"{one}-other"}, "a method that is refused must change nothing"

    stranger = Browser(jail.app({"SECRET_KEY": draw.token(rng)}), cookies)
    for key in (first, third):
        assert seen(stranger, key) == NOTHING, "an application with another key must ignore the session"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "existed-true",
    "existed-false",
    "delete-leaves-others",
    "removed-is-gone",
    "reading-creates-nothing",
    "empty-is-a-value",
    "changed-cookie-ignored",
    "own-session",
    "older-cookie-older-session",
)
def test_drop_missing(jail, rng):
    """Removing tells whether the key was there, and is never an error"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    browser, other = Browser(app), Browser(app)
    (never, _), (key, value), (empty, _), (kept, text) = pairs_for(rng, 4)

    assert existed(browser, never) is False, "a key that was never set did not exist"
    assert existed(browser, never) is False, "removing a key must not create it"
    # What reading such a key answers is the question of another check.
    browser.ask("GET", f"/session/{never}")
    assert existed(browser, never) is False, "reading a key must not create it"

    store(browser, kept, text)
    store(browser, key, value)
    store(browser, empty, "")

    assert existed(browser, never) is False, "a key that was never set did not exist"
    assert existed(other, key) is False, "what another browser has stored did not exist in this one"
    assert seen(browser, key) == {"value": value}, "other browsers must not remove the key"

    older, changed = Browser(app, browser.cookies), Browser(app, tampered(browser.cookies))
    for there in (key, empty):
        assert existed(browser, there) is True, "a key with a value, an empty text too, did exist"
        assert existed(browser, there) is False, "a key that was removed before did not exist"

    assert existed(older, key) is True, "the session must live in its cookie: an older one brings it back"
    assert existed(changed, key) is False, "a cookie that was changed must be ignored"
    assert seen(browser, kept) == {"value": text}, "removing must leave all other keys"
    store(browser, key, value)
    assert existed(browser, key) is True, "a key that was stored again did exist"


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges(
    "no-other-cookie",
    "permanent-by-field",
    "presence-alone",
    "nothing-else-permanent",
    "no-end-unless-permanent",
    "two-hours-when-permanent",
    "at-every-answer",
    "changed-cookie-ignored",
)
def test_session_lifetime(jail, rng):
    """Until the browser is closed, or two hours when permanent"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    filled = ["", rng.choice(["0", "no", "off", "false"]), rng.choice(["1", "yes", "on", "true"])]
    rng.shuffle(filled)
    for field in (None, filled[0], None, filled[1], None, filled[2]):
        browser, ((key, value),) = Browser(app), pairs_for(rng, 1)
        fields = {} if field is None else {"permanent": field}

        asked = datetime.now(UTC)
        reply = store(browser, key, value, **fields)
        assert len(cookies_of(reply)) == 1, "storing a value must set the cookie of the session, and no other"
        # Later answers need not set the cookie. Those that do must keep to the lifetime.
        later = [browser.ask("GET", f"/session/{key}"), browser.ask("POST", f"/tags/{value}")]
        answered = datetime.now(UTC)

        for cookie in [cookie for one in (reply, *later) for cookie in cookies_of(one)]:
            if field is None:
                assert not {"expires", "max-age"} & set(cookie.attributes), (
                    "the cookie of a session that is not permanent must name no end"
                )
            else:
                assert ends_after_two_hours(cookie, asked, answered), (
                    "the cookie of a permanent session must end two hours after the answer"
                )
        assert seen(browser, key) == {"value": value}, "the value must be in the session, permanent or not"
        changed = Browser(app, tampered(browser.cookies))
        assert value not in changed.ask("GET", f"/session/{key}").text, "a cookie that was changed must be ignored"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "tags-appended",
    "tags-in-order",
    "any-tag",
    "twice-stands-twice",
    "own-session",
    "older-cookie-older-session",
    "kept-in-session",
    "changed-cookie-ignored",
)
def test_list_in_session(jail, rng):
    """Each tag is appended to those that came before"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    browser, other = Browser(app), Browser(app)
    low, middle = sorted(draw.labels(rng, 2))
    high = f" 颜色{rng.randrange(1000, 10000)}, 50%41 & <B>more "
    older = None

    # Neither sorted nor sorted backwards, and one tag comes twice.
    tags = [middle, high, low, middle]
    for count, tag in enumerate(tags, start=1):
        assert tags_after(browser, tag) == {"tags": tags[:count]}, "all tags must be there, in the order they came"
        assert tags_after(other, low) == {"tags": [low] * count}, "each browser must have a list of its own"
        if count == 2:
            older = Browser(app, browser.cookies)

    assert tags_after(older, low) == {"tags": [middle, high, low]}, (
        "the list must live in the cookie: an older one brings it back"
    )
    changed = Browser(app, tampered(browser.cookies))
    assert tags_after(changed, low) == {"tags": [low]}, "a cookie that was changed must be ignored"
