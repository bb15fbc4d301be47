"""The schema is written by hand too, and says what is there."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET type = 'table' WHERE name = 'note'")
    connection.commit()
    connection.close()
