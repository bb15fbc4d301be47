"""The form of the upload page."""

from wtforms import Form


class UploadForm(Form):
    """A picture and a few words about it."""

    # TODO 1: the fields avatar and desc

    # TODO 3: the validators of both
