"""Commits, then ends in the middle of a later transaction that has reached the file."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


connection = opened()
connection.execute("PRAGMA cache_size = 5")


def save(title):
    connection.rollback()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
    connection.execute("UPDATE note SET title = 'never'")
    connection.executemany("INSERT INTO note (title) VALUES (?)", [("x" * 2000,)] * 100)
