"""exercise.toml and answers.toml as typed structs.

A struct refuses what has the wrong shape; whether files, checks and statement agree with it is the
compiler's question.
"""

from __future__ import annotations

import ast
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from grader.model import ID_PATTERN
from grader.protocol.limits import Limits
from grader.trees import matches

FORMAT_VERSION: Final = 1

TITLE_PATTERN: Final = r"^\S(?:[^\n]*\S)?\Z"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}\Z"
SECTION_PATTERN: Final = r"^[A-Z][0-9]+\Z"
RULE_PATTERN: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z"
FILE_PATTERN: Final = r"^(?!(?:.*/)?\.{1,2}(?:/|\Z))[\w*?.-]+(?:/[\w*?.-]+)*\Z"

Title = Annotated[str, Meta(pattern=TITLE_PATTERN)]
FilePattern = Annotated[str, Meta(pattern=FILE_PATTERN)]
RuleId = Annotated[str, Meta(pattern=RULE_PATTERN)]
CheckName = Annotated[str, Meta(min_length=1)]


class App(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the WSGI application comes from: `module:name`, or `module:factory(...)` for a factory.

    What stands between the parentheses tells the reader which arguments probes give; it is never run.
    """

    load: str

    def __post_init__(self) -> None:
        module, _, entry = self.load.partition(":")
        if not (all(part.isidentifier() for part in module.split(".")) and _names_or_calls(entry)):
            raise ValueError(f"load: expected `module:name` or `module:factory()`, got `{self.load}`")


class Files(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files by role, as names or patterns: `*` stays inside a folder, `**` crosses folders.

    `student` files are handed in; `given` ones always come from the starter, whatever was handed in. A
    file that both lists cover is given.
    """

    student: Annotated[tuple[FilePattern, ...], Meta(min_length=1)]
    given: tuple[FilePattern, ...] = ()

    def is_given(self, name: str) -> bool:
        """Tell whether a file, by its name with `/`, comes from the starter."""
        return any(matches(name, pattern) for pattern in self.given)

    def is_student(self, name: str) -> bool:
        """Tell whether a file, by its name with `/`, is the student's to hand in."""
        covered = any(matches(name, pattern) for pattern in self.student)
        return covered and not self.is_given(name)


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One task of the statement; its points are the sum of its checks'."""

    number: Annotated[int, Meta(ge=1, le=99)]
    title: Title
    titles: dict[str, str] = {}  # `title_zh` and its like, by language

    def title_in(self, language: str) -> str:
        """Return the title in a language; in the course's default one where there is none."""
        return self.titles.get(language, self.title)


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of exercise.toml. An exercise without `app` is judged by probes alone.

    `libraries` are those of course.toml without which it cannot be done; all of them where it does not say.
    """

    schema_version: int
    title: Title
    titles: dict[str, str] = {}  # `title_zh` and its like, by language
    minutes: Annotated[int, Meta(ge=1, le=600)]
    sections: tuple[Annotated[str, Meta(pattern=SECTION_PATTERN)], ...] = ()
    after: tuple[Annotated[str, Meta(pattern=ID_PATTERN)], ...] = ()
    points: Annotated[int, Meta(ge=1, le=1000)]
    files: Files
    tasks: Annotated[tuple[Task, ...], Meta(min_length=1)]
    app: App | None = None
    libraries: tuple[str, ...] | None = None
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        for index, task in enumerate(self.tasks):
            if task.number != index + 1:
                raise ValueError(f"tasks[{index}].number: expected {index + 1}, got {task.number}")

    def title_in(self, language: str) -> str:
        """Return the title in a language; in the course's default one where there is none."""
        return self.titles.get(language, self.title)


class KnownAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that differs a little from the reference: as triples of file, old and new text, or as a diff.

    An answer that has neither is a folder.
    """

    change: tuple[tuple[str, str, str], ...] = ()
    diff: str = ""
    why: Title

    def __post_init__(self) -> None:
        if self.change and self.diff:
            raise ValueError("diff: expected either `change` or `diff`")

    @property
    def is_lean(self) -> bool:
        """Whether it is written here, and not as a folder."""
        return bool(self.change or self.diff)


class RejectedAnswer(KnownAnswer, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rejected answer comes to: exactly the hidden checks that fail, and those that are skipped.

    `breaks` names the rules of the statement that it breaks.
    """

    fails: Annotated[tuple[CheckName, ...], Meta(min_length=1)]
    skips: tuple[CheckName, ...] = ()
    breaks: tuple[RuleId, ...] = ()


class ExplainedMutant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change to the reference, by its id (in which `*` stands for anything) or as a diff, and why it is an exception."""

    id: str = ""
    diff: str = ""
    why: Title

    def __post_init__(self) -> None:
        if bool(self.id) == bool(self.diff):
            raise ValueError("id: expected either `id` or `diff`")


class HintExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Code of a plainest hint that is no part of an answer, and why it stands there."""

    code: Annotated[str, Meta(min_length=1)]
    why: Title


class FixedAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check whose right answer never changes, and the sentence of the statement that fixes it."""

    check: CheckName
    why: Title


class NamedMutant(ExplainedMutant, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change to the reference that breaks rules of the statement, and loses points in checks that judge them."""

    breaks: Annotated[tuple[RuleId, ...], Meta(min_length=1)]

    @property
    def name(self) -> str:
        """What a report calls it: its id, or the first line of its diff."""
        return self.id or self.diff.strip().partition("\n")[0]


class AnswerKey(msgspec.Struct, frozen=True, kw_only=True):
    """All of answers.toml: answers by name, and the audit's exceptions.

    Every rejected answer has an entry; an accepted one that is a folder need not have one.

    `equivalent` lists changes to the reference that no check could tell apart, `outside_contract` those that
    change what the statement leaves open. `costly` lists changes that cost more than half of the points, rightly.
    `mutant` lists those that cover rules, as rejected answers do that nobody need write.
    `constants` lists checks whose answer the statement fixes, `hint_example` what a hint shows and no answer has.
    """

    accepted: dict[str, KnownAnswer] = {}
    rejected: dict[str, RejectedAnswer] = {}
    equivalent: tuple[ExplainedMutant, ...] = ()
    outside_contract: tuple[ExplainedMutant, ...] = ()
    costly: tuple[ExplainedMutant, ...] = ()
    mutant: tuple[NamedMutant, ...] = ()
    constants: tuple[FixedAnswer, ...] = ()
    hint_example: tuple[HintExample, ...] = ()


def _names_or_calls(entry: str) -> bool:
    try:
        expression = ast.parse(entry, mode="eval").body
    except (SyntaxError, ValueError):
        return False
    return isinstance(expression.func if isinstance(expression, ast.Call) else expression, ast.Name)
