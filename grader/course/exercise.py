"""One exercise on disk, and its solutions. Each method reads when it is called and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.course.answers import files_of
from grader.course.decode import decode_answers, decode_spec
from grader.course.files import names_below, read_bytes, read_text, read_tree
from grader.course.manifest import MANIFEST, Manifest, load_manifest
from grader.course.markdown import parse_hints
from grader.course.rule_marks import without_marks
from grader.course.schema import AnswerKey, KnownAnswer, Spec
from grader.errors import ExerciseError, UsageError
from grader.trees import digest_of

EXAMPLES = "test_examples.py"
REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The author's answers by name, folders and entries of answers.toml alike, and what answers.toml says.

    A course without solutions, such as a handout, has no reference and empty tuples.
    """

    folder: Path
    reference: Path | None = None
    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
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
    manifest: Manifest

    @classmethod
    def load(cls, root: Path, id: str) -> Exercise:
        """Read the exercise of that id from a course's top folder."""
        folder = root / "exercises" / id
        where = f"{id}/exercise.toml"
        manifest = load_manifest(root)
        raw = read_bytes(folder / "exercise.toml", where)
        spec = decode_spec(raw, where, languages=manifest.languages, limits=manifest.limits)
        for index, name in enumerate(spec.libraries or ()):
            if name not in manifest.libraries:
                fact = f"libraries[{index}]: `{name}` is no library of the course"
                raise ExerciseError(f"{where}: {fact}", hint=f"list it in {MANIFEST} first")
        return cls(id=id, folder=folder, solutions_folder=root / "solutions" / id, spec=spec, manifest=manifest)

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

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the course, the default one first."""
        return self.manifest.languages

    @property
    def statements(self) -> dict[str, str]:
        """The names of the statements by language: `README.md`, `README.zh.md`."""
        default, *others = self.languages
        return {default: "README.md"} | {language: f"README.{language}.md" for language in others}

    @property
    def missing_libraries(self) -> list[str]:
        """The names of the libraries that this exercise needs and this machine lacks: it is not offered then."""
        return self.manifest.missing(self.spec.libraries)

    def require_libraries(self) -> None:
        """Raise `LibrariesMissing`, with the command that installs them, if there are any."""
        self.manifest.require_installed(self.missing_libraries, self.id)

    def statement(self, lang: str = "") -> str:
        """Return the statement as students read it, as Markdown, in the course's default language unless one is named."""
        lang = lang or self.languages[0]
        if lang not in self.statements:
            there = ", ".join(f"`{language}`" for language in self.languages)
            raise UsageError(f"there is no statement in `{lang}`", hint=f"the course's languages: {there}")
        return without_marks(self.text(self.statements[lang]))

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
        """Return the names of all answers in sorted order, and answers.toml."""
        folder = self.solutions_folder
        if not folder.is_dir():
            return Solutions(folder=folder)
        answers = decode_answers(read_bytes(folder / "answers.toml", self._answers_file), self._answers_file)
        reference = folder / REFERENCE
        return Solutions(
            folder=folder,
            reference=reference if reference.is_dir() else None,
            accepted=_names(folder, "accepted_", answers.accepted),
            rejected=_names(folder, "rejected_", answers.rejected),
            answers=answers,
        )

    @property
    def _answers_file(self) -> str:
        return f"solutions/{self.id}/answers.toml"

    def answer_names(self) -> tuple[str, ...]:
        """Return the names of all answers, the reference first."""
        return _all_names(self.solutions())

    def answer_files(self, name: str) -> dict[str, bytes]:
        """Return an answer as it would be graded: its files, and over them the given ones."""
        return dict(sorted({**self.written_files(name), **self.given_files()}.items()))

    def written_files(self, name: str) -> dict[str, bytes]:
        """Return what the author wrote for an answer: its folder, or the reference with the entry's changes."""
        solutions = self.solutions()
        if name not in (names := _all_names(solutions)):
            known = ", ".join(f"`{known}`" for known in names) or "none"
            raise ExerciseError(f"solutions/{self.id}: there is no answer `{name}`", hint=f"there are {known}")
        entry = {**solutions.answers.accepted, **solutions.answers.rejected}.get(name)
        folder = self.solutions_folder / name
        if entry is None or not entry.is_lean:
            return read_tree(folder, f"solutions/{self.id}/{name}")
        if folder.is_dir():
            fact = f"{self._answers_file}: `{name}` is a folder, and is written here too"
            raise ExerciseError(fact, hint="remove the folder, or `change` and `diff`")
        reference = read_tree(self.solutions_folder / REFERENCE, f"solutions/{self.id}/{REFERENCE}")
        return files_of(entry, reference, f"{self._answers_file}: {name}")

    @property
    def digest(self) -> str:
        """`sha256:…` over all that can change a score: exercise.toml, the checks, the given files, the environment."""
        files = {"exercise.toml": read_bytes(self.folder / "exercise.toml", f"{self.id}/exercise.toml")}
        checks = read_tree(self.checks_folder, f"{self.id}/checks")
        files |= {f"checks/{name}": content for name, content in checks.items()}
        files |= {f"starter/{name}": content for name, content in self.given_files().items()}
        files |= {MANIFEST: msgspec.json.encode([self.manifest.limits, self.manifest.libraries, self.manifest.kits])}
        return digest_of(files)

    def check_names(self) -> list[str]:
        """Return the names of the check modules, the examples among them."""
        return [name for name in self._python_names() if name.startswith("test_")]

    def helper_names(self) -> list[str]:
        """Return the names of what check modules lean on: conftest.py and helper modules."""
        return [name for name in self._python_names() if not name.startswith("test_")]

    def _python_names(self) -> list[str]:
        names = names_below(self.checks_folder, f"{self.id}/checks")
        return [name for name in names if name.endswith(".py") and "/" not in name]


def _all_names(solutions: Solutions) -> tuple[str, ...]:
    reference = (REFERENCE,) if solutions.reference else ()
    return (*reference, *solutions.accepted, *solutions.rejected)


def _names(parent: Path, kind: str, entries: Mapping[str, KnownAnswer]) -> tuple[str, ...]:
    folders = {path.name for path in parent.glob(f"{kind}*") if path.is_dir()}
    return tuple(sorted(folders | {name for name, entry in entries.items() if entry.is_lean and name.startswith(kind)}))
