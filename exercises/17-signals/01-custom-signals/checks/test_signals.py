"""Hidden checks of 17-signals/01-custom-signals.

Each probe runs beside the student's module, makes applications of its own, and reports names, lists, and
which application sent what, by its number. For the checks of `track` the probe sends the signal itself, as the
statement's view does: what is wrong with the student's own view is the business of other checks.
"""

import pytest
from grader.checks import draw, probe


def address_for(rng):
    return ".".join(str(rng.randrange(1, 255)) for _ in range(4))


@probe
def visit_untracked(jail, visits):
    """Visit an application that nobody tracks, with a receiver of the probe's own."""
    module = jail.load("app")
    app = jail.app()
    client = app.test_client()
    with jail.signals(module.visit_signal) as heard:
        answers = [client.get(f"/visit/{name}").text for name in visits]
    names = [words.get("username") for _, _, words in heard]
    return {"answers": answers, "heard": names, "visits": app.config["VISITS"]}


@probe
def listen(jail, visits):
    """Listen to several applications; report each signal, and what a signal of the same name elsewhere heard.

    Each client says that it only forwards what somebody else asks for.
    """
    from urllib.parse import quote

    import blinker

    module = jail.load("app")
    apps = [jail.app() for _ in range(3)]
    with jail.signals(blinker.signal("visit")) as elsewhere, jail.signals(module.visit_signal) as heard:
        for number, name, address in visits:
            apps[number].test_client().get(
                f"/visit/{quote(name)}",
                headers={"X-Forwarded-For": address[::-1]},
                environ_base={"REMOTE_ADDR": address},
            )
    signals = [
        [name, [number for number, app in enumerate(apps) if app is sender], words.get("username"), words.get("ip")]
        for name, sender, words in heard
    ]
    return {"signals": signals, "elsewhere": len(elsewhere)}


@probe
def track_and_forget(jail, before, after):
    """Track three applications without keeping what `track` returns; send, collect garbage, send again."""
    import gc

    module = jail.load("app")
    apps = [jail.app() for _ in range(3)]
    for app in apps:
        module.track(app)
    for visits in (before, after):
        for number, name, extra in visits:
            with apps[number].app_context():
                module.visit_signal.send(apps[number], username=name, ip="127.0.0.1", **extra)
        gc.collect()
    return [app.config["VISITS"] for app in apps]


@probe
def track_some(jail, tracked, visits):
    """Track some of four applications and send a visit of all of them; report their lists."""
    module = jail.load("app")
    apps = [jail.app() for _ in range(4)]
    stops = [module.track(apps[number]) for number in tracked]
    for number, name in visits:
        with apps[number].app_context():
            module.visit_signal.send(apps[number], username=name, ip="127.0.0.1")
    del stops
    return [app.config["VISITS"] for app in apps]


@probe
def track_and_stop(jail, stopped, before, after):
    """Track three applications, then stop one of them; report the lists before and after."""
    module = jail.load("app")
    apps = [jail.app() for _ in range(3)]
    stops = [module.track(app) for app in apps]

    def send(visits):
        for number, name in visits:
            with apps[number].app_context():
                module.visit_signal.send(apps[number], username=name, ip="127.0.0.1")

    send(before)
    seen = [list(app.config["VISITS"]) for app in apps]
    stops[stopped]()
    send(after)
    return {"before": seen, "after": [app.config["VISITS"] for app in apps]}


def visits_for(rng, applications):
    """Two visits to each application, in random order; no name comes twice."""
    numbers = list(range(applications)) * 2
    rng.shuffle(numbers)
    return [[number, name] for number, name in zip(numbers, draw.names(rng, len(numbers)), strict=True)]


def names_of(visits, number):
    return [name for visited, name in visits if visited == number]


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "new-app-each-call",
    "signal-named-visit",
    "own-namespace",
    "sends-once",
    "sender-is-the-app",
    "username-from-the-url",
    "ip-of-the-client",
)
def test_other_receiver(jail, rng):
    """Whoever listens hears who was visited, by whom, and from where"""
    numbers = [0, 1, 2, rng.randrange(3)]
    rng.shuffle(numbers)
    names = [*draw.names(rng, 3), f" {draw.word(rng).title()} <b>&amp; 50%25 春 "]
    visits = [[number, name, address_for(rng)] for number, name in zip(numbers, names, strict=True)]
    # The same name once more: a visit like any other.
    visits.append([*visits[0][:2], address_for(rng)])

    seen = listen(jail, visits)

    assert seen == {
        "signals": [["visit", [number], name, address] for number, name, address in visits],
        "elsewhere": 0,
    }, "each visit must send the signal `visit` of your own namespace once, with the application, `username` and `ip`"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("visits-empty", "no-receiver-yet", "answers-ok", "no-other-page", "no-post", "list-left-to-track")
def test_untracked(jail, client, rng):
    """A visit that nobody tracks answers ok and leaves the list empty; there is no other page"""
    names = draw.names(rng, 3)

    seen = visit_untracked(jail, names)

    assert seen == {"answers": ["ok"] * 3, "heard": names, "visits": []}, (
        "a visit must answer `ok` and send the signal; the list is for `track` to fill"
    )
    word, other = draw.marks(rng, 2)
    for path in (f"/{word}", "/visit/", f"/visit/{word}/", f"/visit/{word}/{other}"):
        assert client.get(path).status_code == 404, "no path but `/visit/<name>` is a page"
    assert client.post(f"/visit/{word}").status_code == 405, "`/visit/<name>` must take no `POST`"


@pytest.mark.task(2)
@pytest.mark.points(3)
@pytest.mark.judges("track-notes-username", "further-keywords", "listens-unkept")
def test_tracked(jail, rng):
    """Tracked visits are noted, also after a garbage collection and with further keywords"""
    names = draw.names(rng, 6)
    extra = {rng.choice(["browser", "language", "referrer"]): draw.name(rng)}
    visits = [[number, name, {}] for number, name in zip([0, 1, 2, 2, 1, 0], names, strict=True)]
    again = [rng.randrange(3), draw.mark(rng), extra]

    lists = track_and_forget(jail, visits[:3], [*visits[3:], again, again])

    sent = [*visits, again, again]
    own = [[name for visited, name, _ in sent if visited == number] for number in range(3)]
    # What a list holds besides is for another check to look at.
    seen = [[name for name in each if name in mine] for each, mine in zip(lists, own, strict=True)]
    assert seen == own, "each visit must be noted once, in order, even if nobody keeps what `track` returned"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("this-app-only", "each-its-own-list")
def test_sender_isolated(jail, rng):
    """Each application's list holds its own visits only"""
    tracked = rng.sample(range(4), k=3)
    visits = visits_for(rng, 4)

    seen = track_some(jail, tracked, visits)

    assert seen == [names_of(visits, number) if number in tracked else [] for number in range(4)], (
        "a tracked application must note its own visits, once each, and nobody else's"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("stop-ends-this-app", "stop-ends-no-other")
def test_stop(jail, rng):
    """The function that track returns ends the tracking of this application"""
    stopped = rng.randrange(3)
    before, after = visits_for(rng, 3), visits_for(rng, 3)

    seen = track_and_stop(jail, stopped, before, after)

    first = [names_of(before, number) for number in range(3)]
    assert seen == {
        "before": first,
        "after": [first[n] + ([] if n == stopped else names_of(after, n)) for n in range(3)],
    }, "after the call, nothing more is noted for this application; for the others it goes on"
