"""A table, and a view of it under another name."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("CREATE VIEW IF NOT EXISTS latest AS SELECT title FROM note ORDER BY id DESC LIMIT 1")
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
    connection.close()
