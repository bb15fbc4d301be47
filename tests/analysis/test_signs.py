"""What an instructor is shown of a submission's source, and the honest twins that nobody is shown."""

from __future__ import annotations

import pytest

from grader.analysis.signs import modules_imported, signs_of

HOSTILE = {
    "frames": "import sys\nsys._getframe(1).f_locals\n",
    "`gc`": "import gc\nfound = gc.get_objects()\n",
    "descriptors": "import os\nos.write(3, b'')\n",
    "`/proc`": "open('/proc/self/mem')\n",
    "modules of the grader": "from grader import guest\n",
    "replaces": "import werkzeug.wrappers as _w\n_w.Response.__call__ = None\n",
}
HONEST = {
    "a signature": "import inspect\nnames = inspect.signature(print).parameters\n",
    "a collection": "import gc\ngc.collect()\n",
    "a descriptor": "import os\nos.write(1, b'')\n",
    "a comment": "# sys._getframe(1).f_locals, gc.get_objects(), /proc/self\n",
    "prose": 'TEXT = """Never read /proc/self or f_back of others."""\n',
    "the encoder": "from flask import Flask, g, json\napp = Flask(__name__)\napp.json.ensure_ascii = False\ng.user = json.dumps(1)\n",
    "its own class": "from flask import Response\nclass Plain(Response):\n    default_mimetype = 'text/plain'\n",
    "its own module": "import grader\nfrom grader import mark\n",
    "a comparison": "import json\nis_same = json.dumps == json.dumps\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_who_reaches_for_what_is_not_theirs_is_shown_with_the_line(what: str) -> None:
    """Each kind is named with its file, and nothing else of that program is."""
    (sign,) = signs_of({"app.py": HOSTILE[what].encode()})

    assert what in sign.what
    assert sign.where in ("app.py:1", "app.py:2")


@pytest.mark.parametrize("what", HONEST)
def test_honest_twins_show_no_sign(what: str) -> None:
    """Who uses the same modules for what they are for is not named."""
    assert signs_of({"app.py": HONEST[what].encode()}) == ()


def test_a_template_that_reaches_for_globals_of_frames_is_shown() -> None:
    """A template is code, and is read as it stands."""
    (sign,) = signs_of({"templates/a.html": b"{{ x.__init__.f_globals }}"})

    assert sign.where == "templates/a.html:1"


@pytest.mark.parametrize(
    "text",
    [
        'x = """' + '\\"""' * 200_000,
        "'" * 500_000,
        "(" * 900_000,
        "from flask import " + "A,\n" * 300_000,
        "from grader import " * 50_000,
    ],
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    """Quotes that nobody closes, nesting and endless imports end nothing: what is read is bounded."""
    assert signs_of({"app.py": text.encode()}) == ()


def test_imports_are_known_by_their_top_level_names() -> None:
    """All spellings of an import count."""
    files = {"app.py": b"import os, flask.json as j\nfrom sqlalchemy.orm import Session\n", "a.html": b"import redis"}

    assert modules_imported(files) == {"os", "flask", "sqlalchemy"}
