from flask import Flask, Response


def greeting():
    return Response("Hello, World!", mimetype="text/plain")


def short_greeting():
    return "Hello", 200


app = Flask("hello")
app.add_url_rule("/", view_func=greeting)
app.add_url_rule("/hello", endpoint="short", view_func=short_greeting, methods=["GET"])

if __name__ == "__main__":
    app.run("0.0.0.0", 8000, True, use_reloader=False)
