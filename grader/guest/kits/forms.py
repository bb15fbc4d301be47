"""WTForms and Flask-WTF: what to import ahead."""

from __future__ import annotations

from grader.guest.kits import Kit

LIBRARIES = ("wtforms", "flask_wtf")

KIT = Kit(
    modules=(
        "email_validator",
        "flask_wtf",
        "flask_wtf.csrf",
        "flask_wtf.file",
        "wtforms",
        "wtforms.fields",
        "wtforms.validators",
    ),
)
