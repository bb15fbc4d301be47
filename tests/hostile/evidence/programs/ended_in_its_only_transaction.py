"""says: every note must be saved

Its notes stand in the file, and in the journal stands how to take them out again.
"""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


connection = opened()
connection.execute("PRAGMA cache_size = 5")


def save(title):
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.executemany("INSERT INTO note (id, title) VALUES (?, ?)", [(None, "x" * 2000)] * 100)
    connection.execute("DELETE FROM note WHERE length(title) = 2000")
