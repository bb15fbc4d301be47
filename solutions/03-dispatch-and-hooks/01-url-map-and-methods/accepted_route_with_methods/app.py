import flask


def create_app():
    app = flask.Flask(__name__)

    @app.route("/item/<int:n>", methods=["GET"], endpoint="item.read".replace(".", "_"))
    def item(n):
        return flask.jsonify({"action": "read", "n": n})

    @app.route("/item/<int:n>", methods=("POST",), endpoint="item_change")
    def item(n):  # noqa: F811
        return flask.jsonify({"action": "change", "n": n})

    def ping():
        return flask.make_response("pong")

    app.add_url_rule("/ping", endpoint="ping", view_func=ping, methods=["GET"])
    return app


def describe(app):
    found = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, []).append(
            [rule.rule, rule.endpoint, sorted({*rule.methods} - {"OPTIONS", "HEAD"})]
        )
    found.pop("static", None)
    return sorted(sum(found.values(), []), key=lambda entry: (entry[0], entry[1], entry[2]))
