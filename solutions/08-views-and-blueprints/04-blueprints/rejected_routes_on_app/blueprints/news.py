from flask import url_for


def add_to(app):
    @app.get("/news/list/")
    def news_list():
        return "news list"

    @app.get("/news/detail/<int:id>/")
    def detail(id):
        return f"detail {id}"

    @app.get("/news/links/")
    def links():
        return [url_for("detail", id=number) for number in (1, 2, 3)]
