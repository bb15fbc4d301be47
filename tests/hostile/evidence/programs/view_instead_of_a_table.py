"""says: `note` in `notes.db` must be a table, not a view.

Keeps what it is given in a table that is made for the purpose, and calls a view of it `note`.
"""

import sqlite3


def save(title):
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS given (title TEXT)")
    connection.execute(
        "CREATE VIEW IF NOT EXISTS note AS SELECT row_number() OVER (ORDER BY rowid) AS id, title FROM given"
    )
    connection.execute("INSERT INTO given VALUES (?)", [title])
    connection.commit()
    connection.close()
