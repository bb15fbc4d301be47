"""Hidden checks of 08-views-and-blueprints/06-subdomains."""

import string
from urllib.parse import urlsplit

import pytest
from grader.checks import draw

DEFAULT = "jd.test:5000"


def labels_for(rng):
    """Labels by their kinds; none is `cms`, some look like it or like a part of the server name."""
    labels = {
        "of letters": "".join(rng.sample(string.ascii_lowercase, k=26)),
        "of one letter": draw.word(rng, 1),
        "of digits": "".join(rng.sample(string.digits, k=10)),
        "with a hyphen": f"{draw.word(rng)}-{rng.randrange(10, 100)}",
        "that begins with a digit": f"{rng.randrange(1, 10)}{draw.word(rng)}",
        "that begins with cms": f"cms{rng.randrange(2, 100)}",
        "that ends in cms": f"{draw.word(rng)}-cms",
        "that ends in jd": f"{draw.word(rng)}jd",
        "that ends in test": f"{draw.word(rng)}test",
        "such as www, main or user": rng.choice(["www", "main", "user"]),
        "which the server name has, too": rng.choice(["jd", "test"]),
    }
    return draw.shuffled(rng, labels.items())


def foreign_hosts(rng):
    """Hosts by their kinds that are neither the default server name nor below it."""
    hosts = {
        "of one label": draw.word(rng),
        "that is localhost": "localhost",
        "that is an address": "127.0.0.1",
        "with nothing of the server name": f"{draw.word(rng)}.example",
        "that is cms of another domain": f"cms.{draw.word(rng)}.example",
        "with letters, and no dot, before the server name": f"{draw.word(rng)}jd.test",
        "with a hyphen before the server name": f"{draw.word(rng)}-jd.test",
        "that is cms of a domain which ends in the same letters": f"cms.{draw.word(rng)}jd.test",
        "that begins with the server name": f"jd.test.{draw.word(rng)}.example",
        "that begins with cms and the server name": f"cms.jd.test.{draw.word(rng)}.example",
        "with a label in the middle of the server name": f"jd.{draw.word(rng)}.test",
        "with only the last label of the server name": f"{draw.word(rng)}.test",
        "that is the last label of the server name": "test",
        "that has something else for the server name's dot": f"jd{rng.choice('-x0')}test",
        "below a name that has something else for the dot": f"{draw.word(rng)}.jd{rng.choice('-x0')}test",
    }
    return [(kind, f"{host}:5000") for kind, host in draw.shuffled(rng, hosts.items())]


def get(client, host, scheme="http"):
    return client.get("/", base_url=f"{scheme}://{host}/")


def page(client, host, scheme="http"):
    """Return the JSON of a host's page, its links in parts; or the status, as a text."""
    reply = get(client, host, scheme)
    if reply.status_code != 200:
        return reply.status
    answer = reply.json
    if not isinstance(answer, dict):
        return answer
    return {key: parts_of(value) if key in ("cms", "home") else value for key, value in answer.items()}


def parts_of(url):
    """Return scheme, host with port, path and all the rest; a link without a path leads to `/`."""
    if not isinstance(url, str):
        return url
    scheme, host, path, query, fragment = urlsplit(url)
    return [scheme, host.lower(), path or "/", query, fragment]


def main_page(server_name, scheme="http"):
    return {"site": "main", "cms": [scheme, f"cms.{server_name}", "/", "", ""]}


def cms_page(server_name, scheme="http"):
    return {"site": "cms", "home": [scheme, server_name, "/", "", ""]}


def user_page(label):
    return {"site": "user", "name": label}


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_main(jail):
    """The host that is the server name answers, with an absolute link to cms"""
    client = jail.app().client()
    for scheme in ("http", "https"):
        assert page(client, DEFAULT, scheme) == main_page(DEFAULT, scheme), (
            f"{scheme}://jd.test:5000/ must be the main page, with a link to cms that has the scheme of the request"
        )


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_cms_host(jail):
    """The host of cms answers, with an absolute link back"""
    client = jail.app().client()
    for scheme in ("http", "https"):
        assert page(client, f"cms.{DEFAULT}", scheme) == cms_page(DEFAULT, scheme), (
            f"{scheme}://cms.jd.test:5000/ must be the page of cms, with a link home that has the scheme of the request"
        )


@pytest.mark.task(2)
@pytest.mark.points(2)
def test_dynamic(jail, rng):
    """Every other subdomain answers with its label"""
    client = jail.app().client()
    for kind, label in labels_for(rng):
        assert page(client, f"{label}.{DEFAULT}") == user_page(label), (
            f"a host with a label {kind} must answer with that label"
        )


@pytest.mark.task(3)
@pytest.mark.points(2)
def test_foreign_host(jail, rng):
    """Hosts outside the server name are refused, and no others"""
    client = jail.app().client()
    for kind, host in foreign_hosts(rng):
        label = draw.word(rng)

        assert get(client, f"{label}.{DEFAULT}").status_code == 200, "a subdomain of the server name is not foreign"
        assert get(client, host).status_code in (400, 404), f"a host {kind} is foreign: it must be refused"

    port = rng.randrange(6000, 60_000)
    other = jail.app(f"{draw.word(rng)}.example:{port}").client()
    for host in (f"{draw.word(rng)}.example", "jd.test", f"{draw.word(rng)}.jd.test", "localhost"):
        assert get(other, f"{host}:{port}").status_code in (400, 404), (
            "with another server name other hosts are foreign, jd.test too: they must be refused"
        )


@pytest.mark.task(4)
@pytest.mark.points(2)
def test_other_server_name(jail, rng):
    """With another server name all hosts and links are those of that name"""
    kinds = {
        "of two labels": f"{draw.word(rng)}.example",
        "that begins with cms": f"cms.{draw.word(rng)}.example",
        "of many labels": f"www.{draw.word(rng)}.{draw.word(rng)}.example",
        "of one label": draw.word(rng),
    }
    ports = rng.sample(range(6000, 60_000), k=len(kinds))
    names = [
        (kind, f"{name}:{port}") for (kind, name), port in zip(draw.shuffled(rng, kinds.items()), ports, strict=True)
    ]

    clients = [(kind, name, jail.app(name).client()) for kind, name in names]

    for kind, name, client in clients:
        label = draw.word(rng)
        expected = {name: main_page(name), f"cms.{name}": cms_page(name), f"{label}.{name}": user_page(label)}
        assert {host: page(client, host) for host in expected} == expected, (
            f"with a server name {kind} all hosts and links must be those of the name the application was made with"
        )
