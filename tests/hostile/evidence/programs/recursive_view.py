"""says: `note` in `notes.db` must be a table, not a view.

A view without an end: whoever reads it never comes back.
"""

import sqlite3


def save(title):
    connection = sqlite3.connect("notes.db")
    connection.execute(
        "CREATE VIEW IF NOT EXISTS note AS WITH RECURSIVE more (id, title) AS"
        " (SELECT 1, 'a' UNION ALL SELECT id + 1, title FROM more) SELECT id, title FROM more"
    )
    connection.close()
