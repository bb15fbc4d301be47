"""An application whose template lists people."""

from flask import Flask


def create_app():
    app = Flask(__name__)
    # Without this extension `{% break %}` is a syntax error.
    app.jinja_env.add_extension("jinja2.ext.loopcontrols")
    return app
