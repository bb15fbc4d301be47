"""Rules with and without a slash at the end, and views with several rules."""

from flask import Flask

app = Flask(__name__)

# TODO 1: /, /index and /home, /about/, /faq

# TODO 2: /hello/ and /hello/<name>
