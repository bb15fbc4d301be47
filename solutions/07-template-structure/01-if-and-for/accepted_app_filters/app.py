from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.template_filter("active")
    def active(people):
        return [person for person in people if person["active"]]

    @app.template_filter("first_ones")
    def first_ones(people, limit):
        return people[:limit]

    @app.template_filter("age_word")
    def age_word(age):
        if age >= 60:
            return "senior"
        return "adult" if age >= 18 else "minor"

    return app
