"""What people and machines read: documents, the terminal, web pages, gradebooks.

The law of this package: it only tells. It runs nothing, scores nothing and decides nothing about a grade; it
takes the nouns of `grader.model` and `grader.analysis` and returns or prints text. Every word in them may have been
chosen by the program that was graded, so all text passes through `grader.report.text.visible` and then through the
escaping of its medium, in one place for each medium (`TerminalWriter`, the templates' `finalize`, the gradebook's `cell`).
What a student may read of a result is decided in one place too, `audience`.

    field_docs   what each field of the results contract means
    document     the JSON documents and their schemas
    audience     what a student may read of a result
    authors      what the author of a broken exercise needs
    text         a stranger's text, made harmless to look at
    states       marks and words for what became of a check
    words        figures and facts in words: shares, scores, isolation, what next
    writer       lines in a terminal
    terminal     one result, for a student
    class_table  a class, in the terminal
    understood   what was understood of a class, before it is graded
    webpage      how every web page is rendered
    html         one result as a page, and what all pages of results share
    site         a class as a small site
    gradebook    a class as CSV
"""
