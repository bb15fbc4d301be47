from flask import url_for


def add_to(app):
    @app.get("/user/profile/")
    def profile():
        return "profile"

    @app.get("/user/settings/")
    def settings():
        return {"profile": url_for("profile")}
