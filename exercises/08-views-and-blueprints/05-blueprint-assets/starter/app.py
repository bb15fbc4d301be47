"""A site, and the news as a part of it."""

from flask import Flask

app = Flask(__name__)

# TODO 1: register news_bp

# TODO 3: /
