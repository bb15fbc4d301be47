"""The form of the upload page."""

from flask_wtf.file import FileField, FileRequired
from wtforms import Form, StringField
from wtforms.validators import InputRequired


class UploadForm(Form):
    """A picture and a few words about it."""

    avatar = FileField(validators=[FileRequired()])
    desc = StringField(validators=[InputRequired()])
