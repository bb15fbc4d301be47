import flask
import flask.views


class PageView(flask.views.View):
    init_every_request = False
    heading, items = "", ()

    def __init__(self, items=()):
        self.items = tuple(items)

    def get_context(self):
        return dict(heading=self.heading, items=self.items)

    def dispatch_request(self, **values):
        context = {"site": "Course"}
        context.update(self.get_context())
        page = flask.current_app.jinja_env.get_template("page.html")
        return flask.Response(page.render(context), mimetype="text/html")


class HomeView(PageView):
    heading = "Home"


class ListView(PageView):
    heading = "List"


app = flask.Flask(__name__)


def create_app():
    app = flask.Flask(__name__)
    books = ListView.as_view("books", ["a", "b"])
    books.methods = ["GET", "POST"]
    for rule, view in {"/": HomeView.as_view("HomeView"), "/books/": books, "/films/": ListView.as_view("films", ["c"])}.items():
        app.add_url_rule(rule, view_func=view)
    return app
