from flask import Flask, jsonify, make_response, render_template_string, request

app = Flask(__name__)


@app.get("/echo")
@app.post("/echo")
@app.put("/echo")
@app.delete("/echo")
def tell():
    body = request.json if request.is_json else None
    return jsonify(
        method=request.method,
        arg=request.args.get("a", None),
        form=request.form["a"] if "a" in request.form else None,
        json=body,
        agent=request.user_agent.string,
    )


@app.get("/greet")
def ask():
    return """<!doctype html>
<title>Greeting</title>
<form action="/greet" method="POST">
  <input type="text" name="name" value="">
  <input type="submit" value="Send">
</form>"""


@app.post("/greet")
def answer():
    try:
        name = request.form["name"]
    except KeyError:
        return make_response("Who are you?", 400)
    if name == "":
        return "Who are you?", 400
    return render_template_string("<!doctype html><title>Greeting</title><h1>Hello {{ name }}</h1>", name=name)
