"""Hidden checks of 04-routing/05-static-files."""

import re
import string
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from grader.checks import probe

SHEET = "/files/css/site.css"


class Links(HTMLParser):
    """The `href` of each link to a style sheet, and how many style sheets stand in the page itself."""

    def __init__(self, html):
        super().__init__()
        self.found, self.inline = [], 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        if tag == "link" and "stylesheet" in attributes.get("rel", "").lower().split():
            self.found.append(attributes.get("href", ""))
        self.inline += tag == "style"


def word_for(rng, length=9):
    return "".join(rng.choices(string.ascii_lowercase, k=length))


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
def test_served(client, jail, rng):
    """The files of the folder are served below /files"""
    reply = client.get(SHEET)

    assert reply.status_code == 200, "the style sheet must be served"
    assert reply.mimetype == "text/css", "a style sheet has the content type text/css"
    sheet = re.sub(r"/\*.*?\*/", " ", reply.text, flags=re.S)
    assert re.search(r"\bbody\b[^{}]*\{[^{}]*(?<![\w-])color\s*:\s*#333(?:333)?(?!\w)", sheet), (
        "the style sheet must hold the rule for the colour of body"
    )

    files = {f"{word_for(rng)}.txt": word_for(rng), f"{word_for(rng)}/{word_for(rng)}.txt": word_for(rng)}
    put_files(jail, {f"static/{name}": text for name, text in files.items()})
    for name, text in files.items():
        later = client.get(f"/files/{name}")

        assert (later.status_code, later.text) == (200, text), (
            "every file of the folder `static` must be served as it is"
        )


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.needs("test_served")
def test_traversal(client, jail, rng):
    """Nothing outside of the folder can be reached"""
    secret, word = word_for(rng, 20), word_for(rng)
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
        assert secret not in reply.text

    assert client.get(f"/files/css/{word}.css").status_code == 404, "a file that is not there is not found"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.needs("test_served")
def test_old_prefix_closed(client, jail, rng):
    """Nothing is served below /static"""
    name = f"{word_for(rng)}.txt"
    put_files(jail, {f"static/{name}": name[::-1]})
    assert client.get(f"/files/{name}").text == name[::-1], "a file of the folder must be served"

    for path in ("/static/css/site.css", f"/static/{name}"):
        assert client.get(path, follow_redirects=True).status_code == 404, "the usual address must be closed"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_link_works(client, rng):
    """The page links to the style sheet"""
    mount = f"/{word_for(rng)}"
    for base in ("", mount):
        reply = client.get("/", base_url=f"http://localhost{base}/")

        assert reply.status_code == 200
        assert reply.mimetype == "text/html"
        links = Links(reply.text)
        assert (len(links.found), links.inline) == (1, 0), "the page must have one link to a style sheet, and no other"
        link = urlsplit(urljoin(f"http://localhost{base}/", links.found[0]))
        assert (link.netloc, link.path) == ("localhost", f"{base}{SHEET}"), (
            "the link must lead to the style sheet, also where the application is mounted below a path"
        )

    followed = client.get(link.path.removeprefix(mount))

    assert followed.status_code == 200, "following the link must lead to the style sheet"
    assert followed.data and followed.data == client.get(SHEET).data, "the link must lead to the style sheet itself"


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_name_encoded(client, jail, rng):
    """The URL of a file fits any name"""
    chinese = "".join(rng.sample("春夏秋冬东南西北", k=3))
    names = [
        f"{word_for(rng)}.css",
        f"{word_for(rng)}/{word_for(rng)} {chinese}.txt",
        f"{chinese} {word_for(rng)}#1.txt",
        f"{word_for(rng)}?{word_for(rng)}.txt",
        f"100% {word_for(rng)} %20.txt",
    ]
    for name in names:
        for base in ("", f"/{word_for(rng)}"):
            reply = client.get("/asset-url", query_string={"name": name}, base_url=f"http://localhost{base}/")

            assert reply.status_code == 200
            written = reply.text.strip()
            assert written.isascii() and not re.search(r"\s", written), "the URL must have no spaces and be ASCII"
            link = urlsplit(written)
            assert (link.scheme, link.netloc, link.query, link.fragment) == ("", "", "", ""), "a path is asked for"
            assert unquote(link.path) == f"{base}/files/{name}", "decoding the URL must give the name again"
