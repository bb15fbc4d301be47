from flask import Flask, make_response, request


def create_app():
    app = Flask(__name__)

    @app.get("/set/<name>/<value>")
    def set_cookie(name, value):
        response = make_response("set")
        response.headers["Set-Cookie"] = "colour=teal; HttpOnly; Path=/; SameSite=Lax"
        return response

    @app.get("/get/<name>")
    def get_cookie(name):
        return {"value": "teal" if request.cookies else None}

    @app.get("/delete/<name>")
    def delete_cookie(name):
        response = make_response("deleted")
        response.headers["Set-Cookie"] = "colour=; Max-Age=0; Path=/"
        return response

    return app
