"""says: every note must be saved

Answers at once, and means to save later.
"""

import sqlite3
from threading import Timer


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    opened().close()
    Timer(60, later, [title]).start()


def later(title):
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
