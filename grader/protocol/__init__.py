"""What crosses the wall, and what goes to the fork server: data alone, length-capped and schema-checked.

The law of this package: it stands on the ground and imports nothing of ours, for a jail can read it.

    frames       between the trusted side and a jail
    bounds       how much of anything a reply may hold
    loads        how a load of the student's code is called on both sides
    packets      between the trusted side and a fork server
    limits       what one submission may use
    environment  which libraries and kits a course lets it use
"""
