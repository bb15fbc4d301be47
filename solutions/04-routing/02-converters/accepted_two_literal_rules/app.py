from flask import Flask, jsonify, render_template_string, request

app = Flask(__name__)


@app.route("/user/<string:name>")
def user(name):
    return render_template_string("User {{ name }}", name=name)


@app.route("/post/<int:n>")
def post(n):
    return jsonify(n=n, type=n.__class__.__name__)


@app.route("/price/<float:x>")
def price(x):
    return jsonify(x=x)


@app.route("/docs/<path:sub>")
def docs(sub):
    return jsonify(sub=sub)


@app.route("/token/<uuid:t>")
def token(t):
    return jsonify({"t": t, "type": "UUID"})


@app.route("/blog/<id>/", defaults={"kind": "blog"})
@app.route("/article/<id>/", defaults={"kind": "article"})
def entry(kind, id):
    return jsonify(kind=kind, id=id)


@app.route("/search/")
def search():
    try:
        page = int(request.args["page"])
    except (KeyError, ValueError):
        page = 1
    return jsonify(wd=request.args.get("wd"), page=page)


def create_app():
    return app
