from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/hello/", defaults={"name": None})
@app.route("/hello/<string:name>")
def greet(name):
    return render_template("hello.html", who=name)


@app.route("/card")
def show_card():
    return render_template("card.html", **request.args)
