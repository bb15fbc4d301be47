"""Hints: who types in the plainest hint's code to the letter is on the way to full marks.

The last level of each task's hints is read for its code: blocks, and what stands between backticks. What calls or
assigns something is meant to be typed in; it has to stand in the reference or in an accepted answer, which full marks
are proved of. Blanks and kinds of quotes do not count, `…` stands for anything, and so does a name that is an argument by
itself: a student puts their own there. A module before a function's name may be imported away. Other words between
backticks (a name, a value, a path) are told about and not typed in.

A line that is no part of any answer on purpose (what came out, what not to write) is named in answers.toml, with a reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from grader.audit.findings import Finding, Part
from grader.audit.words import short
from grader.course import Exercise
from grader.course.markdown import code_spans, fences

_TEMPLATE_TAG = re.compile(r"\{\{.*\S.*\}\}|\{%-?\s*\w+\s+[^%\s-].*%\}", re.DOTALL)  # which has something in it
_WORD = re.compile(r"\w+|[^\w\s]")
_ANYTHING = "…"

Tokens = tuple[str, ...]


def hint_findings(exercise: Exercise) -> Iterator[Finding]:
    """Yield the code of plainest hints that stands in no answer with full marks.

    Raises `ExerciseError` for hints or answers that cannot be read.
    """
    answers = [name for name in exercise.answer_names() if not name.startswith("rejected_")]
    texts = {text.decode("utf-8", "replace") for name in answers for text in exercise.answer_files(name).values()}
    known = [tokens_of(text) for text in sorted(texts)]
    excused = {entry.code: entry for entry in exercise.solutions().answers.hint_example}
    for place, code in _plainest_code(exercise):
        if code not in excused and not any(_holds(tokens, part) for tokens in known for part in _spellings(code)):
            yield _finding(exercise, f"hint {place}: `{short(code)}` stands in no answer with full marks")
    for code in excused.keys() - {code for _, code in _plainest_code(exercise)}:
        yield _finding(exercise, f"`hint_example` names code that no plainest hint has: `{short(code)}`")


def _plainest_code(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Yield what the last level of each task's hints wants typed in, with its place `1.3`."""
    for task, levels in exercise.hints().items():
        if levels:
            yield from ((f"{task}.{len(levels)}", code) for code in _typed_in(levels[-1]))


def _typed_in(hint: str) -> Iterator[str]:
    for fence in fences(hint):
        yield from (line.strip() for line in fence.code.splitlines() if _is_typed(line.strip()))
    yield from (span for span in code_spans(hint) if _is_typed(span))


def _is_typed(code: str) -> bool:
    """Tell whether code does something: calls with arguments, assigns, decorates, or is a tag of a template."""
    if _TEMPLATE_TAG.search(code):
        return True
    tree = _parsed(code)
    return tree is not None and any(_does_something(node) for node in ast.walk(tree))


def _does_something(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return bool(node.args or node.keywords)
    return isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Import | ast.ImportFrom | ast.Return)


def _parsed(code: str) -> ast.Module | None:
    """Read a line as Python: whole, as the head of a block, as a decorator, or as the arguments of a call."""
    code = code.replace("…", "...")
    for text in (code, f"{code}\n    pass", f"{code}\ndef f(): pass", f"f({code})"):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError):
            continue
    return None


def _spellings(code: str) -> Iterator[Tokens]:
    """Yield the tokens to look for: as they are, and without the module in front."""
    words = tokens_of(code)
    part = tuple(_ANYTHING if _is_own_name(words, at) else word for at, word in enumerate(words))
    yield part
    if part[1:2] == (".",) and len(part) > 3:
        yield part[2:]


def _is_own_name(words: Tokens, at: int) -> bool:
    """Tell whether a word is a name that is an argument by itself."""
    around = words[at - 1 : at] + words[at + 1 : at + 2]
    return words[at].isidentifier() and len(around) == 2 and around[0] in "(,={[*" and around[1] in "),|}]"


def tokens_of(text: str) -> Tokens:
    """Return the words and signs of a text, without blanks: one kind of quotes, and `…` for an ellipsis."""
    return tuple(_WORD.findall(text.replace("...", _ANYTHING).replace("'", '"')))


def _holds(text: Tokens, part: Tokens) -> bool:
    """Tell whether the pieces of a part, between ellipses, follow one another in a text."""
    start = 0
    for piece in _pieces(part):
        place = next((at for at in range(start, len(text) - len(piece) + 1) if text[at : at + len(piece)] == piece), -1)
        if place < 0:
            return False
        start = place + len(piece)
    return True


def _pieces(part: Iterable[str]) -> Iterator[Tokens]:
    piece: list[str] = []
    for word in (*part, _ANYTHING):
        if word != _ANYTHING:
            piece.append(word)
        elif piece:
            yield tuple(piece)
            piece = []


def _finding(exercise: Exercise, fact: str) -> Finding:
    hint = "mend the hint, write an `accepted_…` answer that has it, or name it in `hint_example` with a reason"
    return Finding(part=Part.HINTS, where=f"{exercise.id}/hints.md", fact=fact, hint=hint)
