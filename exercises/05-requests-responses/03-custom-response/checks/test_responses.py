"""Hidden checks of 05-requests-responses/03-custom-response.

Views cannot cross the wall, so a check describes what they are to return: a kind and what it is made of.
"""

import json

import pytest
from grader.checks import application, draw


def numbers_for(rng, count):
    """Return different numbers, whole and with a fraction, whose order as text is another one."""
    return [-5, 0.5, 7, 10.25, 9.75, 30, 100, *rng.sample(range(1000, 20_000), k=count - 7)]


def fields_for(rng):
    """Return the fields of an object: text, number and list, in no order of the alphabet."""
    return {
        f"m{draw.word(rng)}": draw.word(rng),
        f"a{draw.word(rng)}": rng.randrange(1000),
        f"z{draw.word(rng)}": [rng.randrange(1000), draw.word(rng)],
        f"c{draw.word(rng)}": None,
    }


@application
def with_views(jail, answers):
    """The application, with a view for each path that returns what is described there."""
    from dataclasses import make_dataclass

    from werkzeug.wrappers import Response

    def made(kind, value=None):
        if kind == "set":
            return set(value)
        if kind == "dataclass":
            return make_dataclass("Thing", list(value))(**value)
        if kind == "foreign":
            return Response(**value)
        if kind == "tuple":
            body, *rest = value
            return (made(*body), *rest)
        return value

    def view(described):
        return lambda: made(*described)

    app = jail.app()
    for path, described in answers.items():
        app.add_url_rule(path, endpoint=f"check {path}", view_func=view(described))
    return app


def path_for(rng, kind):
    """Return a path that tells a student what its view returns, and that nobody can guess."""
    return f"/returns-{kind}-{draw.word(rng)}"


def is_json(reply):
    return reply.mimetype == "application/json"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("app-factory", "string-unchanged", "string-is-json", "usual-status", "json-type")
def test_text_is_json_mimetype(jail, rng):
    """A string is sent as JSON"""
    texts = {
        path_for(rng, "text"): json.dumps({draw.word(rng): rng.randrange(1000)}),
        path_for(rng, "text"): f' ["{draw.word(rng)}",  "<春>"]\n',
        path_for(rng, "empty-text"): "",
    }
    client = with_views(jail, {path: ["text", text] for path, text in texts.items()}).client()

    for path, text in texts.items():
        reply = client.get(path)

        assert reply.status_code == 200, "a view that returns text must answer 200"
        assert is_json(reply), "the content type of a string must be that of JSON"
        assert reply.text == text, "the string itself must not be changed"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("set-sorted", "usual-status", "json-type")
def test_set(jail, rng):
    """A set becomes a sorted list"""
    expected = {
        path_for(rng, "set"): sorted(numbers_for(rng, 40)),
        # With capitals, which Python puts before all small letters.
        path_for(rng, "set"): sorted([*draw.words(rng, 10), *(word.title() for word in draw.words(rng, 10))]),
        path_for(rng, "empty-set"): [],
    }
    client = with_views(jail, {path: ["set", items] for path, items in expected.items()}).client()

    for path, items in expected.items():
        reply = client.get(path)

        assert reply.status_code == 200, "a view that returns a set must answer 200"
        assert is_json(reply), "the content type must be that of JSON"
        assert reply.json == items, "the answer must be the sorted list of the set's items"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("dataclass-object", "usual-status", "json-type")
def test_dataclass(jail, rng):
    """An object of a dataclass becomes a JSON object"""
    expected = {path_for(rng, "dataclass"): fields_for(rng), path_for(rng, "dataclass"): fields_for(rng)}
    client = with_views(jail, {path: ["dataclass", fields] for path, fields in expected.items()}).client()

    for path, fields in expected.items():
        reply = client.get(path)

        assert reply.status_code == 200, "a view that returns a dataclass must answer 200"
        assert is_json(reply), "the content type must be that of JSON"
        assert reply.json == fields, "the answer must be the JSON object of the fields"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("none-204", "string-unchanged")
def test_none(jail, rng):
    """None becomes an answer without content"""
    nothing, something, text = path_for(rng, "none"), path_for(rng, "text"), f'"{draw.word(rng)}"'
    client = with_views(jail, {nothing: ["none"], something: ["text", text]}).client()

    reply = client.get(nothing)

    assert reply.status_code == 204, "None must become the status 204"
    assert reply.data == b"", "None has no body"

    reply = client.get(something)

    assert (reply.status_code, reply.text) == (200, text), "other views must still answer"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("dictionary-as-always", "usual-status", "string-is-json", "status-wins")
def test_dict_still_works(jail, rng):
    """A dictionary becomes JSON, as always"""
    alone, in_tuple, code = path_for(rng, "dict"), path_for(rng, "dict-and-status"), rng.choice([201, 202, 404])
    empty = path_for(rng, "empty-dict")
    first, second = fields_for(rng), fields_for(rng)
    text = path_for(rng, "text")
    views = {alone: ["dict", first], in_tuple: ["tuple", [["dict", second], code]], text: ["text", "[]"]}
    client = with_views(jail, {**views, empty: ["dict", {}]}).client()

    assert is_json(client.get(text)), "the content type of a string must be that of JSON, as that of a dictionary is"

    reply = client.get(alone)

    assert (reply.status_code, reply.json) == (200, first), "a dictionary must become a JSON object"

    reply = client.get(empty)

    assert (reply.status_code, reply.text.strip()) == (200, "{}"), "an empty dictionary is a JSON object, too"

    reply = client.get(in_tuple)

    assert (reply.status_code, reply.json) == (code, second), "a dictionary may come with a status"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "first-in-tuple",
    "headers-kept",
    "status-wins",
    "none-never-has-body",
    "status-of-task-1",
    "set-sorted",
    "dataclass-object",
    "string-unchanged",
    "json-type",
)
def test_tuple_status(jail, rng):
    """Status and headers of a tuple count, whatever its body is"""
    numbers, fields, text, word = numbers_for(rng, 40), fields_for(rng), f'["{draw.word(rng)}"]', draw.word(rng)
    code, headers = rng.choice([201, 202, 203]), {"X-Word": word}
    bodies = {"set": numbers, "dataclass": fields, "text": text, "none": None}
    forms = {"status-and-headers": [code, headers], "status": [code], "headers": [headers]}
    paths = {(kind, form): path_for(rng, f"{kind}-and-{form}") for kind in bodies for form in forms}
    views = {path: ["tuple", [[kind, bodies[kind]], *forms[form]]] for (kind, form), path in paths.items()}
    client = with_views(jail, views).client()

    for (kind, form), path in paths.items():
        reply = client.get(path)

        if form == "headers":
            usual = 204 if kind == "none" else 200
            assert reply.status_code == usual, "without a status of the view's it is the usual one"
        else:
            assert reply.status_code == code, "a status of the view's must be kept"
        if form != "status":
            assert reply.headers.getlist("X-Word") == [word], "headers of the view's must be kept"
        if kind == "none":
            assert reply.data == b"", "None has no body, whatever its status"
            continue
        assert is_json(reply), "the content type must be that of JSON"
        if kind == "set":
            assert reply.json == sorted(numbers), "a set in a tuple must become a sorted list"
        elif kind == "dataclass":
            assert reply.json == fields, "an object in a tuple must become a JSON object"
        else:
            assert reply.text == text, "a string in a tuple must not be changed"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("foreign-forced", "foreign-otherwise-same", "own-not-forced", "error-pages-stay")
def test_foreign_response(jail, rng):
    """A response from elsewhere passes through force_type"""
    word, text = draw.word(rng), f"{draw.word(rng)},{draw.word(rng)}"
    code, path = rng.choice([202, 203, 404]), path_for(rng, "foreign")
    headers = [["X-Word", word], ["X-Word", word[::-1]]]
    foreign = {"response": text, "status": code, "headers": headers, "mimetype": "text/csv"}
    own = {"text": f'"{word}"', "set": [1], "dataclass": {"a": 1}, "none": None, "dict": {"a": 1}}
    views = {path_for(rng, kind): [kind, value] for kind, value in own.items()}
    client = with_views(jail, {path: ["foreign", foreign], **views}).client()

    reply = client.get(path)

    assert (reply.status_code, reply.text) == (code, text), "status and body must stay as they are"
    assert reply.mimetype == "text/csv", "the content type must stay as it is"
    assert reply.headers.getlist("X-Word") == [word, word[::-1]], "headers must stay as they are"
    assert reply.headers.getlist("X-Forced") == ["1"], "the response must get the header X-Forced"
    for other in views:
        assert "X-Forced" not in client.get(other).headers, "answers of the application's own do not get that header"
    assert client.get(f"/{word}").status_code == 404, "an unknown path must still be answered with 404"
