"""Hidden checks of 09-cookies-and-sessions/04-signed-not-secret.

The cookies are made and read here, on the judge's side, with the serializer that Flask itself uses. Only their
time does not come from a clock: it is drawn, so that the same seed makes the same cookies.
"""

import string
from itertools import combinations
from typing import Any

import pytest
from grader.checks.cookies import cookies_of
from flask.sessions import SecureCookieSessionInterface
from grader.checks import application, draw, probe
from itsdangerous import TimestampSigner, URLSafeTimedSerializer, base64_decode, base64_encode

PRINTABLE = [sign for sign in string.printable[:94] if sign not in '"\\']
URL_SIGNS = "???>>>"  # three of a kind, so that base64 needs its 64th and its 63rd sign, wherever they stand
SHORTEST_ID, LONGEST_ID = 16, 100


def serializer_of(key, moment=0):
    """Return Flask's own serializer of sessions, at a moment in seconds."""

    class Signer(TimestampSigner):
        def get_timestamp(self):
            return moment

    flask = SecureCookieSessionInterface()
    return URLSafeTimedSerializer(
        key,
        salt=flask.salt,
        serializer=flask.serializer,
        signer=Signer,
        signer_kwargs={"key_derivation": flask.key_derivation, "digest_method": flask.digest_method},
    )


def cookie_of(rng, content, key=None):
    """Return the cookie of a session, signed some time in the last years."""
    moment = rng.randrange(1_400_000_000, 1_700_000_000)
    return serializer_of(key or draw.token(rng), moment).dumps(content)


def content_of(cookie):
    """Return what a cookie holds, whoever signed it; None when it cannot be read."""
    return serializer_of("no matter which").loads_unsafe(cookie)[1]


def parts_of(cookie):
    """Return payload, time and signature."""
    return cookie.rsplit(".", 2)


def plain_sessions(rng):
    """Return contents that Flask does not compress: each length of padding, all signs, long, nested."""
    word, number = draw.word(rng), rng.randrange(1000, 1_000_000)
    return [
        *({"user": name} for name in (word, f"{word}x", f"{word}xy")),
        {draw.word(rng): f"{word}{URL_SIGNS}"},
        {draw.word(rng): rng.choice(draw.names(rng, 1)), "motto": f"{word}. 你好，{number}"},
        {draw.word(rng): "".join(rng.sample(PRINTABLE, k=90))},
        {"cart": [{"item": word, "count": number}, [number / 4, -number]], draw.word(rng): None, "admin": True},
    ]


def packed_sessions(rng):
    """Return contents that Flask compresses: a short one, and long ones with each length of padding, all signs."""
    found = [{draw.word(rng, 3): rng.choice(string.ascii_lowercase) * rng.randrange(24, 30)}]
    for padding in range(3):
        while True:
            word, number = draw.word(rng), rng.randrange(1000, 1_000_000)
            content = {"user": word, "cart": rng.choices(draw.WORDS, k=40), "text": f"{word} {number} 你好 " * 9}
            payload = parts_of(cookie_of(rng, content))[0]
            if len(payload) % 4 == (1, 3, 0)[padding] and "-" in payload and "_" in payload:
                break
        found.append(content)
    return found


@probe
def peeked(jail, cookies) -> list[dict[str, Any]]:
    """Call peek with the values of cookies"""
    peek = jail.load("inspect_cookie").peek
    return [peek(cookie) for cookie in cookies]


@probe
def forged(jail, cookie, changes) -> str:
    """Call forge with the value of a cookie and changes"""
    return jail.load("inspect_cookie").forge(cookie, **changes)


@application
def kept_application(jail, config):
    """Make the application"""
    jail.keep["app"] = jail.app(config)
    return jail.keep["app"]


@probe
def notes_kept(jail) -> dict[str, str]:
    """Read app.config["NOTES"]"""
    return dict(jail.keep["app"].config["NOTES"])


class Visitor:
    """A browser that sends the session cookie it was given last, or the one it is told to send."""

    def __init__(self, app, cookie=""):
        self.client = app.client(use_cookies=False)
        self.cookie = cookie

    def get(self, path):
        """Ask for a page, and keep the session cookie that comes; return the JSON. Everybody must get an answer."""
        reply = self.client.get(path, headers=self._headers())
        assert reply.status_code == 200, f"{path} must answer everybody with 200"
        self._keep(path, reply)
        return reply.json

    def post(self, path, **data):
        """Send a form, and keep the session cookie when one comes with the answer."""
        reply = self.client.post(path, data=data, headers=self._headers())
        assert reply.status_code < 400, f"{path} must be no error"
        self._keep(path, reply)

    def log_in(self, name):
        """Log in; return the cookie."""
        self.post("/login", username=name)
        assert content_of(self.cookie) == {"user": name}, "the session must hold the name as `user`, and nothing else"
        return self.cookie

    def _keep(self, path, reply):
        for cookie in cookies_of(reply):
            assert cookie.name == "session", f"{path} must set no cookie but the session"
            self.cookie = "" if cookie.is_dropped else cookie.value.strip('"')

    def _headers(self):
        return {"Cookie": f"session={self.cookie}"} if self.cookie else {}


def bit_flipped(rng, part):
    """Return a part of a cookie with one bit changed."""
    data = bytearray(base64_decode(part.removeprefix(".")))
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return "." * part.startswith(".") + base64_encode(bytes(data)).decode()


def tampered(rng, cookie, other):
    """Yield forgeries of a cookie: for another name, with one bit flipped, cut, signed with another key."""
    payload, time, signature = parts_of(cookie)
    content = content_of(cookie)
    plain, _, _ = parts_of(cookie_of(rng, {**content, "user": other}))
    packed, later, stranger = parts_of(cookie_of(rng, {**content, "user": other, "text": draw.word(rng) * 20}))
    yield f"{plain}.{time}.{signature}"
    yield f"{packed}.{time}.{signature}"
    yield f"{payload}.{later}.{signature}"
    yield f"{payload}.{time}.{stranger}"
    yield f"{plain}.{time}."
    yield plain
    yield payload
    yield cookie_of(rng, {**content, "user": other})
    for _ in range(2):
        yield f"{bit_flipped(rng, payload)}.{time}.{signature}"
        yield f"{payload}.{bit_flipped(rng, time)}.{signature}"
        yield f"{payload}.{time}.{bit_flipped(rng, signature)}"


def random_ids(ids):
    """Whether no id resembles another: as many equal signs at equal places are no chance."""
    return all(
        sum(mine == yours for mine, yours in zip(one, other, strict=False)) <= 3 / 4 * min(len(one), len(other))
        for one, other in combinations(ids, 2)
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("peek-returns-content", "peek-without-key", "peek-minds-no-age", "any-content")
def test_peek(jail, rng):
    """peek reads what a session holds, whatever the key"""
    sessions = plain_sessions(rng)

    seen = peeked(jail, [cookie_of(rng, content) for content in sessions])

    assert seen == sessions, "peek must return the content of each session, without knowing its key"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("peek-reads-compressed", "any-content", "peek-without-key")
def test_peek_long(jail, rng):
    """peek reads compressed cookies too"""
    sessions = packed_sessions(rng)

    seen = peeked(jail, [cookie_of(rng, content) for content in sessions])

    assert seen == sessions, "peek must return the content of a session that Flask has compressed"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "flask-session",
    "cookie-named-session",
    "no-other-cookie",
    "others-404",
    "others-405",
    "login-stores-user",
    "name-as-sent",
    "nothing-else-at-login",
    "whoami-name",
    "whoami-null",
    "whoami-each-time",
    "bare-json",
    "login-below-400",
    "own-login",
    "changed-is-none",
    "changed-answers-200",
)
def test_tamper(jail, rng):
    """Changed cookies are worth nothing"""
    app = jail.app({"SECRET_KEY": draw.token(rng)})
    one, two, other = draw.names(rng, 3)
    two = f" {two} <B>&amp; 50%41 "
    first, second, guest = Visitor(app), Visitor(app), Visitor(app)
    assert guest.get("/whoami") is None, "who is not logged in has no name"

    cookies = {one: first.log_in(one), two: second.log_in(two)}
    for name, cookie in cookies.items():
        visitor = Visitor(app, cookie)
        for _ in range(2):
            assert visitor.get("/whoami") == name, "/whoami must answer with the name of the login, each time"

    for name, cookie in cookies.items():
        for changed in tampered(rng, cookie, other):
            assert Visitor(app, changed).get("/whoami") is None, "whoever sends a changed cookie must have no name"
        assert Visitor(app, cookie).get("/whoami") == name, "the unchanged cookie must still be accepted"
    assert guest.get("/whoami") is None, "who is not logged in has no name"

    for path in (f"/{draw.word(rng)}", "/whoami/"):
        assert guest.client.get(path).status_code == 404, "an address that the statement does not name must be a 404"
    assert guest.client.post("/whoami").status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges(
    "forge-takes-both",
    "forge-keeps-old",
    "forge-adds-changes",
    "forge-replaces",
    "forge-keeps-time-and-signature",
    "forge-as-flask",
)
def test_forge_reads_back(jail, rng):
    """forge changes the content, and keeps time and signature"""
    name, word = draw.names(rng, 1)[0], draw.word(rng)
    number = rng.randrange(1000, 1_000_000)
    sessions = [{"user": word, "cart": [word, number], "text": URL_SIGNS}, packed_sessions(rng)[-1]]
    for content in sessions:
        for changes in ({"user": name}, {"user": URL_SIGNS, word: [number, {"admin": True}]}, {"text": word * 20}):
            cookie = cookie_of(rng, content)
            expected = {**content, **changes}

            changed = forged(jail, cookie, changes)

            assert content_of(changed) == expected, "the result must be a cookie that holds old content and changes"
            assert parts_of(changed)[1:] == parts_of(cookie)[1:], "time and signature must be those of the old cookie"
            assert peeked(jail, [changed, cookie]) == [expected, content], "peek must read what forge has written"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges(
    "signed-by-secret-key",
    "old-keys-accepted",
    "new-signed-with-new",
    "other-key-is-none",
    "own-keys",
    "changed-is-none",
)
def test_rotation(jail, rng):
    """Old keys still open old cookies, and sign no new ones"""
    new, old, oldest, unknown = (draw.token(rng) for _ in range(4))
    *names, late, forger = draw.names(rng, 6)
    cookies = {
        key: Visitor(jail.app({"SECRET_KEY": key})).log_in(name)
        for key, name in zip((new, old, oldest, unknown), names, strict=True)
    }
    accepted = {new: names[0], old: names[1], oldest: names[2], unknown: None}

    rotated = jail.app({"SECRET_KEY": new, "SECRET_KEY_FALLBACKS": [old, oldest]})
    strict, outdated = jail.app({"SECRET_KEY": new}), jail.app({"SECRET_KEY": old})

    for key, name in accepted.items():
        assert Visitor(rotated, cookies[key]).get("/whoami") == name, (
            "cookies of the new key and of each old one must be accepted, and of no other key"
        )
        assert Visitor(strict, cookies[key]).get("/whoami") == (name if key == new else None), (
            "without SECRET_KEY_FALLBACKS only cookies of SECRET_KEY are accepted"
        )
    for changed in tampered(rng, cookies[old], forger):
        assert Visitor(rotated, changed).get("/whoami") is None, "a changed cookie of an old key must be worth nothing"

    cookie = Visitor(rotated).log_in(late)

    assert Visitor(rotated, cookie).get("/whoami") == late, "a login must be accepted after the change of keys"
    assert Visitor(strict, cookie).get("/whoami") == late, "new cookies must be signed with SECRET_KEY"
    assert Visitor(outdated, cookie).get("/whoami") is None, "new cookies must not be signed with an old key"


@pytest.mark.task(4)
@pytest.mark.points(2)
@pytest.mark.judges(
    "notes-empty",
    "notes-of-each-application",
    "note-on-server",
    "id-in-session",
    "empty-note",
    "note-below-400",
    "latest-note",
    "own-note",
    "note-as-sent",
    "null-without-note",
    "note-each-time",
    "id-length",
    "id-random",
    "session-holds-no-more",
    "note-without-login",
    "note-keeps-login",
    "unknown-id-null",
    "no-other-cookie",
    "changed-is-none",
)
def test_note_hidden(jail, rng):
    """The note stays on the server, the cookie holds an id that says nothing"""
    config = {"SECRET_KEY": draw.token(rng)}
    (name,) = draw.names(rng, 1)
    app = kept_application(jail, config)
    one, two, guest = Visitor(app), Visitor(app), Visitor(app)
    note, later = (f" {draw.word(rng, 300)} 密码 & <{draw.word(rng).title()}> 50%41 " for _ in range(2))
    assert guest.get("/note") is None, "who has no note gets null"
    assert notes_kept(jail) == {}, "a new application must have no notes"
    two.log_in(name)

    one.post("/note", note=note)
    two.post("/note", note=note)

    contents = [content_of(visitor.cookie) for visitor in (one, two)]
    ids = [(content or {}).get("note_id") for content in contents]
    assert all(type(id_) is str and SHORTEST_ID <= len(id_) <= LONGEST_ID for id_ in ids), (
        "the session must hold an id of 16 to 100 characters as `note_id`"
    )
    assert contents == [{"note_id": ids[0]}, {"user": name, "note_id": ids[1]}], (
        "besides `user` the session must hold nothing but the id"
    )
    assert notes_kept(jail) == dict.fromkeys(ids, note), 'app.config["NOTES"] must hold each note under its id'
    for _ in range(2):
        assert [visitor.get("/note") for visitor in (one, two, guest)] == [note, note, None], (
            "each visitor must get their note back, as it was sent, each time"
        )
    assert two.get("/whoami") == name, "who leaves a note must stay logged in"

    one.post("/note", note=later)

    assert [visitor.get("/note") for visitor in (one, two)] == [later, note], (
        "each visitor must get the latest of their own notes"
    )
    two.post("/note", note="")

    assert [visitor.get("/note") for visitor in (one, two)] == [later, ""], "an empty text is a note like any other"
    _, time, signature = parts_of(two.cookie)
    changed = f"{parts_of(cookie_of(rng, content_of(one.cookie)))[0]}.{time}.{signature}"
    assert Visitor(app, changed).get("/note") is None, "a forged cookie must lead to no note"

    elsewhere = jail.app(config)
    assert Visitor(elsewhere, one.cookie).get("/note") is None, "another application must not know the id, nor the note"
    third = Visitor(elsewhere)
    third.post("/note", note=note)
    ids.append((content_of(third.cookie) or {}).get("note_id") or "")
    assert random_ids(ids), "ids must be random: those of the same note must not resemble each other"
