"""Hidden checks of 03-dispatch-and-hooks/02-request-hooks.

What hooks do is the same in every right program, so the probes add views of their own, which append
random words to `EVENTS`, or answer with them.
"""

import pytest
from grader.checks import application, draw, probe

REFUSED = {"error": "login required"}


@application
def app_with_users(jail, users, word):
    """The application with these users, and a page that says who is there; its `load_user` bears nothing but text."""
    from flask import g

    def load_user(token):
        if not isinstance(token, str):
            raise TypeError("load_user is called with a token")
        return users.get(token)

    app = jail.app(load_user=load_user)
    app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: {word: g.user})
    return app


@application
def app_with_page(jail, word):
    """The application with a page of our own, which answers to GET alone."""
    app = jail.app()
    app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: word)
    return app


@probe
def events_of(jail, word, requests, users) -> list[list[str | list[str]]]:
    """Send requests, one of them for a view of our own that appends a word; report status and events of each."""
    app = jail.app(load_user=users.get)
    events = jail.load("app").EVENTS
    app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: events.append(word) or word)
    seen = []
    for path, token in requests:
        before = len(events)
        reply = app.test_client().get(path, headers={"X-Token": token} if token else {})
        seen.append([str(reply.status_code), [str(event) for event in events[before:]]])
    return seen


@probe
def overlapping(jail, users, path) -> dict[str, str]:
    """Let requests meet between the hook and the view; report who each of them says is there."""
    import threading

    app = jail.app(load_user=users.get)
    meeting = threading.Barrier(len(users), timeout=2)
    app.before_request(lambda: [None for _ in [meeting.wait()]][0])
    answers = {}

    def ask(token):
        answers[token] = app.test_client().get(path, headers={"X-Token": token}).get_data(as_text=True)

    threads = [threading.Thread(target=ask, args=(token,)) for token in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@probe
def warmed_up(jail, word, counts) -> list[list[str]]:
    """Make an application for each number, send it that many requests; report warm-ups and views in order."""
    made = []
    for _ in counts:
        heard = []
        app = jail.app(warm_up=lambda heard=heard: heard.append("warm"))
        app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda heard=heard: heard.append(word) or word)
        made.append([app, heard])
    for [app, _], count in zip(made, counts, strict=True):
        for _ in range(count):
            app.test_client().get(f"/{word}")
    return [heard for _, heard in made]


@probe
def warmed_up_in_threads(jail, word, count) -> list[str]:
    """Send the first requests all at once, with a slow warm-up; report what happened, in order."""
    import threading
    import time

    heard = []

    def warm_up():
        heard.append("begin")
        time.sleep(0.3)
        heard.append("end")

    app = jail.app(warm_up=warm_up)
    app.add_url_rule(f"/{word}", endpoint=word, view_func=lambda: heard.append(word) or word)
    start = threading.Barrier(count, timeout=2)

    def ask():
        start.wait()
        app.test_client().get(f"/{word}")

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "app-factory",
    "events-list",
    "same-list",
    "view-first",
    "before-appended",
    "after-appended",
    "teardown-ok",
    "unknown-path",
    "later-views",
    "none-is-not-called",
)
def test_order_ok(jail, rng):
    """A good request leaves before, view, after and teardown:ok"""
    word = draw.word(rng)

    paths = [f"/{word}", "/whoami", f"/{draw.word(rng)}", "/whoami/", f"/{word}"]
    seen = events_of(jail, word, [[path, ""] for path in paths], {})

    own = ["200", ["before", word, "after", "teardown:ok"]]
    assert seen == [
        own,
        ["200", ["before", "view", "after", "teardown:ok"]],
        ["404", ["before", "after", "teardown:ok"]],
        ["404", ["before", "after", "teardown:ok"]],
        own,
    ], "each hook must append its word once, in this order, around whatever the view appends"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("crash-raises", "crash-left-to-flask", "teardown-error", "view-first")
def test_order_error(jail, rng):
    """An exception is seen by the teardown, and by that of its own request only"""
    word = draw.word(rng)

    seen = events_of(jail, word, [[f"/{word}", ""], ["/crash", ""], [f"/{word}", ""]], {})

    good = ["200", ["before", word, "after", "teardown:ok"]]
    assert len(seen) == 3 and [seen[0], seen[2]] == [good, good], "requests before and after the crash are good"
    status, events = seen[1]
    assert status == "500", "an exception that nobody handles is a 500"
    assert events[:2] == ["before", "view"], "the hook before and the view must have run"
    assert "after" in events[2:-1], "the hook after must have run"
    assert events[-1:] == ["teardown:error"], "the teardown must say that there was an error"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("app-header", "every-response")
def test_after_header(client, jail, rng):
    """Every response carries X-App"""
    for path, status in {"/whoami": 200, f"/{draw.word(rng)}": 404, "/crash": 500}.items():
        reply = client.get(path)

        assert reply.status_code == status, "/whoami is a page, /crash a 500, and an unknown path a 404"
        assert reply.headers.getlist("X-App") == ["hooks"], "every response must have the header X-App once"

    word = draw.word(rng)
    refused = app_with_page(jail, word).client().post(f"/{word}")
    assert (refused.status_code, refused.headers.getlist("X-App")) == (405, ["hooks"]), (
        "a method that a page does not have is refused, with the header X-App"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges(
    "user-before-each-request",
    "whoami-json",
    "private-json",
    "token-to-load-user",
    "user-is-what-it-returns",
    "no-header-no-call",
    "no-load-user-no-user",
)
def test_user(jail, client, rng):
    """The token says who is asking"""
    first, second, third, word = draw.words(rng, 4)
    # An empty token is one, too; what looks like a list, like markup or like English is the token itself.
    tokens = [first, "", f"{second.title()}, {second}", f"<{third}>&amp;é"]
    users = dict(zip(tokens, draw.names(rng, 4), strict=True))
    users[first] += " <b>&amp;"
    visitor = app_with_users(jail, users, word).client()
    for token, name in users.items():
        for path, key in {"/whoami": "user", "/private": "hello", f"/{word}": word}.items():
            reply = visitor.get(path, headers={"X-Token": token})

            assert reply.status_code == 200, "a page must answer 200 to a user whose token is known"
            assert reply.json == {key: name}, "the answer must name the user whom load_user returns for the token"

        nobody = visitor.get("/whoami")
        assert (nobody.status_code, nobody.json) == (200, {"user": None}), "without the header there is no user"

    stranger = visitor.get("/whoami", headers={"X-Token": draw.word(rng)})
    assert (stranger.status_code, stranger.json) == (200, {"user": None}), "a token of nobody's is no user"
    alone = client.get("/whoami", headers={"X-Token": draw.word(rng)})
    assert (alone.status_code, alone.json) == (200, {"user": None}), "without load_user there is no user"

    others = {first: f"{word}1", third: f"{word}2"}
    elsewhere = app_with_users(jail, others, word).client()
    for token, name in others.items():
        reply = elsewhere.get("/whoami", headers={"X-Token": token})
        assert reply.json == {"user": name}, "each application must ask the load_user that it was given"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "private-refused",
    "refusal-json",
    "no-view-for-nobody",
    "below-private-too",
    "mount-does-not-count",
    "every-response",
)
def test_short_circuit(jail, rng):
    """Without a user /private is closed, and no view runs"""
    users = dict(zip(draw.words(rng, 1), draw.names(rng, 1), strict=True))
    [(token, name)] = users.items()
    page = f"{draw.word(rng)}/private"
    visitor = app_with_users(jail, users, page).client()
    for path in ("/private", f"/private/{draw.word(rng)}", f"/private{draw.word(rng)}"):
        for headers in ({}, {"X-Token": draw.word(rng)}):
            reply = visitor.get(path, headers=headers)

            assert reply.status_code == 401, "who is nobody must be refused"
            assert reply.json == REFUSED, "the refusal must be the JSON asked for"
            assert reply.headers.get("X-App") == "hooks", "the refusal must have the header X-App, too"
    for mount in ("http://localhost/", "http://localhost/private"):
        reply = visitor.get(f"/{page}", base_url=mount)
        assert reply.status_code != 401, "a path that does not start with `/private` must not be closed"
    mounted = visitor.get("/private", base_url=f"http://localhost/{draw.word(rng)}")
    assert mounted.status_code == 401, "`/private` must be closed wherever the application is mounted"
    reply = visitor.get("/private", headers={"X-Token": token})
    assert reply.json == {"hello": name}, "a user must be let in"

    word = f"private/{draw.word(rng)}"
    requests = [["/private", ""], [f"/{word}", ""], [f"/{word}", token], ["/private", token]]
    seen = events_of(jail, word, requests, users)

    closed = ["401", ["before", "after", "teardown:ok"]]
    assert seen == [
        closed,
        closed,
        ["200", ["before", word, "after", "teardown:ok"]],
        ["200", ["before", "view", "after", "teardown:ok"]],
    ], "the hook itself must refuse who is nobody, so that no view runs, and let everybody else in"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("each-its-own-user")
def test_parallel(jail, rng):
    """Requests that overlap see their own user"""
    import json

    users = dict(zip(draw.words(rng, 2), draw.names(rng, 2), strict=True))
    for path, key in {"/whoami": "user", "/private": "hello"}.items():
        answers = overlapping(jail, users, path)

        assert set(answers) == set(users), "every request must be answered"
        for token, name in users.items():
            try:
                answer = json.loads(answers[token])
            except ValueError:
                answer = None
            assert answer == {key: name}, "each request must see the user of its own token"


@pytest.mark.task(3)
@pytest.mark.points(2)
@pytest.mark.judges("warm-up-once", "warm-up-before-views", "without-arguments")
def test_warm_up_once(jail, rng):
    """Each application warms up once, before its first view"""
    word = draw.word(rng)
    counts = [5, rng.randrange(2, 5)]

    seen = warmed_up(jail, word, counts)

    assert seen == [["warm", *[word] * count] for count in counts], (
        "the function warm_up must be called once for each application, and before its first view"
    )


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("once-in-threads", "views-wait")
def test_warm_up_threads(jail, rng):
    """Many first requests at once still warm up once"""
    word, count = draw.word(rng), rng.randrange(5, 8)

    seen = warmed_up_in_threads(jail, word, count)

    assert seen.count("begin") == 1, "the function warm_up must be called once, however many requests come first"
    assert seen == ["begin", "end", *[word] * count], "every view must wait until warm_up has returned"
