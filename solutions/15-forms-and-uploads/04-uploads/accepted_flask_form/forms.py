from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, SubmitField, ValidationError
from wtforms.validators import DataRequired


class AvatarForm(FlaskForm):
    class Meta:
        csrf = False

    avatar = FileField("avatar", [FileRequired("choose a file")])
    desc = StringField("desc", [DataRequired("say something")])
    send = SubmitField()

    def validate_avatar(self, field):
        if "." not in field.data.filename or field.data.filename.rsplit(".", 1)[1].lower() not in ("gif", "jpg", "png"):
            raise ValidationError("pictures only")
