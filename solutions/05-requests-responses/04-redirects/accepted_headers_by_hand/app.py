from urllib.parse import quote

from flask import Flask, Response, make_response, render_template_string, request


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "")
    app.add_url_rule("/login/", "login", lambda: "<form></form>")
    app.add_url_rule("/orders/<order_id>", "order", lambda order_id: f"Order no. {int(order_id)}")
    app.add_url_rule("/new/<path:p>", "new", lambda p: {"path": p}, methods=["POST", "GET"])

    @app.route("/old-home")
    def old_home():
        return "", 301, {"Location": "/"}

    @app.route("/profile/")
    def profile():
        if "name" not in request.args:
            response = make_response("", 302)
            response.headers["Location"] = "/login/?next=/profile/"
            return response
        return render_template_string("<p>Profile {{ request.args.name }}</p>")

    @app.route("/orders", methods=["POST"])
    def orders():
        return Response(status=303, headers={"Location": f"/orders/{int(request.form['id'])}"})

    @app.route("/moved/<path:p>", methods=["POST", "GET"])
    def moved(p):
        return Response(
            status=308, headers={"Location": request.full_path.replace(p, quote(p)).replace("moved", "new", 1)}
        )

    return app
