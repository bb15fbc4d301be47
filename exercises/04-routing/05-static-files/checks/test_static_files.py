"""Hidden checks of 04-routing/05-static-files."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from grader.checks import draw, probe
from grader.checks.html import Page

SHEET = "/files/css/site.css"


@probe
def put_files(jail, files) -> list[str]:
    """Write files into the folder of the submission; report which are there now."""
    for name, text in files.items():
        path = jail.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(name for name in files if (jail.work / name).is_file())


@pytest.mark.task(1)
@pytest.mark.points(3)
@pytest.mark.judges("app-factory", "answers-get", "sheet-has-rule", "sheet-type", "below-files", "later-files-too")
def test_served(client, jail, rng):
    """The files of the folder are served below /files"""
    reply = client.get(SHEET)

    assert reply.status_code == 200, "the style sheet must be served"
    assert reply.mimetype == "text/css", "a style sheet has the content type text/css"
    sheet = re.sub(r"/\*.*?\*/", " ", reply.text, flags=re.S)
    assert re.search(r"\bbody\b[^{}]*\{[^{}]*(?<![\w-])color\s*:\s*#333(?:333)?(?!\w)", sheet), (
        "the style sheet must hold the rule for the colour of body"
    )

    files = {f"{draw.word(rng)}.txt": draw.word(rng), f"{draw.word(rng)}/{draw.word(rng)}.txt": draw.word(rng)}
    put_files(jail, {f"static/{name}": text for name, text in files.items()})
    for name, text in files.items():
        later = client.get(f"/files/{name}")

        assert (later.status_code, later.text) == (200, text), (
            "every file of the folder `static` must be served as it is"
        )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges("below-files", "no-file-404", "nothing-outside", "other-paths-404")
def test_traversal(client, jail, rng):
    """Nothing outside of the folder can be reached"""
    secret, word = draw.word(rng, 20), draw.word(rng)
    put_files(jail, {f"static/{word}/in.txt": word, f"static{word}/out.txt": secret, f"{word}.txt": secret})
    assert client.get(f"/files/{word}/in.txt").text == word, "a file of the folder must be served"

    for path in (
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "%2e%2e%2fapp.py",
        "css/../../app.py",
        f"../{word}.txt",
        f"../static{word}/out.txt",
        f"{word}/%2e%2e/..%2f{word}.txt",
    ):
        reply = client.get(f"/files/{path}", follow_redirects=True)

        assert reply.status_code == 404, "a path that leads out of the folder is not found"
        assert secret not in reply.text, "nothing of a file outside of the folder may get out"

    assert client.get(f"/files/css/{word}.css").status_code == 404, "a file that is not there is not found"
    assert client.get(f"/{secret}").status_code == 404, "a path that the statement does not name must answer 404"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges("below-files", "usual-address-closed")
def test_old_prefix_closed(client, jail, rng):
    """Nothing is served below /static"""
    name = f"{draw.word(rng)}.txt"
    put_files(jail, {f"static/{name}": name[::-1]})
    assert client.get(f"/files/{name}").text == name[::-1], "a file of the folder must be served"

    for path in ("/static/css/site.css", f"/static/{name}"):
        assert client.get(path, follow_redirects=True).status_code == 404, "the usual address must be closed"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "answers-get", "page-links-sheet", "one-style-sheet", "built-by-url-for", "links-below-mount", "other-methods-405"
)
def test_link_works(client, rng):
    """The page links to the style sheet"""
    mount = f"/{draw.word(rng)}"
    for base in ("", mount):
        reply = client.get("/", base_url=f"http://localhost{base}/")

        assert reply.status_code == 200, "`/` must answer 200"
        assert reply.mimetype == "text/html", "`/` must answer with an HTML page"
        page = Page.of(reply)
        assert (len(page.style_sheets), page.tags.count("style")) == (1, 0), (
            "the page must have one link to a style sheet, and no other"
        )
        link = urlsplit(page.resolve(page.style_sheets[0]))
        assert (link.netloc, link.path) == ("localhost", f"{base}{SHEET}"), (
            "the link must lead to the style sheet, also where the application is mounted below a path"
        )

    followed = client.get(link.path.removeprefix(mount))

    assert followed.status_code == 200, "following the link must lead to the style sheet"
    assert followed.data and followed.data == client.get(SHEET).data, "the link must lead to the style sheet itself"
    assert client.post("/").status_code == 405, "a method that the statement does not name must answer 405"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "answers-get",
    "asset-url",
    "other-paths-404",
    "just-the-url",
    "url-encoded",
    "url-decodes-to-name",
    "built-by-url-for",
    "links-below-mount",
)
def test_name_encoded(client, jail, rng):
    """The URL of a file fits any name"""
    chinese = "".join(rng.sample("春夏秋冬东南西北", k=3))
    names = [
        f"{draw.word(rng)}.css",
        f"{draw.word(rng)}/{draw.word(rng)} {chinese}.txt",
        f"{chinese} {draw.word(rng)}#1.txt",
        f"{draw.word(rng)}?{draw.word(rng)}.txt",
        f"100% {draw.word(rng)} %20.txt",
        f" {draw.word(rng).title()} <b>.TXT ",
    ]
    for name in names:
        for base in ("", f"/{draw.word(rng)}"):
            reply = client.get("/asset-url", query_string={"name": name}, base_url=f"http://localhost{base}/")

            assert reply.status_code == 200, "`/asset-url` must answer 200 for any name"
            written = reply.text.strip()
            assert written.isascii() and not re.search(r"\s", written), "the URL must have no spaces and be ASCII"
            link = urlsplit(written)
            assert (link.scheme, link.netloc, link.query, link.fragment) == ("", "", "", ""), "a path is asked for"
            assert unquote(link.path) == f"{base}/files/{name}", "decoding the URL must give the name again"
    slashed = client.get("/asset-url/", query_string={"name": names[0]})
    assert slashed.status_code == 404, "with a slash at the end it is another path: 404"
