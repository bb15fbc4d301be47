"""Additive mutants: families of mistakes that put in what students put in.

The other operators take away or turn around; whoever writes a program from a statement adds. A family is a module
that says why students do it, and a `Family` that finds the places. Each mutant is one edit, so its diff reads like a
student's line; what it needs besides it imports in place.

    family        the noun; names the edits, leaves out what `allowed` allows
    module        a Python module as families see it
    template      a Jinja template as families see it
    falsy         0, False and an empty text are taken for nothing
    tidy          cut, lowered, deduplicated, sorted, rounded
    escaping      escaped or raw at the wrong place
    openness      more is taken than the statement allows
    memory        what belongs to one call or client outlives it
    environment   mounts, hosts, queries, headers
    early         the first of several, and the rest stays
    error_pages   what answers when there is no page

A new family is a module here and a row in `FAMILIES`; docs/reference/mutants.md shows them.
"""

from grader.audit.mutation.families import early, environment, error_pages, escaping, falsy, memory, openness, tidy

FAMILIES = {
    module.FAMILY.name: module.FAMILY
    for module in (falsy, tidy, escaping, openness, memory, environment, early, error_pages)
}

__all__ = ["FAMILIES"]
