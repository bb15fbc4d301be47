"""The audit: proves that an exercise judges right.

The law of this room: an exercise is judged by grading submissions whose verdict is known, in the same jails
and by the same judges as a student's. What falls short is a `Finding` that names the place and a way out;
nothing an author wrote raises. Everything is drawn from fixed seeds: an audit run twice finds the same.

    findings      the nouns: what was found, figures, the report of an exercise and of a course
    pool          grades many submissions on a few workers; each result may bring further submissions
    audit         the table of contents: which parts an exercise goes through, and what they come to
    statement     what the compiler's rules leave open: code and links in statements
    answers       known answers: starter, reference, accepted and rejected ones
    determinism   the reference under many seeds, and twice under one
"""
