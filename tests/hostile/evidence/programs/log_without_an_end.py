"""says: every note must be saved

A log whose last transaction was never committed.
"""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


connection = opened()
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA cache_size = 5")


def save(title):
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.executemany("INSERT INTO note (title) VALUES (?)", [("x" * 2000,)] * 100)
