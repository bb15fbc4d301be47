"""The form of the upload page."""

from flask_wtf.file import FileField, FileRequired
from wtforms import Form, StringField, ValidationError
from wtforms.validators import InputRequired


class UploadForm(Form):
    """A picture and a few words about it."""

    avatar = FileField(validators=[FileRequired()])
    desc = StringField(validators=[InputRequired()])

    def validate_avatar(self, field):
        if field.data.filename.lower().split(".")[1] not in {"jpg", "png", "gif"}:
            raise ValidationError("jpg, png and gif only")
