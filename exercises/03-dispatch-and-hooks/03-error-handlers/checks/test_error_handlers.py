"""Hidden checks of 03-dispatch-and-hooks/03-error-handlers."""

from urllib.parse import quote

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page, one_space


@application
def with_faulty_views(jail, paths, secret):
    """The application with further views, one without fault; each other raises an exception of its own class."""
    from flask import abort

    class Unheard(Exception):
        pass

    faults = {
        "zero": lambda: 1 // len(""),
        "key": lambda: {}[secret],
        "value": lambda: int(secret),
        "own": lambda: (_ for _ in ()).throw(Unheard(secret)),
        "arithmetic": lambda: (_ for _ in ()).throw(OverflowError(secret)),
        "forbidden": lambda: abort(403),
        "missing": lambda: abort(404, description=secret),
        "none": lambda: secret[::-1],
    }
    app = jail.app()
    for fault, path in paths.items():
        app.add_url_rule(path, endpoint=path.strip("/"), view_func=faults[fault])
    return app


@probe
def templates_used(jail, paths) -> list[list[str]]:
    """Ask for each path; report the templates that were rendered for the answer, and its status."""
    from flask import template_rendered

    app = jail.app()
    seen = []
    for path in paths:
        with jail.signals(template_rendered) as heard:
            # A streamed template has been rendered when its last piece was read.
            reply = app.test_client().get(path, buffered=True)
        names = {str(keywords["template"].name) for _, _, keywords in heard}
        seen.append([str(reply.status_code), *sorted(names)])
    return seen


@probe
def raised_by(jail, path) -> list[str]:
    """Call the view behind a path past all handlers; report the exception's text, its class and its bases."""
    app = jail.app()
    with app.test_request_context(path):
        try:
            app.dispatch_request()
        except Exception as error:
            return [str(error), *(kind.__name__ for kind in type(error).__mro__)]
    return []


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("status-404", "path-shown", "item-takes-no-sign", "no-final-slash", "div-takes-no-sign")
def test_not_found_status(client, rng):
    """An unknown path is a 404 that shows the path"""
    first, second, third, fourth = draw.numbers(rng, 4, 2, 90)
    unknown = [f"/{draw.word(rng)}", f"/{draw.word(rng).title()}/{draw.word(rng)}.HTML", f"/item/{draw.word(rng)}"]
    signs = [f"/item/+{first}", f"/item/-{second}", f"/item/1_{third}", f"/div/+{first}/{second}"]
    for path in (*unknown, *signs, f"/item/{fourth}/", f"/div/{third}/+{fourth}", f"/div/{fourth}/-{third}"):
        reply = client.get(path)

        assert reply.status_code == 404, "a page for what is not there must have the status 404"
        assert path in Page.of(reply).shown, "the page must show the path that was asked for"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("path-as-text")
def test_path_escaped(client, rng):
    """A path is shown as text, not as markup"""
    harmless = Page.of(client.get(f"/{draw.word(rng)}"))
    tricky = [f"/<script>{draw.word(rng)}", f'/{draw.word(rng)} & "<u>{draw.word(rng)}" &lt;i&gt;']
    for path in (*tricky, f"/春天/{draw.word(rng).title()} 50%"):
        reply = client.get(quote(path))

        assert reply.status_code == 404, "a page for what is not there must have the status 404"
        page = Page.of(reply)
        assert page.tags == harmless.tags, "a path must not bring its own markup into the page"
        assert path in page.shown, "every character of the path must be seen by the reader"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("page-from-template", "item-above-100", "description-shown", "other-descriptions")
def test_abort_description(client, jail, rng):
    """The text given to abort stands on the page"""
    for number in (101, rng.randrange(102, 1000), rng.randrange(1000, 1_000_000)):
        reply = client.get(f"/item/{number}")

        assert reply.status_code == 404, "numbers above 100 are not found"
        text = Page.of(reply).shown
        assert f"no item {number}" in text, "the page must show the description of the error"
        assert f"/item/{number}" in text, "it is the same page, so it must show the path, too"

    path, description = f"/{draw.word(rng)}", f"<b>{draw.word(rng).title()} &amp; {draw.word(rng)}"
    page = Page.of(with_faulty_views(jail, {"missing": path}, description).client().get(path))
    assert description in page.shown and path in page.shown, (
        "the page must show the description that another view gives, character by character, and the path"
    )
    assert page.tags == Page.of(reply).tags, "a description must not bring its own markup into the page"

    known, unknown = f"/item/{rng.randrange(1, 100)}", f"/{draw.word(rng)}"
    seen = templates_used(jail, [f"/item/{number}", known, unknown])

    assert [status for status, *_ in seen] == ["404", "200", "404"], (
        "numbers above 100 and unknown paths are not found, and numbers up to 100 are"
    )
    assert all("404.html" in names for status, *names in seen if status == "404"), (
        "every 404 must be rendered from the template 404.html"
    )


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("app-factory", "item-text", "item-above-100")
def test_ok_untouched(client, rng):
    """What is there is answered as ever"""
    for number in (7, 100, rng.randrange(8, 100)):
        reply = client.get(f"/item/{number}")

        assert reply.status_code == 200, "numbers up to 100 are found"
        assert one_space(reply.text) == f"item {number}", "the answer must name the item"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("div-quotient", "zero-division")
def test_division(jail, rng):
    """Quotients are text, and a division by zero is the visitor's mistake"""
    path = f"/{draw.word(rng)}"
    client = with_faulty_views(jail, {"zero": path}, "").client()
    divisor = rng.randrange(3, 100)
    quotient = rng.randrange(1000, 10_000)
    for number in (quotient * divisor + divisor - 1, quotient * divisor):
        reply = client.get(f"/div/{number}/{divisor}")

        assert reply.status_code == 200, "`/div/<a>/<b>` must answer 200 when `b` is not 0"
        assert one_space(reply.text) == str(quotient), "the answer must be the integer quotient"

    for broken in (f"/div/{rng.randrange(1, 1000)}/0", path):
        reply = client.get(broken)

        assert reply.status_code == 400, "a ZeroDivisionError must answer 400, whichever view raises it"
        assert reply.is_json and reply.json == {"error": "division by zero"}, "the answer must be the JSON asked for"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("crash-raises", "other-exceptions", "nothing-gets-out", "http-errors-keep-their-status")
def test_crash_hidden(jail, rng):
    """An accident is a 500 that tells nothing about it"""
    secret = draw.word(rng, 20)
    raising = ["key", "value", "own", "arithmetic"]
    paths = {fault: f"/{draw.word(rng)}" for fault in [*raising, "forbidden", "none"]}
    client = with_faulty_views(jail, paths, secret).client()
    assert client.get(paths["none"]).text == secret[::-1], "views without a fault must answer"

    for path in (f"/crash?m={secret}", *(paths[fault] for fault in raising)):
        reply = client.get(path)

        assert reply.status_code == 500, "an exception without a handler of its own must answer 500"
        assert secret not in reply.text + str(reply.headers), "nothing of the exception's text may get out"
        assert reply.is_json and reply.json == {"error": "internal"}, "the answer must be the JSON asked for"

    message = f" {secret.title()} <b>&amp; "
    text, *kinds = raised_by(jail, f"/crash?m={quote(message)}") or [""]
    assert text == message and "RuntimeError" in kinds, "/crash must raise a RuntimeError with the text that it is sent"

    for path in (paths["none"], "/item/7"):
        assert client.post(path).status_code == 405, "an HTTP error must keep its own status"
    assert client.get(paths["forbidden"]).status_code == 403, "an HTTP error must keep its own status"
