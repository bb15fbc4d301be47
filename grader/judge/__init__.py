"""The trusted side of the wall: runs hidden checks with pytest and says what became of each.

A judge never has a submission on its path: it holds its files as bytes to hand to a jail, and reads plain data
back. `session` is the pytest plugin, `collection` the checks' marks and order, `handles` what a check holds, `warm` keeps judges ready with their checks
collected, `advice` turns trouble into words for a student.
"""
