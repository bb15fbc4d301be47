from flask import Flask, request, stream_template

app = Flask(__name__)


@app.get("/hello/")
@app.get("/hello/<name>")
def hello(name="World"):
    return stream_template("hello.html", name=name)


@app.get("/card")
def card():
    data = {"name": "-", "city": "-", "age": "-"}
    for key in data:
        data[key] = request.args.get(key, data[key])
    return stream_template("card.html", data=data)
