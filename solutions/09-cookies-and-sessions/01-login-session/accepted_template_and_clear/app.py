from flask import Blueprint, Flask, flash, redirect, render_template_string, request, session
from flask.views import MethodView

PAGE = """
<h1>Hello</h1>
{% for message in get_flashed_messages() %}<p class="flash">{{ message }}</p>{% endfor %}
{% if session.user %}
  <p>Logged in as <strong>{{ session.user }}</strong></p>
  <form action="/logout" method="post"><button>Log out</button></form>
{% else %}
  <p>You are not logged in</p>
  <a href="/login">Log in</a>
{% endif %}
"""

FORM = """
<FORM METHOD="POST" ACTION="{{ url_for('site.login') }}">
  <input type="hidden" name="from" value="form">
  <input type="text" name="username" id="username" required>
  <input type="submit" value="Go">
</FORM>
"""

site = Blueprint("site", __name__)


@site.route("/")
def index():
    return render_template_string(PAGE)


class Login(MethodView):
    def get(self):
        return render_template_string(FORM)

    def post(self):
        name = request.form["username"]
        if name == "":
            return "a name, please", 400
        session.clear()
        session["user"] = name
        flash("Welcome!")
        return redirect("/")


site.add_url_rule("/login", view_func=Login.as_view("login"))


@site.route("/logout", methods=["POST"])
def logout():
    session.clear()
    flash("Goodbye")
    return redirect("/")


def create_app(config):
    if "SECRET_KEY" not in config:
        raise RuntimeError("no SECRET_KEY")
    app = Flask(__name__)
    app.config.update(config)
    app.register_blueprint(site)
    return app
