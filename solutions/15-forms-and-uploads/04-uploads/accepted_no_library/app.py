import itertools
import os

from flask import Flask, request, send_file
from forms import UploadForm
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

PAGE = """<!doctype html>
<form method="POST" action="/upload/" enctype="multipart/form-data">
<input type="file" name="avatar" accept="image/*"> <input name="desc"> <button type="submit">ok</button>
</form>"""


def create_app(upload_dir):
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 2**16

    def free_name(extension):
        """The first number that no file has yet."""
        names = (f"{number}.{extension}" for number in itertools.count(1))
        return next(name for name in names if not os.path.exists(os.path.join(upload_dir, name)))

    @app.route("/upload/", methods=["GET", "POST"])
    def upload():
        if request.method == "GET":
            return PAGE
        form = UploadForm(request.files.get("avatar"), request.form.get("desc", ""))
        if errors := form.errors():
            return {"errors": errors}, 422
        name = free_name(form.extension)
        form.avatar.save(os.path.join(upload_dir, name))
        return {"desc": form.desc, "filename": name}, 201

    @app.get("/images/<path:name>")
    def image(name):
        path = safe_join(upload_dir, name)
        if path is None or not os.path.isfile(path):
            raise NotFound
        return send_file(path)

    return app
