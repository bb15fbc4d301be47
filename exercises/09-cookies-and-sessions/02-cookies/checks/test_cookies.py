"""Hidden checks of 09-cookies-and-sessions/02-cookies.

Werkzeug's test client never lets a cookie grow old, sends `Secure` cookies over plain HTTP and takes a host's
own cookie and a cookie of its domain for one. So the client's own cookies stay off here: `Browser` keeps them.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from grader.checks import application, draw
from grader.checks.cookies import TOLERANCE, cookies_of


class Browser:
    """Keeps the cookies of one application as a browser does, as far as these checks need it."""

    def __init__(self, app):
        self.client = app.client(use_cookies=False)
        self.cookies = {}

    def keep(self, name, value, host="localhost", domain=""):
        """Take a cookie for all paths, as if a right program had set it."""
        self.cookies[name, domain or host, not domain, "/"] = value

    def get(self, path, host="localhost", scheme="http", headers=None, **options):
        fitting = [
            f"{name}={value}"
            for (name, domain, host_only, below), value in self.cookies.items()
            if (host == domain or (not host_only and host.endswith("." + domain))) and path.startswith(below)
        ]
        headers = headers or ({"Cookie": "; ".join(fitting)} if fitting else {})
        reply = self.client.get(path, base_url=f"{scheme}://{host}/", headers=headers, **options)
        for cookie in cookies_of(reply):
            place = cookie.attributes.get("path") or path.rpartition("/")[0]
            key = (cookie.name, cookie.domain or host, not cookie.domain, place)
            self.cookies.pop(key, None)
            if not cookie.is_dropped:
                self.cookies[key] = cookie.value
        return reply


def cookie_set(browser, name, value, **options):
    """Ask for a cookie; return it."""
    reply = browser.get(f"/set/{name}/{value}", **options)
    assert reply.status_code < 400, "setting must answer with a status below 400"
    found = [cookie for cookie in cookies_of(reply) if cookie.name == name]
    assert [cookie.value.strip('"') for cookie in found] == [value], (
        "the cookie must be set once, to the value asked for"
    )
    return found[0]


def cookie_deleted(browser, name, **options):
    """Ask for a deletion; return the cookie that does it."""
    reply = browser.get(f"/delete/{name}", **options)
    assert reply.status_code < 400, "deleting must answer with a status below 400"
    found = [cookie for cookie in cookies_of(reply) if cookie.name == name]
    assert len(found) == 1, "one header must delete the cookie"
    assert found[0].is_dropped, "the header must make the browser drop the cookie at once"
    return found[0]


def value_seen(browser, name, **options):
    """The answer of `/get` about the cookie, as JSON; null is `{"value": None}`."""
    return browser.get(f"/get/{name}", **options).json


@application
def far_from_greenwich(jail, zone):
    """The application on a server whose clock shows another time zone."""
    import os
    import time

    os.environ["TZ"] = zone
    time.tzset()
    return jail.app()


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "app-factory",
    "requests-by-get",
    "others-404",
    "others-405",
    "server-remembers-nothing",
    "set-name-and-value",
    "capitals-differ",
    "any-value",
    "no-slash",
    "get-value",
    "get-null",
    "get-empty",
)
def test_round_trip(jail, rng):
    """A cookie that was set can be read by the same browser"""
    app = jail.app()
    browser, other, third = Browser(app), Browser(app), Browser(app)
    (name, value), (second, changed) = map(str.title, draw.labels(rng, 2)), map(str.title, draw.labels(rng, 2))
    # Another text where blanks are cut off, capitals are lost, markup is escaped or percents are decoded.
    wide = f" {value} 颜色, 50%41 & <b>more "

    assert value_seen(browser, name) == {"value": None}, "a cookie that was never set has no value"
    browser.get(f"/set/{name}/{value}")
    browser.get(f"/set/{second}/{quote(wide)}")

    assert value_seen(browser, name) == {"value": value}, "the value must come back"
    assert value_seen(browser, second) == {"value": wide}, "any text must come back as it was"
    assert value_seen(other, name) == {"value": None}, "other browsers must not see the cookie"
    assert value_seen(browser, name.lower()) == {"value": None}, "a name in small letters is that of another cookie"
    browser.get(f"/set/{name}/{changed}")
    assert value_seen(browser, name) == {"value": changed}, "a cookie that is set once more must get the new value"

    header = {"Cookie": f"{name}=no; {second}={value}"}
    assert value_seen(third, second, headers=header) == {"value": value}, "the value must come with the request"
    assert value_seen(third, name, headers={"Cookie": f"{name}="}) == {"value": ""}, "an empty value is a value"

    for path in (f"/get/{name}", f"/set/{name}/{value}", f"/delete/{name}"):
        for wrong in (f"{path}/", f"{path}/{draw.word(rng)}"):
            assert third.get(wrong).status_code == 404, "an address that the statement does not name must be a 404"
        assert third.client.post(path).status_code == 405, "a method that the statement does not name must be a 405"
    assert third.get(f"/{draw.word(rng)}").status_code == 404, "an address that is not named must be a 404"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("status-below-400", "all-paths", "no-lifetime", "no-domain")
def test_session_cookie_default(jail, rng):
    """Without arguments the cookie lasts until the browser is closed"""
    cookie = cookie_set(Browser(jail.app()), *draw.labels(rng, 2))

    assert "expires" not in cookie.attributes and "max-age" not in cookie.attributes, "the cookie must name no lifetime"
    assert cookie.domain == "", "the cookie must name no domain"
    assert cookie.attributes.get("path") == "/", "the cookie must be valid for all paths"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("httponly", "samesite-lax", "secure-by-https", "no-secure-by-http", "headers-not-believed")
def test_flags(jail, rng):
    """HttpOnly and SameSite always, Secure over HTTPS only"""
    browser, domain = Browser(jail.app()), f"{draw.label(rng)}.example"
    name, value = draw.labels(rng, 2)
    for arguments in ({}, {"max_age": "600"}, {"days": "3"}, {"domain": domain}):
        for scheme in ("http", "https"):
            place = {"host": domain, "scheme": scheme}
            cookie = cookie_set(browser, name, value, query_string=arguments, **place)

            assert "httponly" in cookie.attributes, "every cookie must be HttpOnly"
            assert cookie.attributes.get("samesite", "").lower() == "lax", "every cookie must have SameSite=Lax"
            assert ("secure" in cookie.attributes) == (scheme == "https"), (
                "Secure must be there over HTTPS, and only then"
            )
    claim = {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "Forwarded": "proto=https"}
    claimed = cookie_set(browser, name, value, headers=claim)
    assert "secure" not in claimed.attributes, "what a header claims does not make it HTTPS"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("long-refused", "longest-accepted", "refused-sets-nothing")
def test_too_big(jail, rng):
    """A value of more than 3800 characters is refused"""
    browser = Browser(jail.app())
    (name, _), (refused, _) = draw.labels(rng, 2), draw.labels(rng, 2)
    longest = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=3800))

    cookie_set(browser, name, longest)
    assert value_seen(browser, name) == {"value": longest}, "3800 characters must be accepted"

    for extra in (1, rng.randrange(2, 200)):
        reply = browser.get(f"/set/{refused}/{longest}{'x' * extra}")

        assert reply.status_code == 400, "more than 3800 characters must be refused"
        assert refused not in [key for key, _, _ in cookies_of(reply)], "what is refused must not be set"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("max-age")
def test_max_age(jail, rng):
    """max_age limits the cookie to that many seconds"""
    browser = Browser(jail.app())
    name, value = draw.labels(rng, 2)
    for seconds in (1, rng.randrange(60, 10_000_000)):
        cookie = cookie_set(browser, name, value, query_string={"max_age": str(seconds)})

        assert cookie.attributes.get("max-age") == str(seconds), "Max-Age must be the number of seconds asked for"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("days-expires", "days-no-max-age", "any-time-zone")
def test_expires(jail, rng):
    """days limits the cookie to that many days, in any time zone"""
    browser = Browser(far_from_greenwich(jail, rng.choice(["CST-8", "EST5", "XXX-3:30"])))
    for days in (1, rng.randrange(2, 300)):
        asked = datetime.now(UTC)
        cookie = cookie_set(browser, *draw.labels(rng, 2), query_string={"days": str(days)})
        answered = datetime.now(UTC)

        moment = cookie.expires
        assert moment is not None, "the cookie must name the moment it expires"
        life = timedelta(days=days)
        assert asked + life - TOLERANCE <= moment <= answered + life + TOLERANCE, "it must be that many days from now"
        assert "max-age" not in cookie.attributes, "a cookie limited by days must have no Max-Age"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("domain", "domain-beside-either", "no-domain")
def test_domain(jail, rng):
    """domain opens the cookie to subdomains, and to no other host"""
    browser = Browser(jail.app())
    domain, other = f"a.{draw.label(rng)}.example", f"b.{draw.label(rng)}.example"
    hosts = [domain, f"www.{domain}", other]
    for extra in ({}, {"max_age": str(rng.randrange(60, 9000))}, {"days": str(rng.randrange(1, 300))}):
        name, value = draw.labels(rng, 2)
        cookie = cookie_set(browser, name, value, query_string={"domain": domain, **extra}, host=domain)

        assert cookie.domain == domain, "Domain must be the one asked for"
        limited = {"max_age": "max-age" in cookie.attributes, "days": "expires" in cookie.attributes}
        assert all(limited[argument] for argument in extra), "the domain must not take the place of the lifetime"
        seen = [value_seen(browser, name, host=host) for host in hosts]
        assert seen == [{"value": value}, {"value": value}, {"value": None}], (
            "the cookie must reach the domain and its subdomains only"
        )

    name, value = draw.labels(rng, 2)
    cookie_set(browser, name, value, host=domain)
    seen = [value_seen(browser, name, host=host) for host in hosts]
    assert seen == [{"value": value}, {"value": None}, {"value": None}], (
        "without the argument the cookie must stay with its host"
    )


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("status-below-400", "capitals-differ", "delete-drops", "delete-same-path", "delete-without-domain")
def test_delete(jail, rng):
    """A deleted cookie is dropped at once"""
    browser = Browser(jail.app())
    (name, value), (kept, other) = draw.labels(rng, 2), draw.labels(rng, 2)
    name = name.title()
    browser.keep(name, value)
    browser.keep(kept, other)
    assert value_seen(browser, name) == {"value": value}, "the value must be there before"

    cookie = cookie_deleted(browser, name)

    assert cookie.domain == "", "without the argument the deleting header must name no domain"
    assert value_seen(browser, name) == {"value": None}, "the value must be gone"
    assert value_seen(browser, kept) == {"value": other}, "other cookies must stay"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("delete-drops", "delete-with-domain", "delete-same-path", "delete-without-domain")
def test_delete_with_domain(jail, rng):
    """A cookie set for a domain is deleted for that domain"""
    browser = Browser(jail.app())
    (name, value), domain = draw.labels(rng, 2), f"{draw.label(rng)}.example"
    host = f"www.{domain}"
    browser.keep(name, value, domain=domain)
    assert cookie_deleted(browser, name, host=host).domain == "", "without the argument it must name no domain"
    assert value_seen(browser, name, host=host) == {"value": value}, "the value must be there before"

    cookie = cookie_deleted(browser, name, query_string={"domain": domain}, host=host)

    assert cookie.domain == domain, "the deleting header must name the domain the cookie was set with"
    assert value_seen(browser, name, host=host) == {"value": None}, "the value must be gone"
