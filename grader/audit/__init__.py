"""The audit: proves that an exercise judges right.

The law of this package: an exercise is judged by grading submissions whose verdict is known, in the same jails
and by the same judges as a student's. What falls short is a `Finding` that names the place and a way out;
nothing an author wrote raises. Everything is drawn from fixed seeds: an audit run twice finds the same.

    findings       the nouns: what falls short, figures, the report of an exercise and of a course
    auditor        the table of contents: which parts an exercise goes through, and what they come to
    trials         the gradings an audit asks a pool for; each result may bring further ones
    statement      format: what the compiler's rules leave open, code and links in statements
    answers        known answers: starter, reference, accepted and rejected ones
    rules          the rules of the statement: who breaks them, and loses points for it
    determinism    the reference under many seeds, and twice under one
    mutants        mutants of the reference: who was killed, who lives, who is explained
    killers        which check is asked first of a mutant
    weights        what the mutants cost: one small fault that loses half of an exercise
    explained      the mutants that answers.toml names
    mutation       how mutants are made
    hints          the code of the plainest hints stands in an answer with full marks
    liars          programs that answer without doing the work
    informed       programs that know the reference's answers under other seeds, and do not do the work either
    informed_program  their text
    knowledge      what is learnt from the reference's answers: which checks want the same under every seed
    proof_table    what each exercise's points rest on, for the docs
    liar_programs  makes them
    attacks        hostile programs before the starter, their honest twins before the reference
    corpus         reads those
    kept           results from one audit to the next, on disk
    programs       the texts that liars and attacks are made of
    cost           what each check takes
    leaks          what students read, searched for what they must not see
    report         the audit in a terminal
    page           the same as a web page
    as_json        the same as JSON
    chance         what is drawn: seeds and samples
    words          words that several parts use
"""
