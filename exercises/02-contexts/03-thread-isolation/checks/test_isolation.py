"""Hidden checks of 02-contexts/03-thread-isolation.

Threads and tasks are held at barriers, so that whatever is shared has been overwritten before it is read.
"""

import pytest
from grader.checks import draw, probe


def in_turn(numbers, pairs):
    return {number: " then ".join(pair) for number, pair in zip(numbers, pairs, strict=True)}


@probe
def ask_at_once(jail, names):
    """Ask /who in a thread for each name, with a barrier as GATE; report the answers and what the gate saw."""
    import threading

    from flask import g, request

    module = jail.load("app")
    app, current_user = module.app, module.current_user
    barrier = threading.Barrier(len(names), timeout=5)
    waited, replies = {}, {}

    class Gate:
        def wait(self, timeout=None):
            name = request.args["name"]
            waited.setdefault(name, []).append([g.visitor, str(current_user)])
            barrier.wait()

    app.config["GATE"] = Gate()

    def ask(name):
        try:
            reply = app.test_client().get("/who", query_string={"name": name})
            replies[name] = [reply.status_code, reply.get_json(silent=True)]
        finally:
            if name not in waited:
                barrier.abort()

    threads = [threading.Thread(target=ask, args=(name,), daemon=True) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return {"replies": replies, "at the gate": waited}


@probe
def change_at_the_gate(jail, changes):
    """Ask /who once for each name, one after the other; the gate stores another visitor and another user meanwhile."""
    from flask import g, request

    module = jail.load("app")
    app, set_user = module.app, module.set_user

    class Gate:
        def wait(self, timeout=None):
            g.visitor, user = changes[request.args["name"]]
            set_user(user)

    app.config["GATE"] = Gate()
    replies = {}
    for name in changes:
        reply = app.test_client().get("/who", query_string={"name": name})
        replies[name] = [reply.status_code, reply.get_json(silent=True)]
    return replies


@probe
def stored_before_the_view(jail, queries):
    """Ask /who with each query while GATE is None; report what was stored when the view began, and the answer."""
    from flask import g

    module = jail.load("app")
    app, current_user = module.app, module.current_user
    app.config["GATE"] = None
    endpoint, _ = app.url_map.bind("localhost").match("/who")
    view, stored = app.view_functions[endpoint], []

    def watched(**values):
        stored.append([g.get("visitor"), str(current_user)])
        return view(**values)

    app.view_functions[endpoint] = watched
    replies = [app.test_client().get("/who", query_string=query) for query in queries]
    return {"stored": stored, "replies": [[reply.status_code, reply.get_json(silent=True)] for reply in replies]}


@probe
def use_in_threads(jail, numbers, names):
    """In a thread for each pair of names, store and read one and then the other, all at the same time."""
    import threading

    module = jail.load("app")
    set_user, current_user = module.set_user, module.current_user
    barrier = threading.Barrier(len(names), timeout=5)
    seen = [[] for _ in names]

    def use(number):
        for name in names[number]:
            barrier.wait()
            set_user(name)
            barrier.wait()
            seen[number].append(str(current_user))

    threads = [threading.Thread(target=use, args=(number,), daemon=True) for number in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return {number: " then ".join(names) for number, names in zip(numbers, seen, strict=True)}


@probe
def use_in_tasks(jail, numbers, names):
    """In an asyncio task for each pair of names, store and read one and then the other, taking turns."""
    import asyncio

    module = jail.load("app")
    set_user, current_user = module.set_user, module.current_user

    async def use(pair):
        seen = []
        for name in pair:
            set_user(name)
            await asyncio.sleep(0)
            seen.append(str(current_user))
            await asyncio.sleep(0)
        return seen

    async def all_of_them():
        return await asyncio.gather(*[use(pair) for pair in names])

    seen = asyncio.run(all_of_them())
    return {number: " then ".join(names) for number, names in zip(numbers, seen, strict=True)}


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges("set-user-stores", "one-object", "last-name-stored", "threads-apart")
def test_plain_threads(jail, rng):
    """Each thread sees its own name"""
    numbers, names = [str(number) for number in draw.numbers(rng, 6, 0, 999)], draw.names(rng, 12)
    pairs = [names[number : number + 2] for number in range(0, 12, 2)]

    seen = use_in_threads(jail, numbers, pairs)

    assert seen == in_turn(numbers, pairs), (
        "in each thread, str(current_user) must be the name which that thread stored last"
    )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("tasks-apart", "last-name-stored")
def test_asyncio_tasks(jail, rng):
    """Each asyncio task sees its own name"""
    numbers, names = [str(number) for number in draw.numbers(rng, 3, 0, 999)], draw.names(rng, 6)
    pairs = [names[number : number + 2] for number in range(0, 6, 2)]

    seen = use_in_tasks(jail, numbers, pairs)

    assert seen == in_turn(numbers, pairs), (
        "in each task, str(current_user) must be the name which that task stored last"
    )


@pytest.mark.task(2)
@pytest.mark.points(4)
@pytest.mark.judges(
    "who-answers",
    "waits-once",
    "read-after-the-wait",
    "g-in-the-answer",
    "arg-in-the-answer",
    "user-in-the-answer",
    "read-where-the-table-says",
)
def test_parallel_requests(jail, rng):
    """Requests that overlap keep their own values"""
    names = draw.names(rng, 6)

    seen = ask_at_once(jail, names)

    assert seen == {
        "replies": {name: [200, {"g": name, "arg": name, "user": name}] for name in names},
        "at the gate": {name: [[name, name]] for name in names},
    }, "each request must store its own name, wait at the gate once, and then answer with its own name"

    changes = dict(zip(names, zip(*[iter(draw.names(rng, 12))] * 2, strict=True), strict=True))
    seen = change_at_the_gate(jail, changes)

    assert seen == {
        name: [200, {"g": visitor, "arg": name, "user": user}] for name, (visitor, user) in changes.items()
    }, "after the wait the view must read `g.visitor`, the query and `current_user`, each for itself"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges(
    "who-answers",
    "no-other-page",
    "no-post",
    "stored-before-the-view",
    "nobody-without-a-name",
    "gate-may-be-none",
    "g-in-the-answer",
    "arg-in-the-answer",
    "user-in-the-answer",
)
def test_default(client, jail, rng):
    """Before the view runs the visitor is stored, nobody without a name; there is no other page"""
    (name,) = draw.names(rng, 1)
    names = [name, f"  {draw.word(rng).title()} <b>&amp; 春天 ", ""]
    expected = [{"g": each, "arg": each, "user": each} for each in names]

    named = [client.get("/who", query_string={"name": each}) for each in names]
    nameless = client.get("/who")

    assert [reply.status_code for reply in named] == [200] * 3, "`/who?name=…` must answer 200, whatever the name"
    assert [reply.json for reply in named] == expected, (
        "the visitor has the name of the query, character by character, also when it is empty"
    )
    assert nameless.status_code == 200, "`/who` must answer 200 without a name, too"
    assert nameless.json == {"g": "nobody", "arg": None, "user": "nobody"}, (
        "without a name, `g.visitor` and the user are nobody, and the argument is null"
    )
    for path in (f"/{draw.mark(rng)}", "/who/", "/"):
        assert client.get(path).status_code == 404, "no path but `/who` is a page"
    assert client.post("/who").status_code == 405, "`/who` must take no `POST`"

    seen = stored_before_the_view(jail, [{}, *({"name": each} for each in names)])

    assert seen == {
        "stored": [["nobody"] * 2, *([each] * 2 for each in names)],
        "replies": [[200, {"g": "nobody", "arg": None, "user": "nobody"}], *([200, each] for each in expected)],
    }, "a `before_request` function must have stored the visitor when the view begins; a `GATE` of `None` is no gate"
