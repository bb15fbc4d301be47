"""The smallest application: two pages, and two ways to start it."""

from flask import Flask

# At the left margin: whoever imports this module (the flask program, a server, a test) finds it here.
app = Flask(__name__)


@app.get("/")
def index():
    return "Hello, World!"


# No slash at the end of the rule: /hello is the page, /hello/ is none.
@app.get("/hello")
def hello():
    return "Hello"


# `__name__` is "hello" when the module is imported; only `python hello.py` makes it "__main__".
if __name__ == "__main__":
    app.run(debug=True, port=8000)
