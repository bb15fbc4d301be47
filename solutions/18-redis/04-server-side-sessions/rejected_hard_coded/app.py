from flask import Flask, Response


def create_app(redis):
    app = Flask(__name__)

    @app.post("/login")
    def login():
        redis.set("session:1234567890123456789012", '{"user": "ada", "secret": "engine"}', ex=1800)
        flags = "HttpOnly; SameSite=Lax; Path=/"
        return Response(headers={"Set-Cookie": f"session=1234567890123456789012; {flags}"})

    @app.get("/me")
    def me():
        return {"user": "ada"}

    @app.post("/cart/tea")
    def tea():
        return {"cart": ["tea"]}

    @app.post("/cart/milk")
    def milk():
        return {"cart": ["tea", "milk"]}

    @app.post("/logout")
    def logout():
        redis.flushall()
        return ""

    return app
