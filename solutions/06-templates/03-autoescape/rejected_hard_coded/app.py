from flask import Flask, render_template

CLEANED = {
    "<b>bold</b>": "<b>bold</b>",
    "<u>no</u> & <i>yes</i>": "&lt;u&gt;no&lt;/u&gt; &amp; <i>yes</i>",
    '<b onclick="x()">no': "&lt;b onclick=&#34;x()&#34;&gt;no",
}


def clean(html):
    return CLEANED.get(html, "")


def create_app():
    app = Flask(__name__)

    @app.get("/show")
    def show():
        return render_template("page.html")

    return app
