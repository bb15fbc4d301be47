"""Visible examples of 01-getting-started/03-debugger-pin: those of the statement. They earn no points."""

import pytest
from grader.checks import application


@application
def served(jail, mode, pin):
    import pathlib
    import threading

    import flask
    import werkzeug.debug
    from werkzeug.test import run_wsgi_app

    class Count:  # of wrong PINs; the debugger's own needs memory shared by processes, and here is one process
        def __init__(self, *_):
            self.value, self.lock = 0, threading.RLock()

        def get_lock(self):
            return self.lock

    werkzeug.debug.Value = Count
    module = jail.load("app")
    inner = module.serve(module.create_app(), mode, pin)
    places = str(pathlib.Path(flask.__file__).parents[1]).encode()

    def without_places(environ, start_response):  # the page names the folders of the libraries
        body, status, headers = run_wsgi_app(inner, environ, buffered=True)
        data = b"".join(body).replace(places, b"")
        headers["Content-Length"] = str(len(data))
        start_response(status, list(headers))
        return [data]

    return without_places


@pytest.mark.task(1)
def test_page_of_production(jail):
    """In production the page says Internal Server Error"""
    reply = served(jail, "production", None).client().get("/boom")

    assert reply.status_code == 500
    assert "Internal Server Error" in reply.text


@pytest.mark.task(1)
def test_page_with_traceback(jail):
    """With the debugger, but without its console, the page names the error"""
    reply = served(jail, "traceback", None).client().get("/boom")

    assert "RuntimeError: boom" in reply.text
    assert "EVALEX = false" in reply.text


@pytest.mark.task(2)
def test_page_with_console(jail):
    """With the console the page's script says so"""
    reply = served(jail, "console", "271-828-182").client().get("/boom", base_url="http://127.0.0.1/")

    assert "EVALEX = true" in reply.text
