# id: E14
# act: int 0x80: the 32-bit door, from a page of its own code
# verdict: forbidden
# checks: test_hello=forbidden test_sum=forbidden test_probe=forbidden
# levels: strong landlock
# needs: x86_64

"""Makes a harmless call through the door where all numbers mean something else."""

import ctypes
import errno
import mmap

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


GETPID_32 = bytes.fromhex("b814000000 cd80 c3")  # mov eax, 20; int 0x80; ret


def enter_by_the_old_door():
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(GETPID_32)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


HELD = held(enter_by_the_old_door)


@app.get("/hello/<name>")
def hello(name):
    return HELD or f"Hello {name}"


@app.post("/sum")
def total():
    return {"sum": HELD or sum(request.get_json())}


def shout(text):
    return HELD or text.upper()[::-1]
