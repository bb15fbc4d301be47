"""docs/reference/commands.md, written from the commands themselves.

python -m grader.cli.reference > docs/reference/commands.md
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

HEAD = """\
# Commands

Written by `python -m grader.cli.reference > docs/reference/commands.md`; a test compares.

Data goes to standard output and talk to standard error.
Wherever data is printed, `--json` prints it for machines.
Colour is used on a terminal only, and never with `NO_COLOR` set; nothing is told by colour alone.
`grade --install-completion` teaches your shell the commands, the options and the ids of the exercises.
"""


def reference() -> str:
    """Return the reference of all commands as Markdown."""
    from typer.main import get_command

    from grader.cli import app

    group: Any = get_command(app)
    context = group.make_context("grade", ["list"])
    parts = [HEAD, *_section(group, context)]
    for name, command in group.commands.items():
        parts += _section(command, type(context)(command, info_name=name, parent=context))
    return "\n".join(parts)


def _section(command: Any, context: Any) -> Iterator[str]:
    text, _, example = inspect.cleandoc(command.help).partition("\b\nExample:\n")
    yield f"## `{context.command_path}`\n"
    yield text.strip() + "\n"
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```\n"
    for heading, kind in (("Arguments", "argument"), ("Options", "option")):
        records = [_record(param, context) for param in command.get_params(context) if param.param_type_name == kind]
        if records:
            yield f"{heading}:\n"
            yield "\n".join(f"- `{name}`: {words}" for name, words in records) + "\n"
    yield f"Example:\n\n```sh\n{inspect.cleandoc(example)}\n```\n"


def _record(param: Any, context: Any) -> tuple[str, str]:
    name, words = param.get_help_record(context)
    if param.param_type_name == "argument":
        name = name.partition(" <")[0]  # its type says less than its name
    return " ".join(name.split()), " ".join(words.split())


if __name__ == "__main__":
    print(reference(), end="")
