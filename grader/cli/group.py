"""Errors that end a command of Typer's: the user's, the author's, ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from grader.cli.output import code_of
from grader.errors import UsageError


class Group(TyperGroup):
    """The commands, with every error turned into words: the user's, the author's, ours."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the words before the command."""
        with errors_as_words():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Read the command's words and run it."""
        with errors_as_words():
            return super().invoke(ctx)


@contextmanager
def errors_as_words() -> Iterator[None]:
    """Turn an error into `error:` and `hint:` on stderr and its exit code."""
    try:
        yield
    except typer.TyperException as error:
        raise typer.Exit(code_of(_as_usage(error))) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        raise typer.Exit(code_of(error)) from None


def _as_usage(error: typer.TyperException) -> UsageError:
    """Return a complaint of Typer's in our words: its own is a sentence with a capital and a full stop."""
    fact = error.format_message().strip().removesuffix(".")
    where = getattr(error, "ctx", None)
    hint = f"`{where.command_path} --help` says what it takes" if where else ""
    return UsageError(fact[:1].lower() + fact[1:], hint=hint)
