from flask import Flask, render_template_string, request

PAGE = """
{% if name %}
<p>Hello {{ name }}</p>
{% else %}
<p>Who are you?</p>
{% endif %}
<form method="post" action="">
  <p>Name <input id="name" name="name" required></p>
  <p><input type="submit"></p>
</form>
"""


def create():
    made = Flask(__name__)

    @made.route("/echo", methods=("GET", "POST", "PUT", "DELETE"))
    def echo():
        answer = dict.fromkeys(["arg", "form", "json"])
        if "a" in request.args:
            answer["arg"] = request.args["a"]
        if "a" in request.form:
            answer["form"] = request.form["a"]
        if request.is_json:
            answer["json"] = request.get_json()
        return answer | {"method": request.method, "agent": str(request.user_agent)}

    @made.route("/greet", methods=("GET", "POST"))
    def greet():
        if request.method != "POST":
            return render_template_string(PAGE)
        name = request.form.get("name")
        return render_template_string(PAGE, name=name), 200 if name else 400

    return made


app = create()
