import wtforms


class UploadForm(wtforms.Form):
    avatar = wtforms.FileField()
    desc = wtforms.TextAreaField(validators=[wtforms.validators.Length(min=1)])

    def validate_avatar(form, field):
        name = getattr(field.data, "filename", "")
        if not name.lower().endswith((".jpg", ".png", ".gif")):
            raise wtforms.ValidationError("a jpg, png or gif file, please")
