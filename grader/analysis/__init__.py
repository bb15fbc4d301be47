"""What the results of a class say, in numbers.

The law of this package: it is pure. It takes the nouns of `grader.model` and returns nouns, exact to the last
fraction; percentages, short names and every other word belong to `grader.report`.

    matrix       student × check: the state and the points of every check that was judged
    tally        who earned what, and what counts towards a sum
    topics       the exercises of a topic together
    clusters     wrong answers that fail the same checks
    attention    who is stuck, who has not handed in
    signs        what in a submission's source an instructor should look at
    assignments  what a student earned in an assignment of one exercise or several
"""
