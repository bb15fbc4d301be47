import secrets
from pathlib import Path

from flask import Blueprint, Flask, current_app, jsonify, render_template_string, request, send_from_directory
from forms import AvatarForm
from werkzeug.utils import secure_filename

files = Blueprint("files", __name__)

PAGE = """
<form action="{{ url_for('files.upload') }}" method="POST" enctype="multipart/form-data">
{{ form.avatar.label }} {{ form.avatar }} {{ form.desc.label }} {{ form.desc }} {{ form.send }}
</form>
"""


@files.route("/upload/", methods=["GET", "POST"])
def upload():
    form = AvatarForm()
    if request.method == "GET":
        return render_template_string(PAGE, form=form)
    if not form.validate_on_submit():
        return jsonify(errors=form.errors), 422
    stem, _, extension = form.avatar.data.filename.rpartition(".")
    name = f"{secrets.token_urlsafe(8)}_{secure_filename(stem)}.{extension.lower()}"
    form.avatar.data.save(Path(current_app.config["UPLOADS"]) / name)
    return jsonify(filename=name, desc=form.desc.data), 201


@files.route("/images/<path:filename>")
def images(filename):
    return send_from_directory(current_app.config["UPLOADS"], filename)


def create_app(upload_dir):
    app = Flask(__name__)
    app.config.update(UPLOADS=upload_dir, MAX_CONTENT_LENGTH=65536)
    app.register_blueprint(files)
    return app
