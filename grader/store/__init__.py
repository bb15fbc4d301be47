"""Results that are kept: whatever is killed, what was graded once is not lost.

journal  a line for each result, on disk before anything else happens with it
secret   what the seeds of a class are made of
"""
