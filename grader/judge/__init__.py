"""The trusted side of the wall: runs hidden checks with pytest and says what became of each.

The law of this package: a judge never has a submission on its path. It holds its files as bytes to hand to a jail, and
reads plain data back; and it is bounded, for what it reads was chosen by a stranger.

    plugin      one pytest session over the checks of one exercise
    collection  how pytest is called, which checks there are, in which order
    jails       the jails of one submission: who owns them, for how long
    fixtures    what a check holds: a jail, applications, clients, replies
    exchanges   what a check asked and what came back, in words, and which of it a message is about
    records     what was asked and answered to the letter, for an audit that wants it
    loading     a load that failed is tried once
    texts       where a stranger's text enters
    rounds      one submission after another in that session, and two witnesses compared
    pristine    whether a submission left the checks as they were
    forkserver  judges kept ready with their checks collected, each forked for as many submissions as it may take
    budget      what judging may cost
    advice      trouble in words for a student, with a way out
    moved       where famous names of the libraries live today
"""
