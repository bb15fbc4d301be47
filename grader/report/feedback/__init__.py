"""What goes back to students: a page for each, packed as a platform takes it back.

The law of this package: it is pure, and a student reads only of themselves. Results go in, names and bytes come out; the command
writes them. Every result passes through `grader.report.audience` first. A name that a platform would read as another
person's is never made: who cannot be named for certain is told, and left out.

    work        what one student handed in for an assignment
    page        the page
    gradescope  the `results.json` of Gradescope
    platforms   who takes it back
    packing     which file is whose, for each platform
"""
