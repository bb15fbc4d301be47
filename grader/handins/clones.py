"""A folder of clones, as `gh classroom clone student-repos` makes it: `<assignment>-submissions/<assignment>-<login>/`.

Hyphens stand in both parts: the assignment is what the folder's name says before `-submissions`, else what all
repositories have in common, and it is cut off in front. A login with `-1` behind it is a second repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from itertools import takewhile

from grader.handins.nouns import Attempt, Claim, Reading

_SUFFIX = "-submissions"
_SECOND = re.compile(r"(?P<login>.+)-\d{1,2}")


def is_clones(download: str, tops: Collection[str], repositories: Collection[str]) -> bool:
    """Tell whether a download's folders are clones: named like its own name says, or repositories all."""
    prefix = f"{download.removesuffix(_SUFFIX)}-"
    is_named = download.endswith(_SUFFIX) and all(top.startswith(prefix) for top in tops)
    return bool(tops) and (is_named or set(tops) <= set(repositories))


def assignment_of(download: str, tops: Collection[str]) -> str:
    """Return what stands in front of every login, with its hyphen; "" where nothing tells."""
    if download.endswith(_SUFFIX):
        return f"{download.removesuffix(_SUFFIX)}-"
    first, last = min(tops, default=""), max(tops, default="")  # what these two share, all in between share
    shared = "".join(takewhile(bool, (a if a == b else "" for a, b in zip(first, last, strict=False))))
    return f"{shared.rpartition('-')[0]}-" if len(tops) > 1 and "-" in shared else ""


def read(
    download: str,
    tops: Collection[str],
    names: Iterable[str],
    is_known: Callable[[Claim], bool] = lambda _: False,
) -> Reading:
    """Return whose clones they are. `tops` are the folders, also empty ones."""
    slug = assignment_of(download, tops)
    claims = {top: _claim(top, slug, is_known) for top in sorted(tops)}
    files: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        top, _, inner = name.partition("/")
        if top in claims and inner:
            files.setdefault(top, []).append((inner, name))
    logins = {claim.login for claim in claims.values()}
    return Reading(
        layout="clones",
        attempts=tuple(Attempt(claim=claims[top], files=tuple(mine)) for top, mine in files.items()),
        idle=tuple(claim for top, claim in claims.items() if top not in files),
        needs_a_look=tuple(_told(claims, logins, slug)),
    )


def _claim(top: str, slug: str, is_known: Callable[[Claim], bool]) -> Claim:
    """Return the claim of one repository; where the roster knows a login in it, that one."""
    cuts = [len(slug) if top.startswith(slug) else 0] + [at + 1 for at, c in enumerate(top) if c == "-"]
    rests = [top[cut:] for cut in cuts if top[cut:]]
    rests += [said["login"] for rest in rests if (said := _SECOND.fullmatch(rest))]
    known = next((rest for rest in rests if is_known(Claim(shown=rest, login=rest))), "")
    login = known or rests[0]
    return Claim(shown=login, login=login)


def _told(claims: dict[str, Claim], logins: Collection[str], slug: str) -> Iterable[str]:
    for top, claim in claims.items():
        second = _SECOND.fullmatch(claim.login)
        if second is not None and second["login"] in logins:
            yield f"`{top}` may be a second repository of `{second['login']}`: it has a row of its own."
        elif slug and not top.startswith(slug):
            yield f"`{top}` is not called `{slug}…` like the others."
