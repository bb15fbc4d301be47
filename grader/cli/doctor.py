"""What isolation this machine gives, and how to raise it."""

from __future__ import annotations

import platform
import re
import sys
from typing import TYPE_CHECKING, Any

import typer

from grader import __version__
from grader.cli.options import JsonFlag, course_of, is_linux
from grader.cli.output import EXIT_OURS, EXIT_PASSED, print_json, print_status
from grader.errors import UsageError
from grader.model import Level

if TYPE_CHECKING:
    from grader.course import Manifest
    from grader.report.writer import TerminalWriter
    from grader.sandbox.selftest import Line, Observation

_NOT_LINUX = "only Linux can confine submissions"
_PROMISES = {
    Level.STRONG: "namespaces, Landlock, seccomp and limits: fit for everybody's code",
    Level.LANDLOCK: "Landlock, seccomp and limits, without namespaces: fit for a class",
    Level.NONE: "a separate process and nothing else: fit for your own code on your own computer",
}
# What stands in the way, as the kernel's settings show it, and the way out.
_SETTINGS = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor forbids user namespaces: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "the kernel forbids user namespaces: `sudo sysctl kernel.unprivileged_userns_clone=1`",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "no user namespaces are allowed: `sudo sysctl user.max_user_namespaces=15000`",
    ),
)
_ELSE_STRONG = (
    "in a container, let it make user namespaces (Docker: `--security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined`), or run the grader on the host, or as root"
)
_ELSE_LANDLOCK = "a kernel of 5.19 or newer with Landlock switched on: add `landlock` to the boot parameter `lsm=`"


def doctor(ctx: typer.Context, json: JsonFlag = False) -> None:
    """Say how well this machine can confine submissions, and what a course lacks here.

    The grader attacks its own jails and says, line by line, what came of it. A level is given when every attack that
    it must stop was stopped. Where one is not given, the last lines say how to raise it. Then come the course's
    libraries that are not installed, or in another version, and the command that installs them.

    Exit codes: 0 submissions can be confined here, 2 usage, 3 course.toml is wrong, 4 they cannot be confined.

    \b
    Example:
      grade doctor
    """
    manifest = _manifest(ctx)
    if not json:
        print_status("Attacking our own jails, which takes a few seconds …")
    seen = [_observe(level) for level in (Level.STRONG, Level.LANDLOCK)]
    best = next((one.level for one in seen if one.given), Level.NONE)
    advice = _advice(seen)
    if json:
        print_json(_document(seen, best, advice) | {"libraries": _libraries(manifest)})
    else:
        _print(seen, best, advice)
        _print_libraries(manifest)
    raise typer.Exit(EXIT_OURS if best is Level.NONE else EXIT_PASSED)


def _manifest(ctx: typer.Context) -> Manifest | None:
    try:
        return course_of(ctx).manifest
    except UsageError:  # no course came along and none is named: the machine can be looked at all the same
        return None


def _libraries(manifest: Manifest | None) -> dict[str, Any]:
    missing = manifest.missing() if manifest else []
    if not manifest or not missing:
        return {"missing": [], "install": ""}
    return {"missing": manifest.requirements(missing), "install": manifest.install_command(missing)}


def _print_libraries(manifest: Manifest | None) -> None:
    from grader.report.writer import TerminalWriter

    missing = manifest.missing() if manifest else []
    if not manifest or not missing:
        return
    writer = TerminalWriter(sys.stdout)
    writer.line()
    needed = ", ".join(manifest.requirements(missing))
    writer.prose([("Not installed: ", "bold yellow")], f"{needed}. Exercises that need them are not offered.")
    writer.prose([("To install ", "bold")], f"`{manifest.install_command(missing)}`")


def _observe(level: Level) -> Observation:
    from grader.sandbox.levels import observe
    from grader.sandbox.selftest import Observation

    if not is_linux():
        return Observation(level=level, detail="", reason=_NOT_LINUX)
    return observe(level)


def _advice(seen: list[Observation]) -> list[str]:
    """Return what would raise the level, the most likely first; nothing when the best is given."""
    strong, landlock = seen
    if strong.given:
        return []
    if not is_linux():
        return ["grade in a Linux virtual machine, a container or CI; here, `--level none` runs your own code"]
    found = [advice for path, bad, advice in _SETTINGS if _setting(path) == bad]
    advice = [f"for `strong`: {words}" for words in found or [_ELSE_STRONG]]
    return advice if landlock.given else [*advice, f"for `landlock`: {_ELSE_LANDLOCK}"]


def _setting(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


def _document(seen: list[Observation], best: Level, advice: list[str]) -> dict[str, Any]:
    return {
        "grader_version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "level": best,
        "levels": [
            {
                "level": one.level,
                "given": one.given,
                "detail": one.detail,
                "reason": one.reason,
                "lines": [
                    {"attack": line.attack, "stopped": line.stopped, "required": line.required, "seen": line.seen}
                    for line in one.lines
                ],
            }
            for one in seen
        ],
        "advice": advice,
    }


def _print(seen: list[Observation], best: Level, advice: list[str]) -> None:
    from grader.report.writer import TerminalWriter

    writer = TerminalWriter(sys.stdout)
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    writer.line((f"grade {__version__}, Python {platform.python_version()}, {system}", "dim"))
    for one in seen:
        _print_level(writer, one)
    writer.line()
    writer.prose([("This machine gives: ", "bold")], f"{best} ({_PROMISES[best]})", "bold")
    for words in advice:
        writer.prose([("To raise it ", "bold")], words)


def _print_level(writer: TerminalWriter, one: Observation) -> None:
    writer.line()
    verdict = ("given", "bold green") if one.given else ("not given", "bold yellow")
    writer.line((f"{one.level}: ", "bold"), verdict)
    writer.prose([("  ", "")], one.reason or one.detail, "dim")
    for line in one.lines:
        _print_line(writer, line)


def _print_line(writer: TerminalWriter, line: Line) -> None:
    if line.stopped:
        head = ("  ✓ stopped      ", "green")
    elif line.required:
        head = ("  ✗ not stopped  ", "red")
    else:
        head = ("  – not covered  ", "yellow")
    writer.prose([head, (f"{line.attack:<31} ", "")], _in_short(line), "dim")


def _in_short(line: Line) -> str:
    """Return what was seen without what is the same everywhere: the errno, the path of the bait."""
    if not line.stopped:
        return f"it worked: {line.seen}"
    words = re.sub(r"^\w+: \[Errno \d+\] ", "", line.seen)
    return re.sub(r": '[^']*'$", "", words)
