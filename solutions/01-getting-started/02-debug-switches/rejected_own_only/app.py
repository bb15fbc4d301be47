"""Four ways to switch debug mode."""

from flask import Flask


def by_attribute(enabled):
    """Return a new app whose debug attribute was set."""
    app = Flask(__name__)
    # Check the spelling: Python would create an attribute of any other name without a word.
    app.debug = enabled
    return app


def by_update(enabled):
    """Return a new app whose configuration got DEBUG."""
    app = Flask(__name__)
    # `app.debug` reads this key; in lower case it would be a setting of yours that nobody reads.
    app.config.update(DEBUG=enabled)
    return app


def by_object(obj):
    """Return a new app whose configuration got all settings of obj."""
    app = Flask(__name__)
    # Copies every attribute in upper case, inherited ones too, and leaves the others alone.
    app.config.update({key: value for key, value in vars(obj).items() if key.isupper()})
    return app


def main(enabled, port):
    """Run a new app on that port, in debug mode or not."""
    # Whoever calls decides: a constant True here would end up in production one day.
    Flask(__name__).run(debug=enabled, port=port)
