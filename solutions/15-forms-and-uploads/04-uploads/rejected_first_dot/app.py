"""Files in and out: upload, name, serve, refuse."""

import os
import uuid

from flask import Flask, request, send_from_directory
from forms import UploadForm
from werkzeug.datastructures import CombinedMultiDict

# Without the enctype a browser sends the file's name as text, and no file.
PAGE = """<!doctype html>
<title>Upload</title>
<form method="post" enctype="multipart/form-data">
  <label>Picture <input type="file" name="avatar"></label>
  <label>Description <input type="text" name="desc"></label>
  <button>Send</button>
</form>
"""


def name_for(sent_name):
    """A name that no other file has; of the sent one only the extension is kept."""
    extension = os.path.splitext(sent_name)[1].lower()
    return uuid.uuid4().hex + extension


def create_app(upload_dir):
    app = Flask(__name__)
    # Counted while the body arrives: Flask answers 413 before a view has seen anything of it.
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024

    @app.get("/upload/")
    def upload_page():
        return PAGE

    @app.post("/upload/")
    def upload():
        # Texts and files arrive in two dictionaries, a form reads one.
        form = UploadForm(CombinedMultiDict([request.form, request.files]))
        if not form.validate():
            return {"errors": form.errors}, 422
        avatar = form.avatar.data
        filename = name_for(avatar.filename)
        avatar.save(os.path.join(upload_dir, filename))
        return {"filename": filename, "desc": form.desc.data}, 201

    @app.get("/images/<filename>")
    def image(filename):
        # Answers 404 for everything that is no file in the folder, however the name is written.
        return send_from_directory(upload_dir, filename)

    return app
