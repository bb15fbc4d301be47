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
    """Listen to several applications; report each signal, and what a signal of the same name elsewhere heard."""
    import blinker

    module = jail.load("app")
    apps = [jail.app() for _ in range(3)]
    with jail.signals(blinker.signal("visit")) as elsewhere, jail.signals(module.visit_signal) as heard:
        for number, name, address in visits:
            apps[number].test_client().get(f"/visit/{name}", environ_base={"REMOTE_ADDR": address})
    signals = [
        [name, [number for number, app in enumerate(apps) if app is sender], words.get("username"), words.get("ip")]
        for name, sender, words in heard
    ]
    return {"signals": signals, "elsewhere": len(elsewhere)}


@probe
def track_and_forget(jail, before, after):
    """Track without keeping what `track` returns; send, collect garbage, send again."""
    import gc

    module = jail.load("app")
    app = jail.app()
    module.track(app)
    for visits in (before, after):
        with app.app_context():
            for name, extra in visits:
                module.visit_signal.send(app, username=name, ip="127.0.0.1", **extra)
        gc.collect()
    return app.config["VISITS"]


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
def test_other_receiver(jail, rng):
    """Whoever listens hears who was visited, by whom, and from where"""
    numbers = [0, 1, 2, rng.randrange(3)]
    rng.shuffle(numbers)
    names = draw.names(rng, len(numbers))
    visits = [[number, name, address_for(rng)] for number, name in zip(numbers, names, strict=True)]

    seen = listen(jail, visits)

    assert seen == {
        "signals": [["visit", [number], name, address] for number, name, address in visits],
        "elsewhere": 0,
    }, "each visit must send the signal `visit` of your own namespace once, with the application, `username` and `ip`"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_untracked(jail, rng):
    """A visit that nobody tracks answers ok and leaves the list empty"""
    names = draw.names(rng, 3)

    seen = visit_untracked(jail, names)

    assert seen == {"answers": ["ok"] * 3, "heard": names, "visits": []}, (
        "a visit must answer `ok` and send the signal; the list is for `track` to fill"
    )


@pytest.mark.task(2)
@pytest.mark.points(3)
def test_tracked(jail, rng):
    """Tracked visits are noted, also after a garbage collection and with further keywords"""
    names = draw.names(rng, 6)
    extra = {rng.choice(["browser", "language", "referrer"]): draw.name(rng)}
    visits = [*([name, {}] for name in names[:5]), [names[5], extra]]

    seen = track_and_forget(jail, visits[:2], visits[2:])

    assert seen == names, "each visit must be noted once, in order, even if nobody keeps what `track` returned"


@pytest.mark.task(2)
@pytest.mark.points(2)
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
