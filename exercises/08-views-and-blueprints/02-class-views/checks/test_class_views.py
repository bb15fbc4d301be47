"""Hidden checks of 08-views-and-blueprints/02-class-views."""

from urllib.parse import urlsplit

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page


# A page.html that shows the items alone: what is wrong with the student's is the business of other checks.
ITEMS = "{% for item in items %}[{{ item|safe }}]{% endfor %}"


def shown(reply, *tags):
    """Return the texts of these elements of a page, or its status."""
    if reply.status_code != 200:
        return reply.status_code
    page = Page.of(reply)
    return {tag: page.texts(tag) for tag in tags}


def page_of(heading, items):
    return {"h1": [heading], "li": items}


def items_of(reply):
    """Return the items on a page made from `ITEMS`, or its status."""
    return reply.text if reply.status_code == 200 else reply.status_code


def written(items):
    """Return what `ITEMS` makes of them."""
    return "".join(f"[{item}]" for item in items)


def tricky(word):
    return f"<b>{word.title()}</b> & co"


@application
def with_own_template(jail, template):
    """The application, with another text in the place of page.html."""
    from jinja2 import DictLoader

    app = jail.app()
    app.jinja_loader = DictLoader({"page.html": template})
    return app


@application
def with_child(jail, path, context, template):
    """The application with a page of a new child class; with another page.html, if a template is given."""
    from jinja2 import DictLoader

    app = jail.app()

    class Child(jail.load("app").PageView):
        def get_context(self):
            return dict(context)

    app.add_url_rule(path, view_func=Child.as_view("a_new_child"))
    if template:
        app.jinja_loader = DictLoader({"page.html": template})
    return app


@application
def with_lists(jail, lists, template):
    """The application with further pages of ListView, and with another text in the place of page.html."""
    from jinja2 import DictLoader

    app = jail.app()
    app.jinja_loader = DictLoader({"page.html": template})
    view = jail.load("app").ListView
    for name, items in lists.items():
        app.add_url_rule(f"/{name}/", view_func=view.as_view(name, items=items))
    return app


@probe
def two_lists(jail, one, other):
    """Make two objects of ListView, then ask both for their items, each twice, as in a request."""
    with jail.app().test_request_context("/"):
        view = jail.load("app").ListView
        objects = [view(items=one), view(items=other)]
        return [[str(item) for item in each.get_context()["items"]] for each in [*objects, *objects]]


@probe
def classes_of(jail):
    """Report which classes are behind the pages, and from what they derive."""
    from flask.views import View

    app, own = jail.app(), jail.load("app")
    behind = {name: getattr(view, "view_class", None) for name, view in app.view_functions.items()}
    urls = app.url_map.bind("localhost")
    return {
        "lists": [behind[name].__name__ for name in ("books", "films")],
        "home": issubclass(behind[urls.match("/")[0]], own.HomeView),
        "PageView is a View": issubclass(own.PageView, View),
        "children of PageView": [issubclass(view, own.PageView) for view in (own.HomeView, own.ListView)],
        "PageView behind a URL": own.PageView in behind.values(),
    }


@probe
def urls_of(jail, name, items):
    """Add a page of ListView; report the URLs of the lists."""
    from flask import url_for

    app = jail.app()
    app.add_url_rule(f"/{name}/", view_func=jail.load("app").ListView.as_view(name, items=items))
    with app.test_request_context("/"):
        return [url_for(endpoint) for endpoint in ("books", "films", name)]


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "app-factory",
    "renders-page-html",
    "only-h1-is-heading",
    "li-for-each-item",
    "items-may-be-missing",
    "home-heading",
    "list-heading",
    "books-items",
    "films-items",
)
def test_pages(client, jail, rng):
    """Each page shows its heading and its items"""
    pages = {"/": ("Home", []), "/books/": ("List", ["a", "b"]), "/films/": ("List", ["c"])}
    order = rng.sample(list(pages), k=3)
    for path in [*order, *order]:
        assert shown(client.get(path), "h1", "li") == page_of(*pages[path]), "the page must have one h1, and its items"

    word, between = draw.out_of_order(draw.words(rng, 2))
    template = f"{word} {{{{ heading }}}}{{% for item in items or [] %}} {between} {{{{ item }}}}{{% endfor %}}"
    other = with_own_template(jail, template).client()
    for path, (heading, items) in pages.items():
        reply = other.get(path)

        assert reply.status_code == 200, "each of the three pages must answer 200, whatever page.html says"
        assert reply.text == " ".join([word, heading, *(f"{between} {item}" for item in items)]), (
            "every page must be rendered from page.html, whatever that file says"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "page-view-is-view",
    "page-view-behind-no-url",
    "get-context",
    "children-of-page-view",
    "lists-apart",
    "home-from-home-view",
    "lists-from-list-view",
)
def test_same_class(jail, rng):
    """One class, and two pages that differ by their items"""
    client = with_own_template(jail, ITEMS).client()
    seen = [items_of(client.get(path)) for path in ("/books/", "/films/", "/books/")]
    assert seen == ["[a][b]", "[c]", "[a][b]"], "the two lists must show their own items, time and again"
    one, other = draw.out_of_order(draw.words(rng, 3)), draw.out_of_order(draw.words(rng, 2))

    assert two_lists(jail, one, other) == [one, other, one, other], "each object must keep the items it was made with"

    assert classes_of(jail) == {
        "lists": ["ListView", "ListView"],
        "home": True,
        "PageView is a View": True,
        "children of PageView": [True, True],
        "PageView behind a URL": False,
    }, "both lists must be made from ListView itself, `/` from HomeView; these derive from PageView, it from View"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("books-take-post", "post-same-page", "others-405", "others-404", "final-slash")
def test_methods(client, rng):
    """Only the books take POST, and no other addresses answer"""
    page, sent = client.get("/books/"), client.post("/books/")
    assert (page.status_code, sent.status_code) == (200, 200), "`/books/` must answer GET and POST"
    assert shown(sent, "h1", "li") == shown(page, "h1", "li"), "POST /books/ must show the same page as GET"
    refused = [("POST", "/"), ("POST", "/films/")]
    refused += [(method, path) for method in ("PUT", "DELETE", "PATCH") for path in ("/", "/books/", "/films/")]
    rng.shuffle(refused)
    for method, path in refused:
        assert client.open(path, method=method).status_code == 405, f"{method} {path} must be refused with a 405"
    for path in ("/books/", "/films/"):
        bare = client.get(path.removesuffix("/"))

        assert bare.status_code == 308, "without the final slash the answer must be a redirect"
        assert urlsplit(bare.location).path == path, "the redirect must lead to the same page"
    for path in (f"/{draw.word(rng)}", f"/books/{draw.word(rng)}/"):
        assert client.get(path).status_code == 404, "an address that the statement does not name must be a 404"


@pytest.mark.task(1)
@pytest.mark.points(2)
@pytest.mark.judges(
    "whole-context",
    "site-is-course",
    "get-context",
    "title-is-site",
    "only-h1-is-heading",
    "li-for-each-item",
    "items-may-be-missing",
    "texts-as-they-are",
    "child-needs-nothing-else",
)
def test_extendable(jail, rng):
    """A child of PageView needs nothing but its context"""
    path, heading, extra, *items = draw.out_of_order(draw.words(rng, 6))
    items = [*items, tricky(extra), items[0]]
    for context, expected in (
        ({"heading": heading, "items": items}, page_of(heading, items)),
        ({"heading": tricky(heading)}, page_of(tricky(heading), [])),
    ):
        reply = with_child(jail, f"/{path}/", context, "").client().get(f"/{path}/")

        assert shown(reply, "title", "h1", "li") == {"title": ["Course"], **expected}, (
            "the page must have the site as title, the heading in an h1, and each item as li"
        )

    context = {extra: heading, "heading": path, "items": items[:2]}
    template = f"{{{{ {extra} }}}} {{{{ site }}}} {{{{ heading }}}} {{{{ items|join(' ') }}}}"

    reply = with_child(jail, f"/{path}/", context, template).client().get(f"/{path}/")

    assert reply.status_code == 200, "a page of a child class must answer 200, whatever page.html says"
    assert reply.text == " ".join([heading, "Course", path, *items[:2]]), (
        "page.html must get the whole context of the child class, and the site"
    )


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges("list-shows-its-items", "lists-apart", "items-by-keyword")
def test_as_view_args(jail, rng):
    """ListView shows the items that as_view was given"""
    one, other, empty, word = draw.out_of_order(draw.words(rng, 4))
    lists = {one: [*draw.out_of_order(draw.words(rng, 3)), tricky(word)], other: [word], empty: []}

    books = items_of(with_lists(jail, {}, ITEMS).client().get("/books/"))

    client = with_lists(jail, lists, ITEMS).client()

    for name in [*lists, *lists]:
        assert items_of(client.get(f"/{name}/")) == written(lists[name]), (
            "a page must show exactly the items that its view was made with"
        )
    assert items_of(client.get("/books/")) == books, "further pages must not change the books"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("books-endpoint", "films-endpoint")
def test_endpoints(jail, rng):
    """The lists have the endpoints books and films"""
    name = draw.word(rng)

    assert urls_of(jail, name, draw.out_of_order(draw.words(rng, 2))) == ["/books/", "/films/", f"/{name}/"], (
        "url_for must find the lists by the endpoints `books` and `films`, and further ones by their names"
    )
