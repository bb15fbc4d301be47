"""Where a stranger's program runs, and how it is kept there.

Theory of operation.  A *fork server* (`server`) has the course's libraries imported and warm, all or the light
ones; a worker has one of each kind, or only what it needed so far. For each jail it forks a child, which confines
itself step by step (`confine`), takes its job off the wire, and only then runs `grader.guest.serve`. The trusted side
holds the other end: `launch` starts the server's process, `forked` tells it what for and opens jails, `spawned` does
the same with plain processes on machines that are not Linux. Both hand out a `Jail` (`jail`), which asks questions under
deadlines and says how a jail died; `remains` is how a file gets out of a dead one. `levels` chooses between them, by
what `selftest` sees when it attacks a jail from inside.

    trusted process ──control socket── fork server ──fork── jailed child
          └───────────────── wire: frames of grader.protocol.frames ─────┘

Who may fail how: a child may do anything and is killed; a server may die (`JailBroken`, start a new one);
the trusted side reads only capped frames and wait statuses. Nothing here knows checks or scores.
"""
