"""Visible examples of 01-getting-started/01-hello-app: those of the statement. They earn no points."""

import pytest
from grader.checks import application, probe


@application
def hello(jail):
    """Import the module, with a stand-in for `Flask.run`."""
    with jail.flask_runs():
        return jail.app()


@probe
def runs_when_executed(jail):
    """Execute hello.py as `python hello.py` does; report the ports that `app.run` was given."""
    with jail.flask_runs() as calls:
        jail.run_as_main("hello.py")
    return [call["port"] for call in calls]


@pytest.mark.task(1)
def test_the_two_pages(jail):
    """GET / says Hello, World! and GET /hello says Hello"""
    client = hello(jail).client()

    assert client.get("/").text == "Hello, World!"
    assert client.get("/hello").text == "Hello"


@pytest.mark.task(2)
def test_the_port(jail):
    """python hello.py runs the application on port 8000"""
    assert runs_when_executed(jail) == [8000]
