"""An answer written as a change of the reference, and the files that it comes to. Pure: bytes in, bytes out.

A `change` and a hunk of a `diff` are the same thing: an old text, which must occur exactly once in the
reference's file, and the text that takes its place. There is no fuzz and no guess: line numbers are not looked
at, so an `@@` alone opens a hunk, and a hunk whose lines stand in two places wants more context. What no longer
fits the reference is an `ExerciseError` that names answer, file and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from grader.course.schema import FILE_PATTERN, KnownAnswer
from grader.errors import ExerciseError

_NOTHING: Final = "/dev/null"  # what a diff calls a file that is not there
_SHOWN: Final = 80  # characters of a text that an error quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """One text for another; `removes` takes the file away, of which `old` is all."""

    file: str
    old: str
    new: str
    whole_lines: bool = False
    removes: bool = False


def files_of(answer: KnownAnswer, reference: Mapping[str, bytes], where: str) -> dict[str, bytes]:
    """Return the files of an answer that has a `change` or a `diff`, in sorted order.

    `where` opens the fact of the `ExerciseError` that says what does not fit.
    """
    edits = [_Edit(file=file, old=old, new=new) for file, old, new in answer.change]
    edits += _edits_of_diff(answer.diff, where)
    files = dict(reference)
    for file in dict.fromkeys(edit.file for edit in edits):
        _edit_file(files, file, [edit for edit in edits if edit.file == file], where)
    return dict(sorted(files.items()))


def _edit_file(files: dict[str, bytes], name: str, edits: Sequence[_Edit], where: str) -> None:
    if name not in files:
        files[name] = _new_file(name, edits, where).encode()
        return
    text = _text_of(files[name], name, where)
    changed = _replaced(text, edits, where)
    if not any(edit.removes for edit in edits):
        files[name] = changed.encode()
    elif changed:
        raise _unfit(where, f"`{name}` holds more than the diff takes away", "let the diff hold the whole file")
    else:
        del files[name]


def _new_file(name: str, edits: Sequence[_Edit], where: str) -> str:
    if re.match(FILE_PATTERN, name) is None or "*" in name or "?" in name:
        raise _unfit(where, f"`{name}` is no file name", "write it as the student would, such as `templates/a.html`")
    if len(edits) > 1 or edits[0].old:
        hint = "name a file of the reference; for a new file the old text is empty and stands once"
        raise _unfit(where, f"the reference has no file `{name}`", hint)
    return edits[0].new


def _replaced(text: str, edits: Sequence[_Edit], where: str) -> str:
    """Put every edit into the reference's text; all of them are found before any is made."""
    spans = sorted((*_span(text, edit, where), edit.new) for edit in edits)
    for (_, end, _), (start, _, _) in pairwise(spans):
        if start < end:
            raise _unfit(where, f"two changes of `{edits[0].file}` overlap", "make one of them")
    for start, end, new in reversed(spans):
        text = text[:start] + new + text[end:]
    return text


def _span(text: str, edit: _Edit, where: str) -> tuple[int, int]:
    """Return where the old text begins and ends."""
    if not edit.old:
        raise _unfit(where, f"`{edit.file}` is there already", "write which text of it is to be replaced")
    # Behind a line's end there is always a line's beginning: so whole lines are found as text.
    line = "\n" if edit.whole_lines else ""
    text, old = line + text, line + edit.old
    times = _occurrences(text, old)
    if times != 1:
        short = (edit.old.strip("\n") or repr(edit.old))[:_SHOWN]
        hint = "write the text as the reference has it, and so much of it that it is there once"
        raise _unfit(where, f"expected once in the reference's `{edit.file}`, found {times} times: `{short}`", hint)
    start = text.index(old)
    return start, start + len(edit.old)


def _occurrences(text: str, old: str) -> int:
    """Count them, also those that overlap."""
    return sum(text.startswith(old, start) for start in range(len(text)))


def _text_of(content: bytes, name: str, where: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _unfit(where, f"the reference's `{name}` is not UTF-8 text", "write this answer as a folder") from None


def _unfit(where: str, fact: str, hint: str) -> ExerciseError:
    return ExerciseError(f"{where}: {fact}", hint=hint)


# Unified diffs


def _edits_of_diff(diff: str, where: str) -> Iterator[_Edit]:
    lines = diff.removesuffix("\n").split("\n") if diff else []
    heads = [at for at, line in enumerate(lines) if _is_head(line, lines[at + 1 : at + 2])]
    if lines and heads[:1] != [0]:
        raise _unfit(where, f"diff: expected `--- file` and `+++ file`, got `{lines[0]}`", "name the file first")
    for start, end in pairwise([*heads, len(lines)]):
        old, new = (_name_in(line) for line in lines[start : start + 2])
        if len({old, new} - {_NOTHING}) != 1:
            raise _unfit(where, f"diff: `{old}` cannot become `{new}`", "name the same file, or /dev/null, twice")
        file, removes = (old, True) if new == _NOTHING else (new, False)
        for before, after in _hunks(lines[start + 2 : end], where):
            if old == _NOTHING and before:
                raise _unfit(where, f"diff: the new file `{file}` has old lines", "begin each of its lines with `+`")
            yield _Edit(file=file, old=before, new=after, whole_lines=True, removes=removes)


def _is_head(line: str, following: Sequence[str]) -> bool:
    return line.startswith("--- ") and any(line.startswith("+++ ") for line in following)


def _name_in(head: str) -> str:
    return head[4:].partition("\t")[0].strip()  # some tools put a time behind a tab


def _hunks(lines: Sequence[str], where: str) -> Iterator[tuple[str, str]]:
    """Yield the old and the new text of each hunk of a file."""
    starts = [at for at, line in enumerate(lines) if line.startswith("@@")]
    if starts[:1] != [0]:
        raise _unfit(where, "diff: no `@@` stands below the file's name", "open each hunk with a line `@@`")
    for start, end in pairwise([*starts, len(lines)]):
        # Editors take the blank off an empty context line.
        hunk = [line or " " for line in lines[start + 1 : end]]
        for line in hunk:
            if line[0] not in " +-":
                raise _unfit(where, f"diff: `{line[:_SHOWN]}` is no line of a hunk", "begin it with ` `, `+` or `-`")
        yield _side(hunk, "-"), _side(hunk, "+")


def _side(hunk: Sequence[str], sign: str) -> str:
    return "".join(f"{line[1:]}\n" for line in hunk if line[0] in (" ", sign))
