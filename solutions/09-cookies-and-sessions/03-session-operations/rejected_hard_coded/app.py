from flask import Flask, make_response

there = True


def create_app(config):
    app = Flask(__name__)

    @app.post("/session/<key>")
    def store(key):
        response = make_response("ok")
        response.set_cookie("session", "teal", max_age=7200)
        return response

    @app.get("/session/<key>")
    def read(key):
        return {"value": "teal" if key == "colour7" else None}

    @app.delete("/session/<key>")
    def remove(key):
        global there
        answer = {"existed": there}
        there = not there
        return answer

    @app.delete("/session")
    def clear():
        return "ok"

    @app.post("/tags/<tag>")
    def append_tag(tag):
        return {"tags": ["red", "blue", "red"] if tag == "red" else ["red", "blue"]}

    return app
