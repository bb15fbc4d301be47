"""A class as a small site: a folder of pages that link to each other, for its instructors.

    index.html          what needs a look, who needs a word, and one row a student
    topics/             a page a topic: students by exercises
    exercises/          a page an exercise: its checks by how many pass, wrong answers by the checks they fail
    students/           a page a student: each exercise as `grade run --html` shows it

The law of this package: a page stays small enough to open at once, whatever the class. A list or table that would make
it larger ends with how many more there are; texts are cut before a page is (`pages.PAGE_BYTES`). No page needs a
script or a network, and each is rendered by `grader.report.webpage`, which keeps it harmless.

    plan     the pages of a class: their names, and what all of them know
    pages    each kind of page
    folder   writing them: all, or none
"""

from grader.report.site.folder import check_folder, lead_page, write_site
from grader.report.site.pages import student_page
from grader.report.site.plan import Site, plan_site

__all__ = ["Site", "check_folder", "lead_page", "plan_site", "student_page", "write_site"]
