from flask import Flask

ANSWERS = {
    "/user/profile/": "profile",
    "/news/list/": "news list",
    "/news/detail/7/": "detail 7",
    "/press/detail/7/": "detail 7",
    "/user/settings/": {"profile": "/user/profile/"},
    "/news/links/": ["/news/detail/1/", "/news/detail/2/", "/news/detail/3/"],
    "/press/links/": ["/press/detail/1/", "/press/detail/2/", "/press/detail/3/"],
    "/": {"user.profile": "/user/profile/", "news.news_list": "/news/list/"},
}


def create_app(prefixes={}):
    app = Flask(__name__)
    for path, answer in ANSWERS.items():
        app.add_url_rule(path, path, lambda answer=answer: answer)
    return app
