"""What runs inside the jail: the host, the jailed side of the bridge, the kit for probes.

The only room whose code a jail can see. Imports the standard library, msgspec and `grader.protocol.frames`,
and nothing else of ours; the course's libraries are imported where a function needs them.
"""
