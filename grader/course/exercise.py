"""One exercise on disk, and its solutions. Each method reads when it is called and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from grader.course.decode import decode_answers, decode_spec
from grader.course.files import names_below, read_bytes, read_text, read_tree
from grader.course.markdown import parse_hints
from grader.course.schema import AnswerKey, Spec
from grader.errors import ExerciseError, UsageError
from grader.trees import digest_of

STATEMENTS = {"en": "README.md", "zh": "README.zh.md"}
EXAMPLES = "test_examples.py"
_REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The author's answers: folders, and what answers.toml says about the rejected ones.

    A course without solutions, such as a handout, has no reference and empty tuples.
    """

    folder: Path
    reference: Path | None = None
    accepted: tuple[Path, ...] = ()
    rejected: tuple[Path, ...] = ()
    answers: AnswerKey = field(default_factory=AnswerKey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise: its id such as `04-routing/02-converters`, its folders and its decoded exercise.toml.

    Every method that reads raises `ExerciseError` with the file's name when that file is missing or wrong.
    """

    id: str
    folder: Path
    solutions_folder: Path
    spec: Spec

    @classmethod
    def load(cls, root: Path, id: str) -> Exercise:
        """Read the exercise of that id from a course's top folder."""
        folder = root / "exercises" / id
        where = f"{id}/exercise.toml"
        spec = decode_spec(read_bytes(folder / "exercise.toml", where), where)
        return cls(id=id, folder=folder, solutions_folder=root / "solutions" / id, spec=spec)

    def reloaded(self) -> Exercise:
        """Read its exercise.toml again."""
        return self.load(self.folder.parents[2], self.id)

    @property
    def checks_folder(self) -> Path:
        return self.folder / "checks"

    @property
    def examples_file(self) -> Path:
        return self.checks_folder / EXAMPLES

    @property
    def has_hidden_checks(self) -> bool:
        """Whether anything here can earn points; false in a handout."""
        return any(name != EXAMPLES for name in self.check_names())

    def statement(self, lang: str = "en") -> str:
        """Return the statement as Markdown, in `en` or `zh`."""
        if lang not in STATEMENTS:
            raise UsageError(f"there is no statement in `{lang}`", hint="`en` and `zh` are there")
        return self.text(STATEMENTS[lang])

    def text(self, name: str) -> str:
        """Return a text file of the exercise's folder by its name."""
        return read_text(self.folder / name, f"{self.id}/{name}")

    def hints(self) -> dict[int, tuple[str, ...]]:
        """Return the levels of hints by task number, each level as Markdown."""
        return {task.number: task.levels for task in parse_hints(self.text("hints.md"), f"{self.id}/hints.md")}

    def starter(self) -> dict[str, bytes]:
        """Return what a student starts with: the files that exercise.toml gives a role."""
        files = read_tree(self.folder / "starter", f"{self.id}/starter")
        roles = self.spec.files
        return {name: content for name, content in files.items() if roles.is_student(name) or roles.is_given(name)}

    def given_files(self) -> dict[str, bytes]:
        """Return the starter's files that lie beside every submission, whatever was handed in."""
        return {name: content for name, content in self.starter().items() if self.spec.files.is_given(name)}

    def solutions(self) -> Solutions:
        """Return the folders of answers in sorted order, and answers.toml."""
        folder = self.solutions_folder
        if not folder.is_dir():
            return Solutions(folder=folder)
        where = f"solutions/{self.id}/answers.toml"
        reference = folder / _REFERENCE
        return Solutions(
            folder=folder,
            reference=reference if reference.is_dir() else None,
            accepted=_folders(folder, "accepted_*"),
            rejected=_folders(folder, "rejected_*"),
            answers=decode_answers(read_bytes(folder / "answers.toml", where), where),
        )

    def answer_names(self) -> tuple[str, ...]:
        """Return the names of all answers, the reference first."""
        folders = [*_folders(self.solutions_folder, _REFERENCE), *_folders(self.solutions_folder, "accepted_*")]
        return tuple(folder.name for folder in [*folders, *_folders(self.solutions_folder, "rejected_*")])

    def answer_files(self, name: str) -> dict[str, bytes]:
        """Return an answer as it would be graded: its files, and over them the given ones."""
        if name not in self.answer_names():
            known = ", ".join(f"`{known}`" for known in self.answer_names()) or "none"
            raise ExerciseError(f"solutions/{self.id}: there is no answer `{name}`", hint=f"there are {known}")
        where = f"solutions/{self.id}/{name}"
        return dict(sorted({**read_tree(self.solutions_folder / name, where), **self.given_files()}.items()))

    @property
    def digest(self) -> str:
        """`sha256:…` over all that can change a score: exercise.toml, the checks and the given files."""
        files = {"exercise.toml": read_bytes(self.folder / "exercise.toml", f"{self.id}/exercise.toml")}
        checks = read_tree(self.checks_folder, f"{self.id}/checks")
        files |= {f"checks/{name}": content for name, content in checks.items()}
        files |= {f"starter/{name}": content for name, content in self.given_files().items()}
        return digest_of(files)

    def check_names(self) -> list[str]:
        """Return the names of the check modules, the examples among them."""
        names = names_below(self.checks_folder, f"{self.id}/checks")
        return [name for name in names if name.startswith("test_") and name.endswith(".py")]


def _folders(parent: Path, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted(path for path in parent.glob(pattern) if path.is_dir()))
