"""How every web page is rendered: one file each, with nothing to fetch and nothing to run.

Two things keep a submission's text from acting. The environment's `finalize` passes every string that a
template prints through `visible`, and autoescape then escapes it; no template marks anything as safe. And the
page forbids itself, by a Content-Security-Policy, all scripts, requests and styles but its own sheet.
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
        keep_trailing_newline=True,  # the digest of the sheet is over every byte of it
    )


def rendered(environment: Environment, template: str, **context: Any) -> str:
    """Return the document; the policy in its head allows the shared sheet, by its digest, and nothing else."""
    style, _, _ = environment.loader.get_source(environment, "style.css")  # type: ignore[union-attr]  # set above
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template(template).render(style_digest=digest, **context)


def _finalized(value: Any) -> Any:
    """Make strings visible; what is Markup already is a macro's output, whose parts came through here."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
