"""The words that authors write checks with.

A check is a plain pytest function. It holds `client` (a `werkzeug.test.Client` whose application lives
behind the wall), `jail` (to call probes and open applications), `clean` (a jail in which the student's
code is never run) and `rng` (a seeded `random.Random`). Its marks are

    task(n)             which task of the statement it belongs to; required
    points(n)           what it is worth; none means no points
    needs("test_name")  skipped when that check did not pass
    shares("group")     shares one jail with the other checks of that group, in file order

`probe` and `application` mark functions whose *code* crosses the wall and runs beside the student's
modules. The globals and constants of the check module do not cross: such a function imports what it
needs in its body and gets everything else as plain arguments.

The shelf holds what checks have in common: `grader.checks.html` reads pages, `grader.checks.draw` draws names, words and
numbers, `grader.checks.cookies` reads what a reply tells a browser to keep, `grader.checks.sqlite` what a program left in a database,
`grader.checks.templates` renders templates.
"""

from grader.checks._probes import Application, Evidence, Jailed, Probe, application, probe

__all__ = ["Application", "Evidence", "Jailed", "Probe", "application", "probe"]
