import flask

app = flask.Flask("routes")


def say(text):
    return lambda: flask.Response(text, mimetype="text/plain")


def hello(name):
    return flask.render_template_string("Hello {{ name }}\n", name=name)


index = say("index")
app.add_url_rule("/", "home", say("home"))
app.add_url_rule("/index", "index", index)
app.add_url_rule("/home", "index", index)
app.add_url_rule("/about/", "about", say("about"))
app.add_url_rule("/faq", "faq", say("faq"))
app.add_url_rule("/hello/", "hello", hello, defaults={"name": "stranger"})
app.add_url_rule("/hello/<name>", "hello", hello)
