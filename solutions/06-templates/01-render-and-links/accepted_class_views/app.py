from flask import Flask, render_template, request, url_for
from flask.views import MethodView

app = Flask(__name__)
FIELDS = "name", "city", "age"


class Hello(MethodView):
    def get(self, name="World"):
        values = dict(
            greeting=f"Hello {name}",
            address=url_for("hello", name=name),
            sheet=app.url_for("static", filename="site.css", v="2"),
        )
        return render_template("hello.html", **values)


class Card(MethodView):
    def get(self):
        pairs = dict.fromkeys(FIELDS, "-")
        pairs.update((key, value) for key, value in request.args.items() if key in FIELDS)
        return render_template("card.html", pairs=pairs)


app.add_url_rule("/hello/", view_func=Hello.as_view("hello"))
app.add_url_rule("/hello/<name>", endpoint="hello", view_func=app.view_functions["hello"])
app.add_url_rule("/card", view_func=Card.as_view("card"))
