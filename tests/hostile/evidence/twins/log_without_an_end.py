"""Everything that was committed stands in the log, and nothing in the database yet."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


connection = opened()
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA wal_autocheckpoint = 0")


def save(title):
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
