from flask import Flask, redirect


def create_app():
    app = Flask(__name__)
    pages = {
        "/user/ada": "User ada",
        "/user/<b>ada": "User &lt;b&gt;ada",
        "/post/12": {"n": 12, "type": "int"},
        "/price/2.5": {"x": 2.5},
        "/docs/guide/install/linux": {"sub": "guide/install/linux"},
        "/docs/guide": {"sub": "guide"},
        "/token/6f1c1d1e-58f3-4b0a-9c57-2f7d3a0c1b42": {"t": "6f1c1d1e-58f3-4b0a-9c57-2f7d3a0c1b42", "type": "UUID"},
        "/blog/7/": {"kind": "blog", "id": "7"},
        "/article/a7/": {"kind": "article", "id": "a7"},
        "/search/": {"wd": "flask", "page": 3},
    }

    @app.get("/<path:path>")
    def page(path):
        if path == "blog/7":
            return redirect("/blog/7/", 308)
        answer = pages.get("/" + path)
        return ("Not found", 404) if answer is None else answer

    return app
