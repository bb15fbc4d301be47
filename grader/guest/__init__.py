"""What runs inside the jail: the server of its wire, the jailed side of the bridge, the kit for probes.

The only package, with `protocol`, whose code a jail can see. It imports the standard library, msgspec and
`grader.protocol`, and nothing else; a module of `kits` also the libraries that it names in `LIBRARIES` (a test walks
every import).

    serve     takes questions off the wire, answers in plain data
    wsgi      an HTTP request through a WSGI application
    kit       what a probe's first argument can do with any Python program
    sqlite    reads what a program left in a database, executes what it sent
    evidence  what such tools raise
    kits      what it can do with a framework or a library, one module each
    preload   what a fork server imports before it forks
    listed    the metadata of the course's libraries
    pipes     the same guest in a plain process
"""
