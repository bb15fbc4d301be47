"""A table, and a virtual one to search it."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(title)")
    connection.execute("INSERT INTO search VALUES (?)", [title])
    connection.commit()
    connection.close()
