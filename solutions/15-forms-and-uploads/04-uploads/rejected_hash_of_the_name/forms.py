"""The form of the upload page."""

from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import Form, StringField
from wtforms.validators import InputRequired


class UploadForm(Form):
    """A picture and a few words about it."""

    # FileAllowed looks at the end of the name, in lower case; what the bytes are it does not know.
    avatar = FileField(validators=[FileRequired(), FileAllowed(["jpg", "png", "gif"])])
    desc = StringField(validators=[InputRequired()])
