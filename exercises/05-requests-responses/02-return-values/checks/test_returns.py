"""Hidden checks of 05-requests-responses/02-return-values."""

from urllib.parse import quote, unquote, urlsplit

import pytest
from grader.checks import draw, probe


def words_for(rng):
    """Return words of the statement's kind: one in plain letters, one with letters of another script.

    Both have a capital, and digits behind a percent sign that mean nothing.
    """
    return draw.shuffled(rng, [plain_word_for(rng), f"{rng.choice('春夏秋冬')}天{plain_word_for(rng)}"])


def plain_word_for(rng):
    return f"{draw.mark(rng).title()}%41"


@probe
def answers_before_sending(jail, requests) -> list[list[str]]:
    """The status and body of each response as the view made it: a server cuts off what must not be sent."""
    from flask import request_finished
    from werkzeug.test import Client

    seen = []

    def note(_, response):
        # Read at once: of a generator nothing is left when it has been sent.
        seen.append([str(response.status_code), response.get_data(as_text=True)])

    client = Client(jail.app())
    with request_finished.connected_to(note):
        for method, path in requests:
            client.open(path, method=method)
    return seen


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "app-factory",
    "pages-answer-get",
    "text-is-word",
    "one-word",
    "word-as-sent",
    "other-paths-404",
    "other-methods-405",
)
def test_text(client, rng):
    """A word comes back as text"""
    for word in words_for(rng):
        reply = client.get(f"/text/{quote(word)}")

        assert reply.status_code == 200, "`/text/<w>` must answer 200"
        assert reply.text == word, "the answer must be the word from the URL"
    word = draw.mark(rng)
    for path in (f"/{word}", f"/text/{word}/{word}"):
        assert client.get(path).status_code == 404, "a path that the statement does not name must answer 404"
    assert client.post(f"/text/{word}").status_code == 405, "a method that the statement does not name must answer 405"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "pages-answer-get",
    "created-text",
    "created-status",
    "created-header",
    "one-word",
    "word-as-sent",
    "other-paths-404",
)
def test_tuple(client, rng):
    """A body with a status and a header"""
    for word in (plain_word_for(rng), plain_word_for(rng)):
        reply = client.get(f"/created/{quote(word)}")

        assert reply.status_code == 201, "the status must say that something was created"
        assert reply.text == f"created {word}", "the body must be the sentence, and nothing else"
        assert reply.headers.getlist("X-Word") == [word], "the header X-Word must hold the word"
    word = draw.mark(rng)
    assert client.get(f"/created/{word}/{word}").status_code == 404, "a word has no slash"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "headers-only-text", "headers-only-header", "other-paths-404")
def test_headers_only(client):
    """A body with a header, and the usual status"""
    reply = client.get("/headers-only")

    assert reply.status_code == 200, "`/headers-only` must answer 200"
    assert reply.text == "ok", "the body must be the text ok"
    assert reply.headers.getlist("X-Only") == ["yes"], "the header X-Only must say yes"
    assert client.get("/headers-only/").status_code == 404, "with a slash at the end it is another path: 404"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "pages-answer-get", "plain-is-word", "plain-type", "plain-as-sent", "one-word", "word-as-sent", "other-paths-404"
)
def test_plain(client, rng):
    """A word comes back as plain text"""
    for word in (*words_for(rng), f" <b>R&D {draw.word(rng)} "):
        reply = client.get(f"/plain/{quote(word)}")

        assert reply.status_code == 200, "`/plain/<w>` must answer 200"
        assert reply.text == word, "the answer must be the word from the URL"
        assert reply.mimetype == "text/plain", "the content type must be plain text"
        charset = reply.mimetype_params.get("charset", "")
        assert charset.lower() in {"utf-8", "utf8"}, "the content type must name the charset"
    word = draw.mark(rng)
    assert client.get(f"/plain/{word}/{word}").status_code == 404, "a word has no slash"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "pages-answer-get", "json-type", "me-username", "me-theme", "me-image", "name-as-sent", "static-path-handed-on"
)
def test_me_json(jail, client, rng):
    """A user as JSON, with the URL of a static file"""
    prefix = f"/{draw.mark(rng)}"
    browsers = {"/static": client, prefix: jail.app(static_url_path=prefix).client()}
    for path, browser in browsers.items():
        for name in (draw.name(rng), f"韩梅梅{rng.randrange(1000)}", f" R&D <b>{draw.word(rng).title()} "):
            reply = browser.get("/me", query_string={"u": name})

            assert reply.status_code == 200, "`/me` must answer 200"
            assert reply.mimetype == "application/json", "the content type must be that of JSON"
            told = reply.json
            assert isinstance(told, dict) and set(told) == {"username", "theme", "image"}, (
                "the answer must be a JSON object with the three keys"
            )
            assert told["username"] == name, "username must be the argument u"
            assert isinstance(told["theme"], str) and told["theme"], "theme must be a text that is not empty"
            image = told["image"]
            assert isinstance(image, str), "image must be a URL"
            assert unquote(urlsplit(image).path) == f"{path}/avatars/{name}.png", (
                "image must be the URL of the user's picture, wherever static files are served"
            )


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "json-type", "list-takes-numbers", "list-counts", "other-paths-404")
def test_list_json(client, rng):
    """The numbers below n as JSON"""
    for count in (rng.randrange(4, 40), 1, 0):
        reply = client.get(f"/list/{count}")

        assert reply.status_code == 200, "`/list/<n>` must answer 200"
        assert reply.mimetype == "application/json", "the content type must be that of JSON"
        assert reply.json == list(range(count)), "the list must count from 0 to n - 1"
    for wrong in (draw.word(rng), "-1", f"+{rng.randrange(1, 10)}", f"1_{rng.randrange(10)}"):
        assert client.get(f"/list/{wrong}").status_code == 404, "the rule `/list/<int:n>` takes digits alone"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("delete-204", "delete-without-body")
def test_no_content(client, jail, rng):
    """Deleting answers with no content"""
    word = draw.mark(rng)

    reply = client.delete("/thing")

    assert reply.status_code == 204, "the status must say that there is no content"
    assert reply.data == b"", "there must be no body"

    seen = answers_before_sending(jail, [["GET", f"/text/{word}"], ["DELETE", "/thing"]])

    assert seen == [["200", word], ["204", ""]], "the view itself must return no body, whatever a server cuts off"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("pages-answer-get", "teapot-418")
def test_teapot(client):
    """A teapot says that it is one"""
    assert client.get("/teapot").status_code == 418, "the status must be that of a teapot"
