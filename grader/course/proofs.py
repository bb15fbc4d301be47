"""What a check's points rest on, read from its source: which kinds of proof decide it. Nothing is run.

    source    files, asked about in a clean jail, where none of the student's code runs
    evidence  a file that the program wrote, carried into a clean jail and read there
    replayed  statements that the program sent, carried as text and executed in a clean jail
    exchange  what an application answers over HTTP
    word      what a probe says that runs beside the student's objects: the student's process answers for it

A check decides where it asserts, or fails by an `if`. One assertion may lean on several kinds: it is as weak as the
weakest. Of several assertions all must hold, so the firmest counts of those in which something drawn from `rng` stands: no
answer that was prepared passes it. Where nothing is drawn, the weakest counts.

What a value leans on is followed through names, calls of helpers and fixtures, in whatever order lines run: rather too
much than too little, and too much makes a proof weaker, never firmer, but where a value only seems to be drawn.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from grader.course.exercise import EXAMPLES, Exercise
from grader.course.files import read_text
from grader.course.outline import check_modules


class Proof(StrEnum):
    """The kinds of proof, firmest first."""

    SOURCE = "source"
    EVIDENCE = "evidence"
    REPLAYED = "replayed"
    EXCHANGE = "exchange"
    WORD = "word"


_ORDER: Final = {proof: place for place, proof in enumerate(Proof)}
# What comes of a tool: of one that a check calls on `jail`, and of one that is asked of a clean jail, by a probe or by
# the shelf. Of any other comes word from a jail, and source from a clean one.
TOOLS: Final[Mapping[str, Proof]] = {
    "app": Proof.EXCHANGE,
    "client": Proof.EXCHANGE,
    "hand_over": Proof.EVIDENCE,
}
CLEAN_TOOLS: Final[Mapping[str, Proof]] = {
    "sqlite": Proof.EVIDENCE,
    "replay": Proof.REPLAYED,
    "render_sandboxed": Proof.EVIDENCE,
}
# Which of them a function of the shelf asks a clean jail by.
_SHELF: Final[Mapping[str, str]] = {"replay": "replay", "render": "render_sandboxed"}
_ANOTHER_JAIL: Final = ("holding", "alone")  # a clean jail for something is a clean jail
_JAIL, _CLEAN, _DRAWN = "jail", "clean", "drawn"
_HANDLES: Final = frozenset({_JAIL, _CLEAN})
_FIXTURES: Final[Mapping[str, frozenset[str]]] = {
    "jail": frozenset({_JAIL}),
    "clean": frozenset({_CLEAN}),
    "client": frozenset({Proof.EXCHANGE}),
    "rng": frozenset({_DRAWN}),
}
_ROUNDS: Final = 3  # over a function's lines: a name may lean on one that is bound below
_DEPTH: Final = 12  # of fixtures that ask for fixtures

Leans = frozenset[str]  # proofs, handles, and whether something was drawn
_Call = tuple[str, frozenset[tuple[str, Leans]]]
_NOTHING: Final[Leans] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenCheck:
    """A check with points, and the kind of proof that they rest on."""

    name: str
    points: int
    proof: Proof


def proven_checks(exercise: Exercise) -> list[ProvenCheck]:
    """Return the hidden checks that have points; raises `ExerciseError` for a module that is no Python."""
    helpers = [_source(exercise, name) for name in exercise.helper_names()]
    found = []
    for module in check_modules(exercise):
        if module.name == EXAMPLES:
            continue
        source = _source(exercise, module.name)
        found += [
            ProvenCheck(name=check.name, points=check.points, proof=proof_of(check.name, source, helpers))
            for check in module.checks
            if check.points
        ]
    return found


def points_by_proof(exercise: Exercise) -> dict[Proof, int]:
    """Return the points of an exercise by the kind of proof that they rest on; every kind is there."""
    checks = proven_checks(exercise)
    return {proof: sum(check.points for check in checks if check.proof is proof) for proof in Proof}


def proof_of(check: str, source: str, helpers: Iterable[str] = ()) -> Proof:
    """Return what a check of a module rests on; `helpers` are the sources beside it, conftest.py too."""
    return _Module([ast.parse(each) for each in (*helpers, source)]).proof_of(check)


def _source(exercise: Exercise, name: str) -> str:
    return read_text(exercise.checks_folder / name, f"{exercise.id}/checks/{name}")


_Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Module:
    """The functions of a module of checks: those of the helpers beside it, its own, and those of classes."""

    def __init__(self, trees: list[ast.Module]) -> None:
        self.functions: dict[str, _Function] = {}
        for tree in trees:
            owners: list[ast.Module | ast.ClassDef] = [
                tree,
                *(node for node in tree.body if isinstance(node, ast.ClassDef)),
            ]
            self.functions |= {
                node.name: node for owner in owners for node in owner.body if isinstance(node, _Function)
            }

    def proof_of(self, check: str) -> Proof:
        """Return what a check's points rest on."""
        function = self.functions[check]
        reading = _Reading(self)
        reading.call(function, self.fixtures(function, reading))
        return _proof_of(reading.decisions)

    def fixtures(self, function: _Function, reading: _Reading, depth: int = 0) -> dict[str, Leans]:
        """Return what the fixtures of a function lean on: ours, and those that the author wrote."""
        names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        return {name: self._fixture(name, reading, depth) for name in names}

    def _fixture(self, name: str, reading: _Reading, depth: int) -> Leans:
        written = self.functions.get(name)
        if written is None or not _is_marked(written, "fixture") or depth > _DEPTH:
            return _FIXTURES.get(name, _NOTHING)
        return reading.call(written, self.fixtures(written, reading, depth + 1))

    def kind_of(self, name: str) -> str:
        """Return `probe`, `application` or nothing."""
        function = self.functions.get(name)
        return next((word for word in ("probe", "application") if function and _is_marked(function, word)), "")


def _is_marked(function: _Function, word: str) -> bool:
    for decorator in function.decorator_list:
        written = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (written.attr if isinstance(written, ast.Attribute) else getattr(written, "id", "")) == word:
            return True
    return False


def _proof_of(decisions: list[Leans]) -> Proof:
    weakest = [_weakest(leans) for leans in decisions if _proofs(leans)]
    drawn = [_weakest(leans) for leans in decisions if _proofs(leans) and _DRAWN in leans]
    if drawn:
        return min(drawn, key=_ORDER.__getitem__)
    return max(weakest, key=_ORDER.__getitem__, default=Proof.WORD)


def _proofs(leans: Leans) -> frozenset[Proof]:
    return frozenset(Proof(each) for each in leans if each in _ORDER)


def _weakest(leans: Leans) -> Proof:
    return max(_proofs(leans), key=_ORDER.__getitem__)


@dataclass(slots=True)
class _Reading:
    """What one check comes to: the decisions that were met on the way through its functions."""

    module: _Module
    decisions: list[Leans] = field(default_factory=list)
    _known: dict[_Call, Leans] = field(default_factory=dict)

    def call(self, function: _Function, given: Mapping[str, Leans]) -> Leans:
        """Go through a function with what its parameters lean on; return what its results lean on.

        Once for the same parameters: it may be called from many places, and by itself.
        """
        call = function.name, frozenset(given.items())
        if call not in self._known:
            self._known[call] = _NOTHING
            self._known[call] = self._go_through(function, given)
        return self._known[call]

    def _go_through(self, function: _Function, given: Mapping[str, Leans]) -> Leans:
        scope = _Scope(self, dict(given))
        for _ in range(_ROUNDS):
            scope.results, scope.decisions = _NOTHING, []
            for statement in function.body:
                scope.read(statement)
        self.decisions += scope.decisions
        return scope.results


class _Scope:
    """The names of one function, and what they lean on."""

    def __init__(self, reading: _Reading, names: dict[str, Leans]) -> None:
        self._reading = reading
        self._names = names
        self.results: Leans = _NOTHING
        self.decisions: list[Leans] = []

    def read(self, statement: ast.AST) -> None:
        """Read a statement, and those inside of it."""
        match statement:
            case ast.Assert():
                self.decisions.append(self._of(statement.test))
            case ast.If() if _may_fail(statement):
                self.decisions.append(self._of(statement.test))
            case ast.Return() if statement.value:
                self.results |= self._of(statement.value)
            case ast.Expr():
                self._read_expression(statement.value)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() if statement.value:
                self._bind(_targets(statement), self._of(statement.value))
            case ast.For():
                self._bind([statement.target], self._of(statement.iter))
            case ast.With():
                for item in statement.items:
                    self._bind([item.optional_vars] if item.optional_vars else [], self._of(item.context_expr))
        for inner in _inner(statement):
            self.read(inner)

    def _read_expression(self, value: ast.expr) -> None:
        if isinstance(value, ast.Yield) and value.value:
            self.results |= self._of(value.value)
            return
        leans = self._of(value)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            owner = value.func.value
            if not self._of(owner) & _HANDLES:
                self._bind([owner], leans)  # `seen.append(reply)`

    def _bind(self, targets: list[ast.expr], leans: Leans) -> None:
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name):
                    self._names[node.id] = self._names.get(node.id, _NOTHING) | leans

    def _of(self, node: ast.AST) -> Leans:
        """Return what an expression leans on."""
        match node:
            case ast.Name():
                return self._names.get(node.id, _NOTHING)
            case ast.NamedExpr():
                leans = self._of(node.value)
                self._bind([node.target], leans)
                return leans
            case ast.Call():
                return self._of_call(node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                for part in node.generators:
                    self._bind([part.target], self._of(part.iter))
        return self._union(ast.iter_child_nodes(node))

    def _union(self, nodes: Iterable[ast.AST]) -> Leans:
        return frozenset().union(*(self._of(node) for node in nodes))

    def _of_call(self, call: ast.Call) -> Leans:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if kind := self._reading.module.kind_of(name):
            return self._of_probe(name, kind, given)
        function = self._reading.module.functions.get(name)
        if function is not None:
            return self._of_helper(function, call)
        leans = self._union([call.func, *given])
        if isinstance(call.func, ast.Attribute) and (owner := self._of(call.func.value)) & _HANDLES:
            return _of_tool(call.func.attr, owner, leans)
        tool = call.func.attr if isinstance(call.func, ast.Attribute) else name
        return _of_clean([_SHELF[tool]], leans) if tool in _SHELF and _CLEAN in leans else leans

    def _of_helper(self, function: _Function, call: ast.Call) -> Leans:
        """Go into a helper. What it is given by a star or two may be any of its parameters."""
        names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        spread = self._union([each for each in call.args if isinstance(each, ast.Starred)])
        spread |= self._union([each.value for each in call.keywords if each.arg is None])
        leans = dict.fromkeys(names, spread)
        for name, value in zip(names, call.args, strict=False):
            leans[name] |= self._of(value)
        for keyword in call.keywords:
            if keyword.arg is not None:
                leans[keyword.arg] = leans.get(keyword.arg, _NOTHING) | self._of(keyword.value)
        return self._reading.call(function, leans)

    def _of_probe(self, name: str, kind: str, given: list[ast.expr]) -> Leans:
        leans = self._union(given)
        if kind == "application":
            return leans - _HANDLES | {Proof.EXCHANGE}
        if _JAIL in leans or _CLEAN not in leans:
            return leans - _HANDLES | {Proof.WORD}
        body = ast.walk(self._reading.module.functions[name])
        return _of_clean([node.attr for node in body if isinstance(node, ast.Attribute)], leans)


def _targets(statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else [statement.target]


def _of_tool(tool: str, owner: Leans, leans: Leans) -> Leans:
    """Return what comes of a tool that is called on a jail's handle."""
    if tool in _ANOTHER_JAIL:
        return leans
    if _JAIL in owner:
        return leans - _HANDLES | {TOOLS.get(tool, Proof.WORD)}
    return _of_clean([tool], leans)


def _of_clean(tools: Iterable[str], leans: Leans) -> Leans:
    """Return what comes of a clean jail that was asked by these tools.

    Statements are replayed whoever gave them: that a probe told them makes no word of their rows.
    """
    proofs = {CLEAN_TOOLS[tool] for tool in tools if tool in CLEAN_TOOLS} or {Proof.SOURCE}
    told = {Proof.WORD} if Proof.REPLAYED in proofs else set()
    return leans - _HANDLES - told | proofs


def _may_fail(statement: ast.If) -> bool:
    """Tell whether an `if` decides: something fails below it."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fail"
        ):
            return True
    return False


def _inner(statement: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements of a statement's bodies; functions inside are read where they stand."""
    for name in ("body", "orelse", "finalbody"):
        yield from (node for node in getattr(statement, name, None) or () if isinstance(node, ast.stmt))
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield from part.body
