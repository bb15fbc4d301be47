"""says: every note must be saved

Saves nothing, and leaves a trigger that would, if anybody wrote.
"""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("CREATE TABLE IF NOT EXISTS given (title TEXT)")
    connection.execute("INSERT INTO given VALUES (?)", [title])
    connection.execute(
        "CREATE TRIGGER IF NOT EXISTS late AFTER DELETE ON given BEGIN INSERT INTO note (title) VALUES (old.title); END"
    )
    connection.commit()
    connection.close()
