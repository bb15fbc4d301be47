"""Hidden checks of 08-views-and-blueprints/03-method-views."""

import json

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import one_space

DEFAULT = "secret"


def header(token):
    return {"X-Token": token}


def strangers(token, *other_tokens):
    """Return who does not know the token, some of them nearly: what they send, in words and as headers."""
    return [
        ("no X-Token", {}),
        ("an empty X-Token", header("")),
        ("upper and lower case exchanged", header(token.swapcase())),
        ("the last character missing", header(token[:-1])),
        ("a character too many", header(token + "0")),
        ("the token read backwards", header(token[::-1])),
        ("the token in another header", {"Authorization": token}),
        *(("the token of another moment", header(other)) for other in (DEFAULT, *other_tokens)),
    ]


def todos_of(known):
    """Return what the list shows, and what TODOS holds, for titles by ids."""
    return [{"id": id, "title": title} for id, title in known.items()]


def in_order(rows):
    """Return a list in the order of its items' texts, anything else as it is."""
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True)) if isinstance(rows, list) else rows


def listed(client, **options):
    """Return the list of todos, in order, or the status."""
    reply = client.get("/todos/", **options)
    return in_order(reply.json) if reply.status_code == 200 else reply.status_code


def add(client, title, known, **options):
    """Post a todo, look at the answer, and note it in `known`; return its id."""
    reply = client.post("/todos/", json={"title": title}, **options)
    assert reply.status_code == 201, "POST /todos/ must answer 201"
    todo = reply.json
    assert isinstance(todo, dict) and set(todo) == {"id", "title"}, "POST /todos/ must answer with the new todo"
    assert todo["title"] == title, "a new todo must have the title that was sent"
    assert type(todo["id"]) is int and todo["id"] not in known, "a new todo must have a whole number of its own as id"
    known[todo["id"]] = title
    return todo["id"]


def shows(client, known, **options):
    """Tell whether the list, and each todo at its own URL, are the known ones."""
    if listed(client, **options) != in_order(todos_of(known)):
        return False
    replies = [(client.get(f"/todos/{id}", **options), id) for id in known]
    return all(reply.status_code == 200 and reply.json == {"id": id, "title": known[id]} for reply, id in replies)


@application
def app_with_token(jail, name, token):
    """A new application, whose token is set as soon as it is there."""
    app = jail.app()
    app.config["TOKEN"] = token
    jail.keep[name] = app
    return app


@probe
def change_token(jail, name, token):
    """Change the token of an application that is at work."""
    jail.keep[name].config["TOKEN"] = token


@probe
def stored(jail, name, more):
    """Add todos to TODOS, in this order; report all that it holds."""
    todos = jail.keep[name].config["TODOS"]
    for id, title in more:
        todos[id] = title
    return [{"id": id, "title": title} for id, title in todos.items()]


def given(jail, rng, titles):
    """Put todos into TODOS, past all views; return them, titles by ids."""
    known = dict(zip(rng.sample(range(1, 1000), k=len(titles)), titles, strict=True))
    stored(jail, "app", [[id, title] for id, title in known.items()])
    return known


def holds(jail, known):
    """Tell whether TODOS holds the known ones and nothing else."""
    return in_order(stored(jail, "app", [])) == in_order(todos_of(known))


@probe
def classes_of(jail, number):
    """Report, for each URL of the todos, the classes of its view and how often its decorators name token_required."""
    app, required, seen = jail.app(), jail.load("app").token_required, []
    for path in ("/todos/", f"/todos/{number}"):
        endpoint, _ = app.url_map.bind("localhost").match(path, method="GET")
        view_class = getattr(app.view_functions[endpoint], "view_class", None)
        names = [each.__name__ for each in getattr(view_class, "__mro__", ())]
        decorators = getattr(view_class, "decorators", ())
        seen.append({"classes": names, "guards": sum(each is required for each in decorators)})
    return seen


@probe
def urls_with(jail, name):
    """Add a decorated view of this name to the application; report the URLs of all decorated function views."""
    from flask import url_for

    def view():
        return "view"

    view.__name__ = name
    app = jail.app()
    app.add_url_rule(f"/more/{name}", view_func=jail.load("app").token_required(view))
    with app.test_request_context("/"):
        return [url_for(endpoint) for endpoint in ("admin", "admin2", name)]


@application
def own_views(jail, token, names):
    """An application of ours, with a decorated view of each name; calls are noted."""
    from flask import Flask

    def view_for(name):
        def view(**values):
            jail.keep.setdefault("calls", []).append(name)
            return " ".join([name, *(f"{key}={values[key]}" for key in sorted(values))]), 202

        view.__name__ = name
        return view

    app, required = Flask("own"), jail.load("app").token_required
    app.config["TOKEN"] = token
    for name in names:
        app.add_url_rule(f"/{name}/<word>/<int:n>", view_func=required(view_for(name)), methods=["GET", "POST"])
        app.add_url_rule(f"/{name}/", endpoint=f"{name}-short", view_func=required(view_for(name)))
    return app


@probe
def calls(jail):
    """Report which of our views were called."""
    return jail.keep.get("calls", [])


@probe
def called(jail, token, args, values):
    """Call a decorated view with arguments, in a request with the token; report what the view got."""
    from flask import Flask

    def view(*args, **values):
        return {"args": list(args), "values": values}

    app = Flask("called")
    app.config["TOKEN"] = token
    decorated = jail.load("app").token_required(view)
    with app.test_request_context("/", headers={"X-Token": token}):
        return decorated(*args, **values)


@pytest.mark.task(1)
@pytest.mark.points(3)
def test_crud(jail, rng):
    """Todos are listed, added, read, changed and deleted"""
    one, two, three, *rest = draw.words(rng, 8)
    options = {"headers": header(DEFAULT)}
    client = app_with_token(jail, "app", DEFAULT).client()
    other = app_with_token(jail, "other", DEFAULT).client()
    known = {}
    assert listed(client, **options) == [], "GET /todos/ of a new application must answer with an empty list"

    # One title stands twice: todos differ by their ids.
    ids = [add(client, title, known, **options) for title in (one, f"{two} & 买牛奶", one)]

    assert shows(client, known, **options), "all todos must be in the list, and each at its own URL"

    def change(id, title):
        reply = client.put(f"/todos/{id}", json={"title": title}, **options)
        known[id] = title
        assert reply.status_code == 200, "PUT must answer 200"
        assert reply.json == {"id": id, "title": title}, "PUT must answer with the todo and its new title"
        assert shows(client, known, **options), "PUT must change the title of this todo and of no other"

    def delete(id):
        assert client.delete(f"/todos/{id}", **options).status_code == 204, "DELETE must answer 204"
        del known[id]
        assert shows(client, known, **options), "DELETE must remove this todo and no other"
        assert client.get(f"/todos/{id}", **options).status_code == 404, "a deleted todo must be gone"

    change(ids[2], three)
    delete(ids[0])
    add(client, rest[0], known, **options)

    assert shows(client, known, **options), "a new todo must leave the others as they are"
    assert in_order(stored(jail, "app", [])) == in_order(todos_of(known)), "TODOS must hold the titles by their ids"

    # Two neighbours, the larger one first: an id counted from the last entry is taken.
    number = rng.randrange(1000, 100_000)
    more = [[number + 1, rest[1]], [number, rest[2]]]
    known |= dict(more)
    stored(jail, "app", more)

    assert shows(client, known, **options), "todos that were added to TODOS must be shown"

    add(client, rest[3], known, **options)
    change(number + 1, rest[4])
    delete(number)

    assert in_order(stored(jail, "app", [])) == in_order(todos_of(known)), "TODOS must hold the titles by their ids"
    assert listed(other, **options) == [], "another application must have todos of its own"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_bad_input(jail, rng):
    """Without a title 400, with an unknown id 404"""
    one, two, three = draw.words(rng, 3)
    options = {"headers": header(DEFAULT)}
    client = app_with_token(jail, "app", DEFAULT).client()
    known = given(jail, rng, [one, two])
    kept = rng.choice(list(known))

    for body in ({}, {"title": ""}, {"name": three}):
        replies = [client.post("/todos/", json=body, **options), client.put(f"/todos/{kept}", json=body, **options)]

        assert [reply.status_code for reply in replies] == [400, 400], "POST and PUT without a title must answer 400"
        assert holds(jail, known), "POST and PUT without a title must change nothing"

    for id in (max(known) + 1, rng.randrange(2000, 100_000)):
        url = f"/todos/{id}"
        replies = [
            client.get(url, **options),
            client.put(url, json={"title": three}, **options),
            client.delete(url, **options),
        ]

        assert [reply.status_code for reply in replies] == [404] * 3, "GET, PUT and DELETE of no todo must answer 404"
        assert holds(jail, known), "GET, PUT and DELETE of no todo must change nothing"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_method_405(jail, rng):
    """Other methods are answered with 405"""
    title, other = draw.words(rng, 2)
    options = {"headers": header(DEFAULT)}
    client = app_with_token(jail, "app", DEFAULT).client()
    known = given(jail, rng, [title])
    (id,) = known

    refused = [(method, "/todos/") for method in ("PATCH", "PUT", "DELETE")]
    refused += [(method, f"/todos/{id}") for method in ("PATCH", "POST")]
    rng.shuffle(refused)
    for method, path in refused:
        reply = client.open(path, method=method, json={"title": other}, **options)

        assert reply.status_code == 405, f"{method} must be answered with 405 here"
    assert holds(jail, known), "a method that is refused must change nothing"


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_function_guarded(jail, rng):
    """The function views ask for the token"""
    token, later = draw.token(rng), draw.token(rng)
    pages = {"/admin": "admin", "/admin2": "admin2"}
    new = jail.app().client()
    client = app_with_token(jail, "app", token).client()

    def texts(client, headers):
        replies = [client.get(path, headers=headers) for path in pages]
        return [one_space(reply.text) if reply.status_code == 200 else reply.status_code for reply in replies]

    assert texts(new, header(DEFAULT)) == list(pages.values()), "in a new application `secret` must open both pages"
    for right, wrong in ((token, later), (later, token)):
        change_token(jail, "app", right)

        assert texts(client, header(right)) == list(pages.values()), "who sends the token must get both pages"
        for sent, headers in strangers(right, wrong):
            assert texts(client, headers) == [401, 401], f"with {sent} both pages must answer 401"


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_names_kept(jail, rng):
    """The decorator keeps the names of views"""
    (name,) = draw.words(rng, 1)

    assert urls_with(jail, name) == ["/admin", "/admin2", f"/more/{name}"], (
        "url_for must find decorated views by their own names"
    )


@pytest.mark.task(2)
@pytest.mark.points(1)
def test_decorator_generic(jail, rng):
    """The decorator serves any view, in any application"""
    token, (one, two, word, key, value) = draw.token(rng), draw.words(rng, 5)
    number = rng.randrange(1, 100_000)
    client = own_views(jail, token, [one, two]).client()

    for name in (one, two):
        paths = [f"/{name}/{word}/{number}", f"/{name}/"]
        for sent, headers in strangers(token):
            for path in paths:
                assert client.get(path, headers=headers).status_code == 401, f"with {sent} a view must answer 401"
        assert calls(jail) == [], "without the token a view must not be called"
    expected = {
        f"/{name}{path}": (202, f"{name}{text}")
        for name in (one, two)
        for path, text in ((f"/{word}/{number}", f" n={number} word={word}"), ("/", ""))
    }
    replies = {path: client.get(path, headers=header(token)) for path in expected}

    assert {path: (reply.status_code, reply.text) for path, reply in replies.items()} == expected, (
        "with the token a view must get the values of its URL, and its answer must come back unchanged"
    )
    assert client.post(f"/{one}/{word}/{number}").status_code == 401, "every method of a view must need the token"

    assert called(jail, token, [word, number], {key: value}) == {"args": [word, number], "values": {key: value}}, (
        "the view must get all arguments, by position and by keyword, and its return value must come back"
    )


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_class_guarded(jail, rng):
    """Every method of the class needs the token"""
    token, later, (one, two, three) = draw.token(rng), draw.token(rng), draw.words(rng, 3)
    client = app_with_token(jail, "app", token).client()
    known = given(jail, rng, [one, two])
    ids = list(known)
    unknown = sum(ids) + rng.randrange(1000, 100_000)
    body = {"title": three}
    requests = [
        ("GET", "/todos/", None),
        ("POST", "/todos/", body),
        ("POST", "/todos/", {}),
        ("GET", f"/todos/{ids[0]}", None),
        ("PUT", f"/todos/{ids[0]}", body),
        ("PUT", f"/todos/{ids[0]}", {}),
        ("DELETE", f"/todos/{ids[1]}", None),
        ("GET", f"/todos/{unknown}", None),
        ("PUT", f"/todos/{unknown}", body),
        ("DELETE", f"/todos/{unknown}", None),
    ]
    rng.shuffle(requests)
    for right, wrong in ((token, later), (later, token)):
        change_token(jail, "app", right)
        for sent, headers in strangers(right, wrong):
            for method, path, todo in requests:
                reply = client.open(path, method=method, json=todo, headers=headers)

                assert reply.status_code == 401, f"with {sent} every method must answer 401"
        assert holds(jail, known), "a 401 must change nothing"
        assert client.get("/todos/", headers=header(right)).status_code == 200, "who sends the token must be let in"

    seen = classes_of(jail, ids[0])

    assert [("MethodView" in each["classes"], each["guards"] > 0) for each in seen] == [(True, True)] * 2, (
        "behind both URLs must stand a MethodView that names token_required in its class attribute `decorators`"
    )
