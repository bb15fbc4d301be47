"""Grades the exercises of a Flask course behind a wall that no submission can talk its way through.

The rooms of the house, top floor first; each imports only what stands below it:

    cli                                    the command
    audit                                  proves that exercises judge right
    classroom, demo                        a folder of students, a fictional one
    worker, journal                        one process that grades, what it came to
    grading                                the table of contents: take in, run, check, weigh
    judge, report                          the trusted side of the wall; what people read
    inside                                 the jailed side of the wall
    checks                                 the words that authors write checks with
    sandbox                                policy, kernel, wire, jail, server, levels
    exercise, submission, score            what is graded, what was handed in, what it earned
    model, errors                          the nouns; what can go wrong and whose fault it is
"""

__version__ = "0.1.0"
