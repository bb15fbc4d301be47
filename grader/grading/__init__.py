"""Takes a submission in, has it run and checked, weighs it, and says what it came to.

grader   the table of contents: one submission after another, in one process
prepare  what grading needs of an exercise, read at one moment
preloading   what a server imports ahead
judges   which sandbox and which judge serve a submission
blame    whose fault it is that a check tripped
results  the one maker of results
spent    what gradings took
recorded a result with what was asked and answered, for an audit
jobs     what a pool is given
pool     many submissions on a few workers
worker   a process of its own with a grader in it
"""
