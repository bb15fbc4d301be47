"""What a request brings along: its method, arguments, form, JSON and headers."""

from flask import Flask, abort, request
from markupsafe import escape

app = Flask(__name__)

# Without an action a form is sent to the page it stands on.
FORM = """
<form method="post">
  <label>Your name: <input name="name"></label>
  <button>Greet me</button>
</form>
"""


@app.route("/echo")
def echo():
    return {
        "method": request.method,
        # get() gives None for what is not there; square brackets would end the request with a 400.
        "arg": request.args.get("a"),
        "form": request.form.get("a"),
        # Most requests have no JSON, and that is no mistake: silent asks for None instead of a 415.
        "json": request.get_json(silent=True),
        "agent": request.headers.get("User-Agent"),
    }


@app.route("/greet", methods=["GET", "POST"])
def greet():
    if request.method == "GET":
        return FORM
    name = request.form.get("name")
    # One test for both: a missing name is None, an empty one "".
    if not name:
        abort(400)
    # What a visitor typed must not become part of the page's markup.
    return f"Hello {escape(name)}"
