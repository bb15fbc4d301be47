import flask

app = flask.Flask(__name__)


def hello(name):
    return flask.Response("Hello " + name, mimetype="text/plain")


def add():
    result = 0
    for number in flask.request.json:
        result += number
    return flask.jsonify(sum=result)


def shout(text):
    return "".join(reversed([letter.upper() for letter in text]))


app.add_url_rule("/hello/<name>", view_func=hello)
app.add_url_rule("/sum", view_func=add, methods=["POST"])
