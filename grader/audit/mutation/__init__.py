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

Formatting around a change stays, so a diff shows nothing but the change. What does not parse, or parses to
the same, is no mutant.
"""

from grader.audit.mutation.mutant import Mutant
from grader.audit.mutation.mutate import mutants_of

__all__ = ["Mutant", "mutants_of"]
