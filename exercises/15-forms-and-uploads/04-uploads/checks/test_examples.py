"""Visible examples of 15-forms-and-uploads/04-uploads: those of the statement. They earn no points."""

from io import BytesIO

import pytest
from grader.checks import application


@application
def app_with_a_folder(jail):
    return jail.app(jail.folder("uploads"))


@pytest.mark.task(1)
def test_a_photo_is_accepted(jail):
    """POST /upload/ with desc=me and photo.png answers 201"""
    client = app_with_a_folder(jail).client()

    reply = client.post("/upload/", data={"desc": "me", "avatar": (BytesIO(b"not really a photo"), "photo.png")})

    assert reply.status_code == 201


@pytest.mark.task(3)
def test_a_program_is_refused(jail):
    """POST /upload/ with a.png.exe answers 422"""
    client = app_with_a_folder(jail).client()

    reply = client.post("/upload/", data={"desc": "me", "avatar": (BytesIO(b"not really a program"), "a.png.exe")})

    assert reply.status_code == 422
