"""Mutants of an answer: its files with one small change each, made where the text stands.

    mutate     from an answer's files to its mutants
    mutant     the noun: id, diff; edits as spans of bytes
    spans      where the nodes of a module stand in its bytes
    python     walks a module and asks the operators
    values     operators on constants, comparisons, arithmetic, conditions
    calls      operators on calls, decorators, literals and statements
    strings    operators inside strings: URL rules, patterns, SQL
    tags       the tags of a template with their tokens and places
    jinja      operators on templates, in files and in strings
    variables  operators on the names in templates: one variable for another
    lines      operators on TOML, INI and conf files, and on SQL files
    families   additive mutants: what students put in
    allowed    what the course's rules allow, and no family makes

Formatting around a change stays, so a diff shows nothing but the change. What does not parse, or parses to
the same, is no mutant.
"""

from grader.audit.mutation.mutant import CLASSIC, Mutant
from grader.audit.mutation.mutate import EVERY_FAMILY, mutants_of

__all__ = ["CLASSIC", "EVERY_FAMILY", "Mutant", "mutants_of"]
