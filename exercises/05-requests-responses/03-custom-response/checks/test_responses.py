"""Hidden checks of 05-requests-responses/03-custom-response.

Views cannot cross the wall, so a check describes what they are to return: a kind and what it is made of.
"""

import json
import string

import pytest
from grader.checks import application


def word_for(rng, length=7):
    return "".join(rng.choices(string.ascii_lowercase, k=length))


def numbers_for(rng, count):
    """Return different numbers, whose order as text is another one."""
    return [-5, 7, 30, 100, *rng.sample(range(1000, 20_000), k=count - 4)]


def words_for(rng, count):
    return sorted({word_for(rng) for _ in range(count)})


def fields_for(rng):
    """Return the fields of an object: text, number and list, in no order of the alphabet."""
    return {
        f"m{word_for(rng)}": word_for(rng),
        f"a{word_for(rng)}": rng.randrange(1000),
        f"z{word_for(rng)}": [rng.randrange(1000), word_for(rng)],
        f"c{word_for(rng)}": None,
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


def answers_of(jail, answers):
    """Return the reply to each path's description."""
    client = with_views(jail, answers).client()
    return {path: client.get(path) for path in answers}


def is_json(reply):
    return reply.mimetype == "application/json"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_text_is_json_mimetype(jail, rng):
    """A string is sent as JSON"""
    texts = {
        f"/{word_for(rng)}": json.dumps({word_for(rng): rng.randrange(1000)}),
        f"/{word_for(rng)}": f'["{word_for(rng)}",  "<春>"]',
    }

    replies = answers_of(jail, {path: ["text", text] for path, text in texts.items()})

    for path, text in texts.items():
        assert replies[path].status_code == 200
        assert is_json(replies[path]), "the content type of a string must be that of JSON"
        assert replies[path].text == text, "the string itself must not be changed"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_set(jail, rng):
    """A set becomes a sorted list"""
    expected = {
        f"/{word_for(rng)}": sorted(numbers_for(rng, 40)),
        f"/{word_for(rng)}": words_for(rng, 20),
        f"/{word_for(rng)}": [],
    }

    replies = answers_of(jail, {path: ["set", items] for path, items in expected.items()})

    for path, items in expected.items():
        assert replies[path].status_code == 200
        assert is_json(replies[path]), "the content type must be that of JSON"
        assert replies[path].json == items, "the answer must be the sorted list of the set's items"


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_dataclass(jail, rng):
    """An object of a dataclass becomes a JSON object"""
    expected = {f"/{word_for(rng)}": fields_for(rng), f"/{word_for(rng)}": fields_for(rng)}

    replies = answers_of(jail, {path: ["dataclass", fields] for path, fields in expected.items()})

    for path, fields in expected.items():
        assert replies[path].status_code == 200
        assert is_json(replies[path]), "the content type must be that of JSON"
        assert replies[path].json == fields, "the answer must be the JSON object of the fields"


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_none(jail, rng):
    """None becomes an answer without content"""
    nothing, something, text = f"/{word_for(rng)}", f"/{word_for(rng)}", f'"{word_for(rng)}"'

    replies = answers_of(jail, {nothing: ["none"], something: ["text", text]})

    assert replies[nothing].status_code == 204, "None must become the status 204"
    assert replies[nothing].data == b"", "None has no body"
    assert (replies[something].status_code, replies[something].text) == (200, text), "other views must still answer"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.needs("test_text_is_json_mimetype")
def test_dict_still_works(jail, rng):
    """A dictionary becomes JSON, as always"""
    first, second, code = fields_for(rng), fields_for(rng), rng.choice([201, 202, 404])

    one, two = answers_of(
        jail, {f"/{word_for(rng)}": ["dict", first], f"/{word_for(rng)}": ["tuple", [["dict", second], code]]}
    ).values()

    assert (one.status_code, one.json) == (200, first), "a dictionary must become a JSON object"
    assert (two.status_code, two.json) == (code, second), "a dictionary may come with a status"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_tuple_status(jail, rng):
    """Status and headers of a tuple count, whatever its body is"""
    fields, text, word = fields_for(rng), f'["{word_for(rng)}"]', word_for(rng)
    code, headers = rng.choice([201, 202, 203]), {"X-Word": word}
    bodies = {
        "set": (["set", numbers_for(rng, 40)], 200),
        "object": (["dataclass", fields], 200),
        "text": (["text", text], 200),
        "none": (["none", None], 204),
    }
    described = {}
    for name, (body, _) in bodies.items():
        described[f"/{word}/{name}/full"] = ["tuple", [body, code, headers]]
        described[f"/{word}/{name}/status"] = ["tuple", [body, code]]
        described[f"/{word}/{name}/headers"] = ["tuple", [body, headers]]

    replies = answers_of(jail, described)

    for name, (_, usual) in bodies.items():
        full, status, headed = (replies[f"/{word}/{name}/{form}"] for form in ("full", "status", "headers"))
        assert (full.status_code, status.status_code) == (code, code), "a status of the view's must be kept"
        assert headed.status_code == usual, "without a status of the view's it is the usual one"
        assert full.headers.getlist("X-Word") == [word], "headers must be kept"
        assert headed.headers.getlist("X-Word") == [word], "headers must be kept when no status is given"
        for reply in (full, status, headed):
            if name == "none":
                assert reply.data == b"", "None has no body, whatever its status"
            else:
                assert is_json(reply), "the content type must be that of JSON"
            if name == "set":
                assert reply.json == sorted(bodies["set"][0][1]), "a set in a tuple must become a sorted list"
            elif name == "object":
                assert reply.json == fields, "an object in a tuple must become a JSON object"
            elif name == "text":
                assert reply.text == text, "a string in a tuple must not be changed"


@pytest.mark.task(3)
@pytest.mark.points(1)
def test_foreign_response(jail, rng):
    """A response from elsewhere passes through force_type"""
    word, text = word_for(rng), f"{word_for(rng)},{word_for(rng)}"
    code = rng.choice([202, 203, 404])
    foreign = {"response": text, "status": code, "headers": {"X-Word": word}, "mimetype": "text/csv"}
    others = {"text": f'"{word}"', "set": [1], "dataclass": {"a": 1}, "none": None, "dict": {"a": 1}}
    described = {f"/{word}/{kind}": [kind, value] for kind, value in {"foreign": foreign, **others}.items()}

    replies = answers_of(jail, described)
    forced = replies.pop(f"/{word}/foreign")

    assert (forced.status_code, forced.text) == (code, text), "status and body must stay as they are"
    assert forced.mimetype == "text/csv", "the content type must stay as it is"
    assert forced.headers.getlist("X-Word") == [word], "headers must stay as they are"
    assert forced.headers.getlist("X-Forced") == ["1"], "the response must get the header X-Forced"
    assert not any("X-Forced" in reply.headers for reply in replies.values()), "other answers do not get that header"
