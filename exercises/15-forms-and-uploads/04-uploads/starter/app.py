"""Files in and out: upload, name, serve, refuse."""

from flask import Flask

from forms import UploadForm


def create_app(upload_dir):
    app = Flask(__name__)

    # TODO 1: /upload/ shows the form and saves the file; /images/<filename> hands it out

    # TODO 2: the name under which a file is saved is made here, not by the browser

    # TODO 3: refuse what is missing, not allowed, or too big

    return app
