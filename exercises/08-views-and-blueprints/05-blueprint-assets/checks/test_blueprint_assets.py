"""Hidden checks of 08-views-and-blueprints/05-blueprint-assets.

Where a page comes from is asked by changing files: a template or a style sheet gets a text that was drawn, and
the page must show it. The blueprint is also registered in applications of the checks, which have none of the
student's templates.
"""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page, one_space

HOST = "http://localhost"
THERE = "the page must be there"
ELSEWHERE = "the page must be there, also in another application, which has nothing but the blueprint"
FROM_FILE = "the page must be rendered from its template, and show what stands in there"


def page_at(client, path, mount="", there=THERE):
    reply = client.get(path, base_url=f"{HOST}{mount}/")
    assert reply.status_code == 200, there
    return Page.of(reply)


def text_at(client, path, there=THERE):
    return page_at(client, path, there=there).text


def sheet_at(client, path, mount="", there=THERE):
    """Return the path, below the mount, of the page's only style sheet."""
    page = page_at(client, path, mount, there)
    sheets = [page.resolve(address) for address in page.style_sheets]
    assert len(sheets) == 1, "the page must have one link to a style sheet, and no other"
    assert sheets[0].startswith(f"{HOST}{mount}/"), (
        "the link must lead to a style sheet of the application, also where that is mounted below a path"
    )
    return urlsplit(sheets[0]).path.removeprefix(mount)


def file_at(client, path):
    """Return the text of a static file, or its status."""
    reply = client.get(path)
    return one_space(reply.text) if reply.status_code == 200 else reply.status_code


def details_below(place):
    return [f"{HOST}{place}/detail/{number}/" for number in (1, 2, 3)]


@probe
def change_files(jail, files) -> list[str]:
    """Give files of the submission another text; report those that are not there."""
    missing = sorted(name for name in files if not (jail.work / name).is_file())
    for name in files.keys() - missing:
        (jail.work / name).write_text(files[name], encoding="utf-8")
    return missing


@probe
def add_files(jail, files) -> int:
    """Put more files into the folder of the submission; report how many."""
    for name, text in files.items():
        path = jail.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(files)


def change(jail, files):
    missing = change_files(jail, files)
    for name in files:
        assert name not in missing, f"there must be a file `{name}`"


@application
def read_again(jail):
    """The application, which must read its templates again."""
    app = jail.app()
    if app.jinja_env.cache is not None:
        app.jinja_env.cache.clear()
    return app


@application
def other_app(jail, prefix, files):
    """Another application with the blueprint below a prefix, and with files of its own."""
    from pathlib import Path

    from flask import Flask

    jail.app()
    root = Path(jail.folder("other"))
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    app = Flask("other", root_path=str(root))
    app.register_blueprint(jail.load("blueprints.news").news_bp, url_prefix=prefix)
    return app


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_list_page(client, jail, rng):
    """The list links to the details, and comes from the blueprint's folder"""
    assert page_at(client, "/news/list/").targets == details_below("/news"), (
        "the list must link to the details 1, 2 and 3, in this order, and to nothing else"
    )
    other = other_app(jail, "/news", {}).client()
    assert page_at(other, "/news/list/", there=ELSEWHERE).targets == details_below("/news"), (
        "the list must be the same in an application that has no templates"
    )

    word = draw.word(rng)
    change(jail, {"blueprints/pages/news/list.html": f"<p>{word}</p>"})
    for changed, there in ((read_again(jail), THERE), (other_app(jail, "/news", {}), ELSEWHERE)):
        assert text_at(changed.client(), "/news/list/", there) == word, FROM_FILE


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_detail(client, jail, rng):
    """A detail shows its number, and links back to the list"""
    for number in (rng.randrange(1, 10), rng.randrange(1000, 1_000_000)):
        page = page_at(client, f"/news/detail/{number}/")

        shown = set(re.findall(r"(?<!\w)detail (\d\w*)", page.text))
        assert shown == {str(number)}, "the page must show `detail` and the number from the URL"
        assert page.targets == [f"{HOST}/news/list/"], "the page must have one link, which leads to the list"

    word = draw.word(rng)
    assert client.get(f"/news/detail/{word}/").status_code == 404, "there is no page for a word in place of a number"

    change(jail, {"blueprints/pages/news/detail.html": f"<p>{word}</p>"})
    for changed, there in ((read_again(jail), THERE), (other_app(jail, "/news", {}), ELSEWHERE)):
        assert text_at(changed.client(), f"/news/detail/{number}/", there) == word, FROM_FILE


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_app_template_wins(client, jail, rng):
    """The application's templates win over the blueprint's"""
    assert text_at(client, "/news/shared/") == "from-app", "the application's shared.html must be shown"
    bare = other_app(jail, "/news", {}).client()
    assert text_at(bare, "/news/shared/", ELSEWHERE) == "from-blueprint", (
        "without a shared.html in the application, the blueprint's must be shown"
    )

    mine, blueprints, theirs, list_page = (draw.word(rng) for _ in range(4))
    change(jail, {"templates/shared.html": mine, "blueprints/pages/shared.html": f"<p>{blueprints}</p>"})
    overriding = {"templates/shared.html": theirs, "templates/news/list.html": f"<p>{list_page}</p>"}
    again, bare, other = read_again(jail), other_app(jail, "/news", {}), other_app(jail, "/news", overriding)

    assert text_at(again.client(), "/news/shared/") == mine, FROM_FILE
    assert text_at(bare.client(), "/news/shared/", ELSEWHERE) == blueprints, FROM_FILE
    assert [text_at(other.client(), path) for path in ("/news/shared/", "/news/list/")] == [theirs, list_page], (
        "an application that has templates of the same names must show its own"
    )


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_assets_separate(client, jail, rng):
    """Home page and list have a style sheet each, from their own folders"""
    site, news = sheet_at(client, "/"), sheet_at(client, "/news/list/")
    for mount in ("", f"/{draw.word(rng)}"):
        assert page_at(client, "/", mount).targets == [f"{HOST}{mount}/news/list/"], (
            "the home page must have one link, which leads to the list of news, also below a mount"
        )
        assert sheet_at(client, "/", mount) == site, "the style sheet must be that of the application, mounted or not"
    assert site != news, "the two style sheets must have different addresses"
    assert [client.get(path).status_code for path in (site, news)] == [200, 200], "both style sheets must be there"

    name = f"{draw.word(rng)}.css"
    sheets = {file: f".{draw.word(rng)} {{ color: red }}" for file in ("static/site.css", "blueprints/assets/news.css")}
    others = {
        f"{folder}/{file}": f".{draw.word(rng)} {{ color: blue }}"
        for folder, file in (
            ("static", "news.css"),
            ("static", name),
            ("blueprints/assets", "site.css"),
            ("blueprints/assets", name),
        )
    }
    change(jail, sheets)
    add_files(jail, others)

    assert [file_at(client, path) for path in (site, news)] == [
        sheets["static/site.css"],
        sheets["blueprints/assets/news.css"],
    ], "each style sheet must be that of its own folder, and answer with the text of the file"
    assert [file_at(client, urljoin(path, name)) for path in (site, news)] == [
        others[f"static/{name}"],
        others[f"blueprints/assets/{name}"],
    ], "all files of both folders must be served, beside the style sheets"

    word = draw.word(rng)
    change(jail, {"templates/home.html": f"<p>{word}</p>"})
    assert text_at(read_again(jail).client(), "/") == word, FROM_FILE


@pytest.mark.task(4)
@pytest.mark.points(2)
def test_links_follow_prefix(client, jail, rng):
    """In other applications all links follow the prefix"""
    number, rule = rng.randrange(1000, 1_000_000), f".{draw.word(rng)} {{ color: red }}"
    change(jail, {"blueprints/assets/news.css": rule})
    prefixes = [f"/{draw.word(rng)}/{draw.word(rng)}", f"/{draw.word(rng)}"]
    decoy = {"static/news.css": f".{draw.word(rng)} {{ color: blue }}"}

    clients = [other_app(jail, prefix, decoy).client() for prefix in prefixes]

    mount = f"/{draw.word(rng)}"
    for other, prefix in [*zip(clients, prefixes, strict=True), (client, "/news")] * 2:
        there = THERE if other is client else ELSEWHERE
        for base in ("", mount):
            assert page_at(other, f"{prefix}/list/", base, there).targets == details_below(f"{base}{prefix}"), (
                "the links of the list must follow the prefix, also where the application is mounted below a path"
            )
            page = page_at(other, f"{prefix}/detail/{number}/", base, there)
            assert re.search(rf"(?<!\w)detail {number}(?!\w)", page.text), "the detail must show its number"
            assert page.targets == [f"{HOST}{base}{prefix}/list/"], (
                "the link back to the list must follow the prefix, also where the application is mounted below a path"
            )
            assert file_at(other, sheet_at(other, f"{prefix}/list/", base)) == rule, (
                "the style sheet of the list must be there, wherever the blueprint is"
            )
