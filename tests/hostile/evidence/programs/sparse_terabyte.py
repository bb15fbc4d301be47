"""says: `notes.db` must be no larger than 8 MiB.

Makes the file as long as it may be, with nothing in it.
"""

import os
import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
    connection.close()
    for length in (1 << 40, 200 << 20):
        try:
            os.truncate("notes.db", length)
        except OSError:
            continue
        break
