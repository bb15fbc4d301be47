import os

from flask import Blueprint, Flask
from flask.views import View

pages = Blueprint("pages", __name__)


class Text(View):
    def __init__(self, text):
        self.text = text

    def dispatch_request(self):
        return self.text


pages.add_url_rule("/", view_func=Text.as_view("root", "Hello, World!"))
pages.add_url_rule("/hello", view_func=Text.as_view("hello", "Hello"))


def build():
    made = Flask(__name__)
    made.register_blueprint(pages)
    return made


app = build()


def main():
    app.run(host=os.environ.get("HELLO_HOST"), port=8000, debug=True)


if __name__ == "__main__":
    main()
