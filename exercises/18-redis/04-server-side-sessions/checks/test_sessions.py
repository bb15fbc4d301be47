"""Hidden checks of 18-redis/04-server-side-sessions.

The applications stay in the jail, with a fakeredis server that all clients of one check share; probes
look into that server.
"""

import re
from itertools import combinations
from urllib.parse import quote

import pytest
from grader.checks import application, draw, probe
from grader.checks.cookies import cookies_of

LIFETIME_MS = 1800 * 1000
HEADER_BYTES = 500
ID_CHARACTERS = 22


def session_cookie(reply):
    """Return the id and the attributes of the session cookie that an answer sets."""
    found = [cookie for cookie in cookies_of(reply) if cookie.name == "session"]
    assert found, "the answer must set the cookie `session`"
    session_id = found[-1].value.strip('"')
    assert session_id, "the cookie `session` must hold an id"
    return session_id, found[-1].attributes


def awkward(rng):
    """A text that is another one where blanks are cut off, capitals are lost, markup is escaped, or percents are decoded."""
    return f"  {draw.word(rng).title()} <b>{draw.word(rng)} & 韩梅梅 100%41  "


def readable(text):
    """What a reader sees in JSON text, which may write any character as an escape."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def login(client, user, secret):
    """Log in; return the id of the session that the answer starts."""
    reply = client.post("/login", data={"user": user, "secret": secret})
    assert reply.status_code < 400, "everybody may log in"
    return session_cookie(reply)[0]


def visitor(app, session_id):
    """Return a client that brings this session id along."""
    client = app.client()
    client.set_cookie("session", session_id)
    return client


@application
def shop(jail):
    return jail.app(jail.redis())


@application
def shop_in_another_process(jail):
    """The application as a second process would have it: same Redis, module imported anew."""
    import sys

    sys.modules.pop("app", None)
    return jail.app(jail.redis())


@application
def shop_with_a_redis_of_its_own(jail):
    import fakeredis

    return jail.app(fakeredis.FakeRedis(server=fakeredis.FakeServer()))


@application
def shop_with_more_views(jail):
    """The application with views that know nothing of Redis and use `flask.session` as usual."""
    from threading import Thread

    from flask import session

    app = jail.app(jail.redis())

    def note(value):
        session["note"] = value
        return {}

    def note_while_others_shop(value):
        session["note"] = value
        other = Thread(target=app.test_client().post, args=("/cart/tea",))
        other.start()
        other.join()
        return {}

    def forget_note():
        session.pop("note")
        return {}

    def forget_all():
        session.clear()
        return {}

    app.add_url_rule("/note/<value>", "note", note, methods=["POST"])
    app.add_url_rule("/note-while-others-shop/<value>", "while_others_shop", note_while_others_shop, methods=["POST"])
    app.add_url_rule("/forget-note", "forget_note", forget_note, methods=["POST"])
    app.add_url_rule("/forget-all", "forget_all", forget_all, methods=["POST"])
    return app


@probe
def stored(jail) -> dict[str, str]:
    """Report each key of a session with all that is stored under it, as text."""
    redis = jail.redis()
    found = {}
    for key in redis.keys("session:*"):
        if redis.type(key) == b"hash":
            parts = [part for pair in redis.hgetall(key).items() for part in pair]
        elif redis.type(key) == b"string":
            parts = [redis.get(key)]
        else:
            parts = []
        found[key.decode()] = b" ".join(parts).decode("utf-8", "replace")
    return found


@probe
def lifetimes_ms(jail) -> dict[str, int]:
    """Report each key of a session with its lifetime; negative is none."""
    redis = jail.redis()
    return {key.decode(): int(redis.pttl(key)) for key in redis.keys("session:*")}


@probe
def forget(jail, key) -> int:
    """Delete a key, as Redis does when the lifetime is over; report how many keys that were."""
    return int(jail.redis().delete(key))


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "own-interface",
    "every-view",
    "cookie-name",
    "cookie-is-id",
    "stored-under-id",
    "stored-readable",
    "no-other-key",
    "taken-out-is-gone",
    "emptied-is-gone",
    "id-kept",
    "login-keeps-secret",
)
def test_nothing_leaks(jail, rng):
    """The data are in Redis, the cookie holds nothing but the id"""
    user, core, note, other_note = draw.word(rng, 12), draw.word(rng, 24), draw.word(rng, 24), draw.word(rng, 25)
    secret = f"  {core.title()} <b>& 韩梅梅 100%41  "
    app = shop_with_more_views(jail)
    client = app.client()

    reply = client.post("/login", data={"user": user, "secret": secret})

    session_id, _ = session_cookie(reply)
    key = f"session:{session_id}"
    found = stored(jail)
    assert list(found) == [key], "Redis must hold one key for the session: `session:` and the cookie's value"
    assert secret in readable(found[key]), "the secret must be stored in Redis as it was sent, as readable text"
    assert core not in str(reply.headers).lower(), "the secret must not leave the server"

    reply = client.post(f"/note/{note}")

    found = stored(jail)
    assert list(found) == [key], "another view must go on with the same session"
    assert note in found[key], "what any view puts into flask.session must be stored in Redis"
    assert secret in readable(found[key]), "what was in the session before must still be stored"
    assert note not in str(reply.headers), "what a view puts into flask.session must not leave the server"

    client.post("/forget-note")
    found = stored(jail)
    assert note not in found.get(key, ""), "what a view takes out of flask.session must be gone from Redis"
    assert secret in readable(found.get(key, "")), "what a view leaves in flask.session must still be stored"

    client.post(f"/note-while-others-shop/{other_note}")
    found = stored(jail)
    assert other_note in found.get(key, ""), "a session must keep its id, also when others are served meanwhile"

    client.post("/forget-all")
    assert client.get("/me").json == {"user": None}, "a session that a view has emptied must stay empty"
    assert core not in " ".join(stored(jail).values()).lower(), "the data of an emptied session must be gone from Redis"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("lifetime", "lifetime-at-each-save", "gone-is-over", "no-other-key")
def test_ttl(jail, rng):
    """Stored data have a lifetime, and the session is over when they are gone"""
    user = draw.word(rng, 12)
    app = shop(jail)
    client, guest = app.client(), app.client()

    key = f"session:{login(client, user, draw.word(rng, 24))}"
    seen = [lifetimes_ms(jail)]
    client.post(f"/cart/{draw.word(rng, 6)}")
    seen.append(lifetimes_ms(jail))
    guest_key = f"session:{session_cookie(guest.post(f'/cart/{draw.word(rng, 6)}'))[0]}"
    seen.append(lifetimes_ms(jail))

    assert [sorted(each) for each in seen] == [[key], [key], sorted([key, guest_key])], "each session is one key"
    for each in seen:
        for lifetime in each.values():
            assert 0 < lifetime <= LIFETIME_MS, "each save must leave the key with a lifetime of at most 1800 s"

    assert client.get("/me").json == {"user": user}, "as long as Redis has the data, the login must hold"
    assert forget(jail, key) == 1, "a request that only reads must leave the data in Redis"
    assert client.get("/me").json == {"user": None}, "without data in Redis nobody is logged in"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("nothing-in-process", "redis-apart")
def test_shared_between_apps(jail, rng):
    """Two processes with one Redis share the session, one with another Redis has no part in it"""
    user, first, second = draw.word(rng, 12), draw.word(rng, 6), draw.word(rng, 7)
    at_home, elsewhere = shop(jail).client(), shop_with_a_redis_of_its_own(jail)
    session_id = login(at_home, user, draw.word(rng, 24))
    abroad = visitor(shop_in_another_process(jail), session_id)

    assert at_home.get("/me").json == {"user": user}, "the process that logged the visitor in must know the session"
    assert abroad.get("/me").json == {"user": user}, "another process must know the session"
    assert abroad.post(f"/cart/{first}").json == {"cart": [first]}, "another process must be able to fill the cart"
    assert at_home.post(f"/cart/{second}").json == {"cart": [first, second]}, (
        "what another process has saved must count in this one"
    )
    assert visitor(elsewhere, session_id).get("/me").json == {"user": None}, (
        "an application must know the sessions of its own Redis and no others"
    )


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("cookie-name", "cookie-httponly", "cookie-samesite", "short-headers")
def test_cookie_flags(jail, rng):
    """The cookie is HttpOnly and SameSite=Lax, and no header grows with the data"""
    client = shop(jail).client()
    user = draw.word(rng, 12)

    replies = [
        client.post("/login", data={"user": user, "secret": draw.word(rng, 20_000)}),
        client.post(f"/cart/{draw.word(rng, 6)}"),
        client.get("/me"),
    ]

    assert replies[2].json == {"user": user}, "20 KB must fit into a session"
    _, attributes = session_cookie(replies[0])
    assert "httponly" in attributes, "scripts must not be able to read the cookie"
    assert attributes.get("samesite", "").lower() == "lax", "the cookie must say SameSite=Lax"
    for reply in replies:
        for name, value in reply.headers:
            assert len(f"{name}: {value}".encode()) <= HEADER_BYTES, "no header may be longer than 500 bytes"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("id-long", "id-random", "id-not-derived")
def test_sid_random(jail, rng):
    """Ids are long, different and not to be guessed"""
    user, secret = draw.word(rng, 12), draw.word(rng, 24)

    ids = []
    for app in (shop(jail), shop_with_a_redis_of_its_own(jail)):
        for _ in range(10):
            client = app.client()
            ids.append(login(client, user, secret))
            assert client.get("/me").json == {"user": user}, "the id must lead to the session"

    assert min(map(len, ids)) >= ID_CHARACTERS, "an id must have at least 22 characters"
    assert len(set(ids)) == len(ids), "each login must get an id of its own, also in another installation"
    for one, other in combinations(ids, 2):
        same = sum(mine == yours for mine, yours in zip(one, other, strict=False))
        assert same <= 3 / 4 * len(one), "an id must not resemble the one before"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("invented-never-used", "login-new-id", "login-nothing-before", "login-deletes-before")
def test_fixation(jail, rng):
    """An id that the client invented or knew before is not the id of the login"""
    user, first, second = draw.word(rng, 12), draw.word(rng, 6), draw.word(rng, 7)
    app = shop(jail)
    invented = draw.word(rng, 43)

    guest = visitor(app, invented)
    guest_id, _ = session_cookie(guest.post(f"/cart/{first}"))
    assert list(stored(jail)) == [f"session:{guest_id}"], "a session that starts must be stored under its id"
    assert guest_id != invented, "an invented id must not become the id of a new session"

    victim = visitor(app, invented)
    victim_id = login(victim, user, draw.word(rng, 24))
    assert victim.get("/me").json == {"user": user}, "a login must also work in a browser that brings an invented id"
    assert victim_id not in (invented, guest_id), "an invented id must not become the id of a login"
    assert visitor(app, invented).get("/me").json == {"user": None}, "who planted the id must not be logged in"

    login_id = login(guest, user, draw.word(rng, 24))
    assert login_id != guest_id, "a login must get a new id, also when the browser had a session"
    found = stored(jail)
    assert f"session:{login_id}" in found, "a login must store its session under the new id"
    assert f"session:{guest_id}" not in found, "a login must delete the data of the session before it"
    assert f"session:{invented}" not in found, "nothing may ever be stored under an invented id"
    assert visitor(app, guest_id).get("/me").json == {"user": None}, "the id from before the login must be worthless"
    assert guest.post(f"/cart/{second}").json == {"cart": [second]}, "nothing of the session before may remain"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("others-404", "others-405", "login-keeps-user", "me-user", "me-nobody", "exact-keys", "empty-user")
def test_login_me(jail, rng):
    """Everybody sees the name they logged in with; what the statement does not name is as Flask has it"""
    one, other = awkward(rng), draw.word(rng, 11)
    app = shop(jail)
    first, second, guest, nameless = (app.client() for _ in range(4))

    login(first, one, draw.word(rng, 24))
    login(second, other, draw.word(rng, 24))

    assert first.get("/me").json == {"user": one}, "each visitor must see the name of their own login"
    assert second.get("/me").json == {"user": other}, "each visitor must see the name of their own login"
    assert guest.get("/me").json == {"user": None}, "who is not logged in has no name"
    login(nameless, "", "")
    assert nameless.get("/me").json == {"user": ""}, "a user with an empty name must be logged in, too"
    for path in (f"/{draw.word(rng)}", "/me/"):
        assert guest.get(path).status_code == 404, "an address that the statement does not name must be a 404"
    for reply in (guest.get("/login"), guest.post("/me")):
        assert reply.status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("others-405", "cart-grows", "cart-without-login", "cart-as-sent", "exact-keys")
def test_cart(jail, rng):
    """The cart grows by one item at a time, and everybody has their own"""
    app = shop(jail)
    client, guest = app.client(), app.client()
    items = [draw.word(rng, 6), draw.word(rng, 7), awkward(rng)]
    items.append(items[0])
    other = draw.word(rng, 7)

    for number, item in enumerate(items, start=1):
        reply = client.post(f"/cart/{quote(item)}")

        assert reply.json == {"cart": items[:number]}, "the answer must be `cart` with all items as sent, in order"

    assert guest.post(f"/cart/{other}").json == {"cart": [other]}, "a cart needs no login and is nobody else's"
    assert guest.post(f"/cart/{items[0]}").json == {"cart": [other, items[0]]}, "a cart must grow without a login, too"
    assert guest.get(f"/cart/{other}").status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("others-405", "logout-deletes", "logout-old-id")
def test_logout(jail, rng):
    """After a logout the data are gone and the old cookie is worth nothing"""
    user, other = draw.word(rng, 10), draw.word(rng, 11)
    app = shop(jail)
    client, stays = app.client(), app.client()
    session_id, other_id = login(client, user, draw.word(rng, 24)), login(stays, other, draw.word(rng, 24))
    keys = sorted([f"session:{session_id}", f"session:{other_id}"])
    assert sorted(stored(jail)) == keys, "each login must store its session"

    reply = client.post("/logout")

    assert reply.status_code < 400, "a logout must answer with a status below 400"
    found = stored(jail)
    assert f"session:{session_id}" not in found, "a logout must delete the stored data"
    assert f"session:{other_id}" in found, "a logout must not touch other sessions"
    assert client.get("/me").json == {"user": None}, "after a logout nobody is logged in"
    assert visitor(app, session_id).get("/me").json == {"user": None}, "the old id must be worth nothing"
    assert stays.get("/me").json == {"user": other}, "a logout must log nobody else out"
    assert stays.get("/logout").status_code == 405, "a method that the statement does not name must be a 405"

    stays.post("/logout")
    assert f"session:{other_id}" not in stored(jail), "every logout must delete the stored data, not the first alone"
    assert stays.get("/me").json == {"user": None}, "after every logout nobody is logged in"
