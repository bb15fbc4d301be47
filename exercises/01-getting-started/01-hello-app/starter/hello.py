"""The smallest application: two pages, and two ways to start it."""

from flask import Flask

app = Flask(__name__)

# TODO 1: a view for / and a view for /hello

# TODO 2: call app.run when this file is executed, not when it is imported
