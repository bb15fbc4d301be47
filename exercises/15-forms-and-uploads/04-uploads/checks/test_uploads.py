"""Hidden checks of 15-forms-and-uploads/04-uploads.

The folder for uploads stands two levels deep in a folder of the check's own, so that a file which climbs out
of it is still seen. What was saved is read from the disk, past the student's program.
"""

from hashlib import sha256
from io import BytesIO
from urllib.parse import quote, urlsplit

import pytest
from grader.checks import application, draw, probe
from grader.checks.html import Page

LIMIT = 64 * 1024


@application
def app_with_a_folder(jail):
    """The application with a new folder `a/b`, inside an outer folder that is kept for later probes."""
    from pathlib import Path

    outer = Path(jail.folder("uploads"))
    (outer / "a" / "b").mkdir(parents=True)
    jail.keep["outer"] = str(outer)
    return jail.app(str(outer / "a" / "b"))


@probe
def files_on_disk(jail) -> dict[str, str]:
    """Each file in the upload folder (which is a/b here) and around it: its size and a digest of its bytes."""
    from hashlib import sha256
    from pathlib import Path

    outer, found = Path(jail.keep["outer"]), {}
    for path in outer.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found[str(path.relative_to(outer))] = f"{len(content)} bytes, SHA-256 {sha256(content).hexdigest()}"
    return found


@probe
def name_and_names(jail, filename) -> dict[str, object]:
    """The `filename` of the answer, and the names of the files that stand in the upload folder."""
    from pathlib import Path

    folder = Path(jail.keep["outer"], "a", "b")
    return {"filename": filename, "files": sorted(path.name for path in folder.iterdir() if path.is_file())}


@probe
def outer_folder(jail) -> str:
    return jail.keep["outer"]


@probe
def put_beside_the_uploads(jail, text):
    """Write files that nobody uploaded next to the folder for uploads."""
    from pathlib import Path

    outer = Path(jail.keep["outer"])
    (outer / "a" / "b-old").mkdir()
    for path in ("secret.png", "a/secret.png", "a/b-old/secret.png"):
        (outer / path).write_text(text)


def a_file(rng):
    """Random bytes, always with those that text modes and careless parsers spoil."""
    return rng.randbytes(rng.randrange(200, 2000)) + b"\r\n--\x00\xff\n\r" + rng.randbytes(8)


def on_disk(content):
    """A file of these bytes, as `files_on_disk` describes it."""
    return f"{len(content)} bytes, SHA-256 {sha256(content).hexdigest()}"


def saved(jail):
    """The names in the upload folder and what each holds; nothing may stand elsewhere."""
    files = files_on_disk(jail)
    outside = [path for path in files if path.rpartition("/")[0] != "a/b"]
    assert not outside, "files must be saved directly in the upload folder and nowhere else"
    return {path.rpartition("/")[2]: content for path, content in files.items()}


def told_name(reply, desc):
    """Return the name that the answer tells."""
    answer = reply.json
    assert isinstance(answer, dict), "the answer must be a JSON object"
    assert sorted(answer) == ["desc", "filename"], "the answer must have the keys `filename` and `desc` and no other"
    assert answer["desc"] == desc, "`desc` must be the text that was sent"
    assert isinstance(answer["filename"], str), "`filename` must be a text"
    return answer["filename"]


def send(client, content, name, desc, content_type="application/octet-stream"):
    return client.post("/upload/", data={"desc": desc, "avatar": (BytesIO(content), name, content_type)})


def send_well(jail, client, content, name, desc):
    """Send what must be accepted; return the reply, and the name it was saved under, as the disk has it."""
    before = saved(jail)
    reply = send(client, content, name, desc)
    assert reply.status_code < 300, "a file with an allowed extension and a description must be accepted"

    after = saved(jail)
    new = [name for name in after if name not in before]
    assert len(new) == 1, "each upload must add one file to the upload folder"
    assert {name: after.get(name) for name in before} == before, "files saved before must stay as they are"
    return reply, new[0]


def assert_extension(name, extension):
    stem, dot, last = name.rpartition(".")
    assert stem, "the name must not be empty before the dot"
    assert (dot, last) == (".", extension), "the name must keep the extension, in lower case"


def assert_refused(jail, reply, before, what):
    assert reply.status_code == 422, f"{what} must be refused with a 422"
    answer = reply.json
    assert isinstance(answer, dict), "the answer must be a JSON object"
    assert list(answer) == ["errors"], "the answer must have the key `errors` and no other"
    assert answer["errors"], "the errors must not be empty"
    assert saved(jail) == before, "what is refused must leave nothing on the disk"


def body_of(rng, size):
    """A complete upload of exactly that many bytes, and its content type."""
    boundary = f"border{rng.randrange(10**9)}"
    start = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="desc"\r\n\r\nlarge\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="avatar"; filename="large.gif"\r\n'
        "Content-Type: image/gif\r\n\r\n"
    ).encode()
    end = f"\r\n--{boundary}--\r\n".encode()
    filling = bytes(rng.choices(range(97, 123), k=size - len(start) - len(end)))
    return start + filling + end, f"multipart/form-data; boundary={boundary}"


def other_names(name):
    """Names, as they stand in a URL, that a tidy program takes for this one and that are none of a saved file."""
    letters = {name.upper(), name.lower(), name.swapcase()} - {name}
    spelled_out = "".join(f"%{byte:02X}" for byte in name.encode())  # `%41` for `A`, which no server decodes twice
    return [quote(other) for other in (*sorted(letters), f" {name}", f"{name} ", f"é{name}", f"{name}x", spelled_out)]


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "app-factory",
    "others-404",
    "others-405",
    "final-slash",
    "page-one-form",
    "form-by-post",
    "form-inputs",
    "form-enctype",
)
def test_form_page(jail, rng):
    """The page has a form that can carry a file; what the statement does not name is as Flask has it"""
    client = app_with_a_folder(jail).client()
    reply = client.get("/upload/")
    assert reply.status_code == 200, "`/upload/` must answer 200"

    forms = Page.of(reply).forms
    assert len(forms) == 1, "the page must have one form"
    assert forms[0].method == "post", "the form must be sent by POST"
    assert forms[0].action in ("http://localhost/upload", "http://localhost/upload/"), (
        "the form must be sent to /upload/"
    )
    assert forms[0].enctype == "multipart/form-data", "without the right enctype no file is sent"

    kinds = {field.name: field.kind for field in forms[0].fields}
    assert kinds.get("avatar") == "file", "the form must have a file input `avatar`"
    assert kinds.get("desc") in ("text", "textarea"), "the form must have a text input `desc`"

    bare = client.get("/upload")
    assert bare.status_code == 308, "`/upload` must be a redirect"
    assert urlsplit(bare.location).path == "/upload/", "the redirect must lead to `/upload/`"
    assert client.put("/upload/").status_code == 405, "a method that the statement does not name must be a 405"
    for path in (f"/{draw.word(rng)}", f"/upload/{draw.word(rng)}"):
        assert client.get(path).status_code == 404, "an address that the statement does not name must be a 404"


@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.judges(
    "no-csrf-token",
    "others-405",
    "upload-saves",
    "upload-201",
    "upload-two-keys",
    "filename-as-saved",
    "saved-directly",
    "desc-as-sent",
    "bytes-as-sent",
    "any-bytes",
    "nothing-else-written",
    "image-bytes",
)
def test_round_trip(jail, rng):
    """A file is saved and handed out byte for byte"""
    client = app_with_a_folder(jail).client()
    # Another text where blanks are cut off, capitals are lost, markup is escaped or percents are decoded.
    content, desc = a_file(rng), f" {draw.phrase(rng)} <b>MY & 我的头像</b> 100%41 "

    reply, name = send_well(jail, client, content, f"{rng.choice(draw.WORDS)}.png", desc)

    assert reply.status_code == 201, "a file with an allowed extension and a description must be answered with a 201"
    told = told_name(reply, desc)
    assert told in name_and_names(jail, told)["files"], "`filename` must be the name of a file in the upload folder"
    assert told == name, "`filename` must name the file that this upload has added"
    assert saved(jail) == {name: on_disk(content)}, "the saved file must have exactly the bytes that were sent"
    reply = client.get(f"/images/{quote(name)}")
    assert reply.status_code == 200, "a saved file must be handed out under its name"
    assert reply.data == content, "the file must be handed out byte for byte"
    for answer in (client.post(f"/images/{quote(name)}"), client.delete(f"/images/{quote(name)}")):
        assert answer.status_code == 405, "a method that the statement does not name must be a 405"


@pytest.mark.task(2)
@pytest.mark.points(2)
@pytest.mark.judges(
    "name-made-by-server", "extension-kept", "stem-not-empty", "paths-accepted", "paths-stay-inside", "saved-directly"
)
def test_traversal_name(jail, rng):
    """However a file is called, it is saved inside the folder"""
    word = f"{rng.choice(draw.WORDS)}{rng.randrange(1000, 10000)}"
    for name in (f"../../{word}.png", f"../{word}.png", f"..\\..\\{word}.png", "absolute"):
        client = app_with_a_folder(jail).client()
        if name == "absolute":
            name = f"{outer_folder(jail)}/{word}.png"

        _, kept = send_well(jail, client, a_file(rng), name, draw.phrase(rng))

        assert_extension(kept, "png")


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("chinese-names", "extension-kept", "stem-not-empty", "image-bytes")
def test_chinese_name(jail, rng):
    """Files with Chinese names are kept"""
    client = app_with_a_folder(jail).client()
    sent = {}
    for stem in rng.sample(["头像", "照片", "自拍", "风景", "我的猫"], k=3):
        content, extension = a_file(rng), rng.choice(["png", "jpg", "gif"])
        _, name = send_well(jail, client, content, f"{stem}.{extension}", draw.phrase(rng))
        assert_extension(name, extension)
        sent[name] = content

    for name, content in sent.items():
        assert client.get(f"/images/{quote(name)}").data == content, "each file must be handed out under its own name"


@pytest.mark.task(2)
@pytest.mark.points(1)
@pytest.mark.judges("name-made-by-server", "same-name-apart", "bytes-as-sent", "image-bytes")
def test_same_name_twice(jail, rng):
    """Files sent under one name are kept apart"""
    client = app_with_a_folder(jail).client()
    same, desc = f"{rng.choice(draw.WORDS)}.jpg", draw.phrase(rng)
    contents = [a_file(rng) for _ in range(3)]

    names = [send_well(jail, client, content, same, desc)[1] for content in contents]

    assert saved(jail) == {name: on_disk(content) for name, content in zip(names, contents, strict=True)}, (
        "each of the files must stay as it was sent"
    )
    for name, content in zip(names, contents, strict=True):
        assert client.get(f"/images/{quote(name)}").data == content, "each file must be handed out under its own name"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("file-required", "desc-required", "errors-only-key", "errors-not-empty", "refused-leaves-nothing")
def test_missing(jail, rng):
    """Without a file or a description the upload is refused"""
    client = app_with_a_folder(jail).client()
    word, desc = rng.choice(draw.WORDS), draw.phrase(rng)
    send_well(jail, client, a_file(rng), f"{word}.jpg", desc)
    before = saved(jail)

    def post(**data):
        return client.post("/upload/", data=data, content_type="multipart/form-data")

    def avatar(name):
        return BytesIO(a_file(rng)), name

    assert_refused(jail, post(desc=desc), before, "an upload without a file")
    assert_refused(jail, post(desc=desc, avatar=(BytesIO(), "")), before, "an upload with no file chosen")
    assert_refused(jail, post(avatar=avatar(f"{word}.jpg")), before, "an upload without `desc`")
    assert_refused(jail, post(desc="", avatar=avatar(f"{word}.jpg")), before, "an upload with an empty `desc`")


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges(
    "extension-kept",
    "extension-lower",
    "three-extensions",
    "errors-only-key",
    "errors-not-empty",
    "last-dot",
    "extension-any-case",
    "name-decides",
    "refused-leaves-nothing",
)
def test_extensions(jail, rng):
    """The last part of the name decides, in any case"""
    client = app_with_a_folder(jail).client()
    word = rng.choice(draw.WORDS)
    good = {
        "A.PNG": "png",
        f"{word}.jpg": "jpg",
        f"{word}.Gif": "gif",
        f"{word}.exe.png": "png",
        f"{word}.v2.JPG": "jpg",
    }
    for name, extension in good.items():
        assert_extension(send_well(jail, client, a_file(rng), name, draw.phrase(rng))[1], extension)

    before = saved(jail)
    others = ("exe", "svg", "html", "jpeg", "PNGX", "xgif")
    for name in ("a.png.exe", "png", word, f"{word}jpg", f"{word}.", *(f"{word}.{other}" for other in others)):
        reply = send(client, a_file(rng), name, draw.phrase(rng), content_type="image/png")
        assert_refused(jail, reply, before, "a file with another extension, or with none,")


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("others-404", "image-bytes", "no-such-file-404", "nothing-outside", "one-name")
def test_read_traversal(jail, rng):
    """Nothing but saved files is handed out"""
    client = app_with_a_folder(jail).client()
    content, secret = a_file(rng), f"secret {rng.randrange(10**9)}"
    _, name = send_well(jail, client, content, f"{rng.choice(draw.WORDS)}.gif", draw.phrase(rng))
    put_beside_the_uploads(jail, secret)

    assert client.get(f"/images/{quote(name)}").data == content, "a saved file must be handed out"
    for path in (
        f"{rng.choice(draw.WORDS)}{rng.randrange(1000, 10000)}.png",
        "secret.png",
        "../secret.png",
        "..%2Fsecret.png",
        "%2e%2e/secret.png",
        "../../secret.png",
        "..%2F..%2Fsecret.png",
        "../b-old/secret.png",
        "..%2Fb-old%2Fsecret.png",
        "app.py",
        *other_names(name),
    ):
        reply = client.get(f"/images/{path}")

        assert secret not in reply.text, "files outside the upload folder must never be handed out"
        assert reply.status_code == 404, "what is no saved file must not be found"


@pytest.mark.task(3)
@pytest.mark.points(1)
@pytest.mark.judges("too-big-413", "limit-counts-body", "limit-inclusive", "refused-leaves-nothing")
def test_too_big(jail, rng):
    """Bodies of more than 64 KiB are refused"""
    client = app_with_a_folder(jail).client()
    body, content_type = body_of(rng, LIMIT)

    reply = client.post("/upload/", data=body, content_type=content_type)
    assert reply.status_code < 300, "65 536 bytes must be accepted"
    before = saved(jail)
    assert len(before) == 1, "a large file must be saved"

    for size in (LIMIT + 1, LIMIT + rng.randrange(1000, 30_000)):
        body, content_type = body_of(rng, size)
        reply = client.post("/upload/", data=body, content_type=content_type)

        assert reply.status_code == 413, "more than 65 536 bytes must be refused"
        assert saved(jail) == before, "what is refused must leave nothing on the disk"
