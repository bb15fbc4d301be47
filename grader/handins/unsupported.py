"""Downloads of platforms that are not read here, told by their names so that none is graded wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

MOST = 0.5  # of the names at the top

# Each says what the names of one platform look like: of an entry anywhere, `/` before every part.
_ENTRIES = (
    ("Blackboard", re.compile(r"/[^/]+_attempt_\d{4}(?:-\d\d){5}[._]")),
    ("Brightspace", re.compile(r"/\d+-\d+ - [^/]+ - [A-Z][a-z]{2} \d{1,2}, \d{4} \d{3,4} [AP]M(?:/|\Z)")),
    ("Classroom 50", re.compile(r"/\.classroom50\.yaml\Z")),
    ("nbgrader", re.compile(r"^(?:/[^/]+)?/submitted/[^/]+/[^/]+/[^/]+\.ipynb\Z")),
    ("nbgrader", re.compile(r"^/[^/]+/[^/]+/timestamp\.txt\Z")),
    ("Autolab", re.compile(r"/[^/_@]+@[^/_@]+\.[^/_@]+_\d+_[^/]+\Z|/\d+_[^/_@]+@[^/_@]+\.[^/_]+_[^/]+\Z")),
    ("Submitty", re.compile(r"^/(?:submissions|results|checkout)/[^/]+/\d+/|/\.submit\.timestamp\Z")),
)
_DOWNLOADS = (("Google Classroom or Drive", re.compile(r".*-\d{8}T\d{6}Z-\d{1,3}(?:-\d{3})?(?:\.zip)?\Z")),)


def unsupported(download: str, names: Sequence[str]) -> str:
    """Return the platform, "" for none that is known here, by the name of the download and of most of its entries."""
    by_name = (platform for platform, pattern in _DOWNLOADS if pattern.match(download))
    by_entry = (platform for platform, pattern in _ENTRIES if share(names, partial(_looks, pattern)) >= MOST)
    return next(chain(by_name, by_entry), "")


def _looks(pattern: re.Pattern[str], name: str) -> bool:
    return pattern.search(f"/{name}") is not None


def share(names: Sequence[str], is_one: Callable[[str], bool]) -> float:
    """Return which part of the names at the top are one, or have one below them: a student's own names lie below one."""
    tops = {name.partition("/")[0] for name in names}
    return len({name.partition("/")[0] for name in names if is_one(name)}) / len(tops) if tops else 0.0
