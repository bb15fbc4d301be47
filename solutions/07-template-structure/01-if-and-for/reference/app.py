"""An application whose template lists people."""

from flask import Flask


def create_app():
    # Nothing to switch on: the template cuts its list. With `break` it would need
    # app.jinja_env.add_extension("jinja2.ext.loopcontrols").
    return Flask(__name__)
