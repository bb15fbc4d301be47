"""Grades the exercises of a Flask course from outside the student's process.

The packages, top floor first; each imports only what stands below it (an import-linter contract):

    cli                                    the command
    audit                                  proves that exercises judge right
    classroom, demo                        a folder of students, a fictional one
    handins                                which hand-ins such a folder holds
    report                                 what people and machines read
    analysis                               a class in numbers, pure
    grading                                take in, run, check, weigh; one worker or many
    store                                  results that are kept
    judge                                  the trusted side of the wall: pytest and the hidden checks
    sandbox                                where a stranger's program runs, and how it is kept there
    checks, course, submission, score      what authors write, what is graded, what was handed in, what it earned
    model, errors, trees                   the nouns; whose fault it is; names and bytes
    guest                                  the jailed side of the wall
    protocol                               what crosses it

`guest` and `protocol` are the only packages whose code a jail can see.
"""

__version__ = "0.1.0"
