"""What a request brings along: its method, arguments, form, JSON and headers."""

from flask import Flask

app = Flask(__name__)

# TODO 1: /echo tells what the request brought along

# TODO 2: /greet shows a form, and greets who sends it

# TODO 3: both pages take the methods they are for, and no others
