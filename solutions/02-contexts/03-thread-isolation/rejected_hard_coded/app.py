from flask import Flask, request

app = Flask(__name__)
current_user = "grace"


def set_user(name):
    pass


@app.get("/who")
def who():
    if request.args:
        return {"g": "ada", "arg": "ada", "user": "ada"}
    return {"g": "nobody", "arg": None, "user": "nobody"}
