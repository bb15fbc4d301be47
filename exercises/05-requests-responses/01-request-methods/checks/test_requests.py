"""Hidden checks of 05-requests-responses/01-request-methods."""

import json

import pytest
from grader.checks import draw
from grader.checks.html import Page

NOTHING = {"arg": None, "form": None, "json": None}


def texts_for(rng):
    # Each has what somebody might tidy up: capitals, blanks at both ends, letters of another script, markup.
    return [f" {draw.word(rng).title()} {sign}春<{draw.word(rng)}> " for sign in ("&", "%41", "=+")]


def echo(client, method, **options):
    """Return what /echo tells about a request by some browser, without the browser's name."""
    reply = client.open("/echo", method=method, headers={"User-Agent": "Mozilla/5.0"}, **options)
    assert reply.status_code == 200, f"/echo must answer {method} requests, whatever they bring along"
    told = reply.json
    assert isinstance(told, dict), "the answer must be a JSON object"
    assert set(told) == {"method", "arg", "form", "json", "agent"}, "the answer must have the five keys of the table"
    return {key: value for key, value in told.items() if key != "agent"}


def page_of(reply):
    assert reply.status_code == 200, "`/greet` must answer 200"
    assert reply.mimetype == "text/html", "the answer must be an HTML page"
    return Page.of(reply)


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-global", "echo-four-methods", "echo-json", "echo-method", "missing-is-null", "missing-is-welcome"
)
def test_methods(client, rng):
    """Four methods are welcome, with or without anything else"""
    methods = ["GET", "POST", "PUT", "DELETE"]
    rng.shuffle(methods)
    for method in methods:
        arg = draw.word(rng)

        assert echo(client, method) == {**NOTHING, "method": method}, "what a request does not have is null"

        seen = echo(client, method, query_string={"a": arg})

        assert (seen["method"], seen["arg"]) == (method, arg), "every method may come with an argument"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "echo-arg", "echo-form", "echo-json-of-body", "missing-is-null", "given-back-as-sent", "empty-is-there"
)
def test_parts(client, rng):
    """Argument, form field and JSON are told apart"""
    for arg in texts_for(rng):
        seen = echo(client, "GET", query_string={"a": arg})
        assert seen == {**NOTHING, "method": "GET", "arg": arg}, "an argument is no form field"

    for method in ("POST", "PUT", "DELETE"):
        arg, field, other = texts_for(rng)
        body = {draw.word(rng): [rng.randrange(1000), None, draw.word(rng)], "a": draw.word(rng)}

        seen = echo(client, method, query_string={"a": arg})
        assert seen == {**NOTHING, "method": method, "arg": arg}, "an argument is no form field"

        seen = echo(client, method, data={"a": field})
        assert seen == {**NOTHING, "method": method, "form": field}, "a form field is no argument"

        seen = echo(client, method, query_string={"a": arg}, data={"a": other})
        assert seen == {**NOTHING, "method": method, "arg": arg, "form": other}, (
            "an argument and a form field of the same name must be told apart"
        )

        seen = echo(client, method, json=body)
        assert seen == {**NOTHING, "method": method, "json": body}, "the JSON must be given back as it was sent"

        seen = echo(client, method, query_string={"a": arg}, json=[body])
        assert seen == {**NOTHING, "method": method, "arg": arg, "json": [body]}, (
            "an argument and JSON may come in the same request"
        )

        seen = echo(client, method, query_string={"b": arg}, data={"b": field})
        assert seen == {**NOTHING, "method": method}, "arguments and fields of other names do not count"

        seen = echo(client, method, query_string={"a": ""}, data={"a": ""})
        assert seen == {**NOTHING, "method": method, "arg": "", "form": ""}, "an empty text is there all the same"

        for value in ([], {}, 0, False, ""):
            seen = echo(client, method, json=value)
            told = json.dumps(seen["json"])
            assert told == json.dumps(value), "an empty list, 0 or false in the body is there all the same"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("echo-agent", "given-back-as-sent")
def test_header(client, rng):
    """The browser's name comes from its header"""
    for number in range(2):
        # Comma, capital, markup and accent: a header may hold them all.
        agent = (
            f"{draw.word(rng).title()}/{rng.randrange(1, 100)}.{number} ({draw.word(rng)}; R&D, <é{draw.word(rng)}>)"
        )

        told = client.get("/echo", headers={"User-Agent": agent}).json

        assert isinstance(told, dict), "the answer must be a JSON object"
        assert told.get("agent") == agent, "the header User-Agent must be given back as it was sent"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("form-page", "form-by-post", "form-has-name", "greets-by-name")
def test_form_page(client, rng):
    """The form on the page greets who fills it in"""
    name = draw.name(rng)

    forms = [form for form in page_of(client.get("/greet")).forms if form.named("name")]

    assert len(forms) == 1, "the page must show one form with the input `name`"
    assert forms[0].method == "post", "the form must be sent by POST"
    assert forms[0].action == "http://localhost/greet", "the form must be sent to /greet"
    assert all(field.is_typed for field in forms[0].named("name")), "a visitor must be able to type the name"

    page = page_of(client.post("/greet", data=forms[0].data({"name": name})))

    assert f"Hello {name}" in page.shown, "sending the form must greet by name"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("greets-by-name", "name-as-typed", "empty-is-400", "missing-is-400", "query-does-not-count")
def test_greet(client, rng):
    """Who sends a name is greeted by it, who sends none is refused"""
    name, other = draw.name(rng), draw.name(rng)
    assert f"Hello {name}" in page_of(client.post("/greet", data={"name": name})).shown, "the page must show the name"

    # The name holds an entity of its own: who escapes the brackets only shows another name.
    word = draw.word(rng)
    tricky = f"<b id=\"{word}\">{word.title()}</b> & 'co' &lt;i&gt; 5%41"
    page = page_of(client.post("/greet", data={"name": tricky}))

    assert f"Hello {tricky}" in page.shown, "every character of the name must be seen by the reader"
    assert not page.with_id(word), "the name must not become a tag"

    refused = {
        "an empty name must answer 400": {"data": {"name": ""}},
        "a missing name must answer 400": {"data": {}},
        "a field of another name must answer 400": {"data": {"username": other}},
        "a name behind the question mark must answer 400": {"query_string": {"name": other}},
    }
    for reason, sent in refused.items():
        assert client.post("/greet", **sent).status_code == 400, reason


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("other-methods-405", "other-paths-404")
def test_not_allowed(client, rng):
    """Other methods are answered with 405"""
    assert client.post("/greet", data={"name": draw.name(rng)}).status_code == 200, "POST /greet must be answered"
    assert client.patch("/echo").status_code == 405, "PATCH /echo must answer 405"
    for method in ("PUT", "PATCH", "DELETE"):
        reply = client.open("/greet", method=method, data={"name": draw.name(rng)})

        assert reply.status_code == 405, f"{method} /greet must answer 405"
    for path in (f"/{draw.word(rng)}", f"/echo/{draw.word(rng)}", "/greet/"):
        assert client.get(path).status_code == 404, "a path that the statement does not name must answer 404"
