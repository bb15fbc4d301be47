"""How every web page is rendered: one file each, with nothing to fetch and nothing of a stranger's to run.

Two things keep a submission's text from acting. The environment's `finalize` passes every string that a
template prints through `visible`, and autoescape then escapes it; no template marks anything as safe. And the
page forbids itself, by a Content-Security-Policy, all requests, and all styles and scripts but its own: each is
allowed by its digest. The one script there is sorts the rows of a table; every page is whole without it.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from grader.report.text import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(*packages: str) -> Environment:
    """Return what renders the templates of some packages, and, last, those that all pages share."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in (*packages, "grader.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # a digest is over every byte of what it allows
    )


def rendered(environment: Environment, template: str, *, script: str = "", **context: Any) -> str:
    """Return the document; the policy in its head allows the shared sheet and the `script` that is named, no other."""
    return environment.get_template(template).render(
        style_digest=_digest(environment, "style.css"),
        script=script,
        script_digest=_digest(environment, script) if script else "",
        **context,
    )


def _digest(environment: Environment, name: str) -> str:
    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]  # set above
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _finalized(value: Any) -> Any:
    """Make strings visible; what is Markup already is a macro's output, whose parts came through here."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
