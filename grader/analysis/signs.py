"""What in a submission's source an instructor should look at before trusting its points. Never a verdict. Pure.

Nothing is parsed: a stranger's text is read by patterns that take one pass, over as many bytes as an intake lets in.
Comments and prose (a text with blanks in it) say nothing. What a sign is about may be honest: a submission that uses
`inspect.signature`, `json.dumps` or `gc.collect` shows none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from grader.model import Result

_MOST = 6  # signs that are told of one submission
_MOST_BYTES = 1 << 20  # of a submission; an intake takes no more
_LIBRARIES: Final = (
    "flask|werkzeug|jinja2|markupsafe|itsdangerous|click|blinker|sqlalchemy|redis|fakeredis|json|builtins"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that was found: what it reaches for, and the file and line."""

    what: str
    where: str


_REPLACES = "a library's own functions, which it replaces"
_FRAMES = (
    r"\b(?:_getframe|_current_frames|currentframe|getouterframes|getinnerframes|f_back|f_locals|f_globals|f_builtins"
    r"|tb_frame|gi_frame|cr_frame|ag_frame|settrace|setprofile)\b|\binspect\.stack\("
)
_TABLE: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("frames of other functions", re.compile(_FRAMES)),
    (
        "all objects of the process (`gc`)",
        re.compile(r"\bget_(?:objects|referrers|referents)\b|(?:__import__|import_module)\(\s*[\"']gc[\"']"),
    ),
    (
        "descriptors above 2",
        re.compile(
            r"\b(?:os|posix)\.(?:read|write|pread|pwrite|dup2?|fdopen|close|closerange|sendfile|fstat)\(\s*(?:[3-9]|[1-9]\d+)\b"
            r"|\bopen\(\s*(?:[3-9]|[1-9]\d+)\s*[,)]|\bsocket\(\s*fileno\s*=|\bfromfd\(|/dev/fd\b"
        ),
    ),
    ("`/proc`", re.compile(r"/proc/(?:self|thread-self|\d|\{)|[\"']/proc/?[\"']")),
    (
        "modules of the grader",
        re.compile(
            r"\b(?:from|import)\s+grader\.(?:guest|protocol|judge|sandbox|checks|course|grading|errors|model)\b"
            r"|\bfrom\s+grader\s+import\s+[\w, ]{0,200}\b(?:guest|protocol|judge|sandbox|checks|grading)\b"
            r"|[\"']grader\.\w+[\w.]*[\"']"
        ),
    ),
    (
        _REPLACES,
        re.compile(rf"^[ \t]*(?:{_LIBRARIES})(?:\.\w+)+[ \t]*=(?!=)|\bsetattr\(\s*(?:{_LIBRARIES})\b", re.MULTILINE),
    ),
)
_ALIAS = re.compile(rf"^[ \t]*import[ \t]+(?:{_LIBRARIES})(?:\.\w+)*[ \t]+as[ \t]+(\w+)", re.MULTILINE)
_IMPORTED = re.compile(rf"^[ \t]*from[ \t]+(?:{_LIBRARIES})(?:\.\w+)*[ \t]+import[ \t]+([\w, \t()\n]+)", re.MULTILINE)
_MODULE = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w., \t]+)", re.MULTILINE)
# Comments, and texts. Nothing is tried twice (`*+`), and a text that nobody closes goes on to the end: else a stranger
# could have every quote looked for up to there.
_UNSAID = re.compile(
    r"#[^\n]*+|\"\"\"(?:[^\\\"]|\\.|\"(?!\"\"))*+(?:\"\"\"|\Z)|'''(?:[^\\']|\\.|'(?!''))*+(?:'''|\Z)"
    r"|\"(?:[^\\\"\n]|\\.)*+(?:\"|$)|'(?:[^\\'\n]|\\.)*+(?:'|$)",
    re.DOTALL | re.MULTILINE,
)
_MOST_NAMES = 50  # that are imported from libraries: a pattern is made of them


def signs_of(files: Mapping[str, bytes]) -> tuple[Sign, ...]:
    """Return what the modules and templates of a submission reach for: each kind once, by its first line."""
    found: dict[str, Sign] = {}
    for name, text in _texts(files):
        for what, at in _reaches(text):
            line = text.count("\n", 0, at) + 1
            found.setdefault(what, Sign(what=what, where=f"{name}:{line}"))
    return tuple(found.values())[:_MOST]


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    left = _MOST_BYTES
    for name, content in sorted(files.items()):
        text = content[:left].decode("utf-8", "replace")
        left -= len(content[:left])
        yield name, _said(text) if name.endswith(".py") else text


def _said(text: str) -> str:
    """Return a module without comments and prose; every line stays where it is."""
    return _UNSAID.sub(lambda found: found[0] if _is_name(found[0]) else "\n" * found[0].count("\n"), text)


def _is_name(text: str) -> bool:
    """Tell whether a text may name something: it is no comment and has no blanks."""
    return text[0] != "#" and not any(sign.isspace() for sign in text)


def _reaches(text: str) -> Iterator[tuple[str, int]]:
    for what, pattern in _TABLE:
        if found := pattern.search(text):
            yield what, found.start()
    if replaced := _replaced(text):
        yield _REPLACES, replaced.start()


def _replaced(text: str) -> re.Match[str] | None:
    """Find where something that was imported from a library gets another attribute: a class, or a module by its alias."""
    names = set(_ALIAS.findall(text))
    for words in _IMPORTED.findall(text):
        names |= {word for word in re.findall(r"\w+", words) if word[:1].isupper() or word == "json"}
    if not names:
        return None
    either = "|".join(sorted(names)[:_MOST_NAMES])
    return re.compile(rf"^[ \t]*(?:{either})(?:\.\w+)+[ \t]*=(?!=)|\bsetattr\(\s*(?:{either})\b", re.MULTILINE).search(
        text
    )


def modules_imported(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the top-level names that the modules of a submission import."""
    found: set[str] = set()
    for name, text in _texts(files):
        if name.endswith(".py"):
            for words in _MODULE.findall(text):
                found |= {word.strip().split(".")[0].split(" ")[0] for word in words.split(" import ")[0].split(",")}
    return frozenset(found - {""})


def sentence(
    student: str, result: Result, signs: Iterable[Sign], *, constants: Collection[str] = (), about: Collection[str] = ()
) -> str:
    """Return what to look at in one submission as a sentence; nothing where there is nothing, or no point was earned.

    `constants` are checks whose right answer never changes. `about` are the libraries that the exercise is about, where
    the submission imports none of them.
    """
    if not result.score:
        return ""
    told = [f"reaches for {sign.what} (`{sign.where}`)" for sign in signs]
    earned = {check.id for check in result.checks if check.points}
    lost = result.score < result.max_score
    if lost and earned and earned <= set(constants):
        told.append("earns only what is the same for everybody")
    if about:
        told.append(f"earns points without {' or '.join(f'`{name}`' for name in sorted(about))}")
    return f"{student}, {result.exercise}: {'; '.join(told)}. No fault by itself: read it." if told else ""
