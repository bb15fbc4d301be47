# id: I04
# act: chmod, utime, xattr, truncate, link, symlink, rename, mkdir and creation outside
# verdict: failed
# checks: test_hello=failed test_sum=failed test_probe=failed
# levels: strong landlock

"""Changes things around the secret file; what works is undone, and what only seems to work does not count."""

import errno
import os

from flask import Flask, request

app = Flask(__name__)


def held(*acts):
    """Return why every act was held back; nothing as soon as one of them worked."""
    reasons, worked = [], False
    for act in acts:
        try:
            print("loot:", act.__name__, act(), flush=True)
            worked = True
        except OSError as error:
            reasons.append(f"{act.__name__}: {errno.errorcode.get(error.errno, error)}")
    return "" if worked else ", ".join(reasons)


SECRET = "{{SECRET_PATH}}"
BESIDE = SECRET + ".hostile"


def change_mode():
    before = os.stat(SECRET).st_mode
    os.chmod(SECRET, before ^ 0o001)
    if os.stat(SECRET).st_mode == before:
        raise PermissionError(errno.EPERM, "nothing changed")
    os.chmod(SECRET, before)
    return before


def change_time():
    before = os.stat(SECRET).st_mtime_ns
    os.utime(SECRET, ns=(before, before - 1))
    if os.stat(SECRET).st_mtime_ns == before:
        raise PermissionError(errno.EPERM, "nothing changed")
    os.utime(SECRET, ns=(before, before))
    return before


def change_attributes():
    os.setxattr(SECRET, "user.hostile", b"here")
    return os.removexattr(SECRET, "user.hostile")


def truncate():
    return os.truncate(SECRET, os.stat(SECRET).st_size)


def open_for_writing():
    return os.close(os.open(SECRET, os.O_WRONLY))


def rename():
    os.rename(SECRET, BESIDE)
    return os.rename(BESIDE, SECRET)


def link():
    os.link(SECRET, BESIDE)
    return os.unlink(BESIDE)


def symlink():
    os.symlink(SECRET, BESIDE)
    return os.unlink(BESIDE)


def make_folder():
    os.mkdir(BESIDE)
    return os.rmdir(BESIDE)


def create():
    os.close(os.open(BESIDE, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    return os.unlink(BESIDE)


ON_THE_FILE = [change_mode, change_time, change_attributes, truncate, open_for_writing]

HELD = held(*ON_THE_FILE, rename, link, symlink, make_folder, create)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
