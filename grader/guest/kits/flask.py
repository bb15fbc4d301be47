"""Flask: its `run` recorded, templates rendered, the exceptions heard of which it makes a 500 page."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Any

from grader.guest.evidence import Unreadable
from grader.guest.kit import ProbeKit
from grader.guest.kits import Kit

LIBRARIES = ("flask", "jinja2", "markupsafe")


class Tools(ProbeKit):
    """What probes can do with Flask."""

    @contextlib.contextmanager
    def flask_runs(self) -> Iterator[list[dict[str, Any]]]:
        """Replace `Flask.run`; yield a list that gets `{"host":…, "port":…, "debug":…}` for each call."""
        import flask

        calls: list[dict[str, Any]] = []

        def run(self: Any, host: Any = None, port: Any = None, debug: Any = None, *_: Any, **__: Any) -> None:
            calls.append({"host": host, "port": port, "debug": debug})

        original = flask.Flask.run
        flask.Flask.run = run  # type: ignore[method-assign]
        try:
            with self._unannounced():  # a run that is recorded needs no variable that keeps it from serving
                yield calls
        finally:
            flask.Flask.run = original  # type: ignore[method-assign]

    def render(self, template: str, /, **context: Any) -> str:
        """Render a template of the student's `templates` folder as a Flask view would."""
        import flask

        app = flask.Flask("page", root_path=str(self.work))
        with app.test_request_context("/"):
            return flask.render_template(template, **context)

    def render_sandboxed(self, template: str, values: dict[str, Any], beside: dict[str, str]) -> str:
        """Render a template as `render` does, with those in `beside` before the student's, in the engine's sandbox.

        Raises `Unreadable`, for the student to read, if the template reaches for what it may not have.
        """
        import flask
        from flask.templating import Environment
        from jinja2 import ChoiceLoader, DictLoader
        from jinja2.exceptions import SecurityError
        from jinja2.sandbox import SandboxedEnvironment

        class Sandboxed(Environment, SandboxedEnvironment):
            """Flask's environment, which lets templates use what the sandbox permits."""

        app = flask.Flask("page", root_path=str(self.work))
        app.jinja_environment = Sandboxed
        app.jinja_env.loader = ChoiceLoader([DictLoader(beside), app.create_global_jinja_loader()])
        try:
            with app.test_request_context("/"):
                return flask.render_template(template, **values)
        except SecurityError as problem:
            raise Unreadable(f"A template must not reach behind the values that it gets: {problem}") from None


class _TimeWithoutSleep:
    """The module `time`, but nobody sleeps."""

    @staticmethod
    def sleep(seconds: float) -> None:
        """Return at once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def _forgive_wrong_pins() -> None:
    """Werkzeug's debugger sleeps half a second after a wrong PIN, five after many, to slow down whoever guesses; a
    check that mistypes one would wait. What `time` is to the program stays as it is.
    """
    debugger = sys.modules.get("werkzeug.debug")
    if debugger is not None and getattr(debugger, "time", None) is time:
        debugger.time = _TimeWithoutSleep()  # type: ignore[attr-defined]


@contextlib.contextmanager
def _hears(heard: list[BaseException]) -> Iterator[None]:
    """Hear the exceptions that Flask turns into a 500 page, if the program has loaded Flask at all."""
    _forgive_wrong_pins()  # before each request, as the program may be the first to import the debugger
    flask = sys.modules.get("flask")
    if flask is None:
        yield
        return

    def note(_sender: Any, exception: BaseException, **_: Any) -> None:
        heard.append(exception)

    with flask.got_request_exception.connected_to(note):
        yield


def _warm_up() -> None:
    import flask
    from markupsafe import escape

    app = flask.Flask("warm_up")
    app.secret_key = "warm"

    @app.route("/<int:number>", methods=["GET", "POST"])
    def page(number: int) -> str:
        flask.session["number"] = number
        return flask.render_template_string(
            "{% for n in [1] %}{{ n|upper }}{{ url_for('page', number=n) }}{% endfor %}"
        )

    @app.route("/to/<name>/<path:rest>")
    def there(name: str, rest: str) -> Any:
        return flask.redirect(flask.url_for("page", number=1))

    @app.route("/stop")
    def stop() -> Any:
        flask.abort(404)

    @app.errorhandler(404)
    def lost(problem: Any) -> Any:
        return f"{escape('<a>')}", 404

    with app.test_client() as client:
        client.get("/1")
        client.get("/to/a/b/c")
        client.get("/stop")
        client.post("/1", data={"a": "b"})
        client.post("/1", json={"a": "b"})
        client.get("/nothing")


KIT = Kit(
    modules=(
        "blinker",
        "click",
        "flask",
        "flask.cli",
        "flask.testing",
        "flask.views",
        "itsdangerous",
        "jinja2",
        "jinja2.sandbox",
        "markupsafe",
        "werkzeug",
        "werkzeug.debug",
        "werkzeug.routing",
        "werkzeug.security",
        "werkzeug.test",
        "werkzeug.utils",
    ),
    warm_up=_warm_up,
    tools=Tools,
    hears=_hears,
    variables={"FLASK_RUN_FROM_CLI": "true"},  # makes a stray app.run() do nothing, as under `flask run`
)
