"""says: `note` in `notes.db` must be a table, not a virtual table.

A virtual table: code that answers like one.
"""

import sqlite3


def save(title):
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS note USING fts5(id, title)")
    connection.execute("INSERT INTO note VALUES ((SELECT count(*) FROM note) + 1, ?)", [title])
    connection.commit()
    connection.close()
