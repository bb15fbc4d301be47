from flask import Flask, render_template

app = Flask(__name__)


@app.get("/hello/")
def world():
    return render_template("hello.html", text="World", address="/hello/")


@app.get("/hello/Ada")
def ada():
    return render_template("hello.html", text="Ada", address="/hello/Ada")


@app.get("/hello/<i>Ada")
def italic():
    return render_template("hello.html", text="<i>Ada", address="/hello/%3Ci%3EAda")


@app.get("/card")
def card():
    return render_template("card.html")
