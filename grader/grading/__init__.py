"""Takes a submission in, has it run and checked, weighs it, and says what it came to.

grader   one submission after another, in one process
worker   a process of its own with a grader in it
"""
