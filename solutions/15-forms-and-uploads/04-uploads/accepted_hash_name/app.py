import hashlib
from pathlib import Path

from flask import Flask, Response, abort, request
from flask.views import MethodView
from forms import UploadForm
from werkzeug.datastructures import CombinedMultiDict


class Upload(MethodView):
    def __init__(self, folder):
        self.folder = folder

    def get(self):
        return """<html><body><form action=/upload/ method=post enctype=multipart/form-data>
            <input name=avatar type=file><textarea name=desc></textarea><input type=submit></form></body></html>"""

    def post(self):
        form = UploadForm(CombinedMultiDict((request.files, request.form)))
        if not form.validate():
            return {"errors": [text for texts in form.errors.values() for text in texts]}, 422
        data = form.avatar.data.read()
        extension = form.avatar.data.filename.split(".")[-1].lower()
        name = f"{hashlib.sha256(data).hexdigest()}.{extension}"
        (self.folder / name).write_bytes(data)
        return {"filename": name, "desc": request.form["desc"]}, 201


def create_app(upload_dir):
    app = Flask(__name__)
    folder = Path(upload_dir)

    @app.before_request
    def not_too_much():
        if (request.content_length or 0) > 1 << 16:
            abort(413)

    @app.route("/images/<filename>")
    def image(filename):
        if filename not in [path.name for path in folder.iterdir()]:
            abort(404)
        return Response((folder / filename).read_bytes(), mimetype="application/octet-stream")

    app.add_url_rule("/upload/", view_func=Upload.as_view("upload", folder))
    return app
