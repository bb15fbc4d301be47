"""A trigger that ran while the program did."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("CREATE TABLE IF NOT EXISTS given (title TEXT)")
    connection.execute(
        "CREATE TRIGGER IF NOT EXISTS at_once AFTER INSERT ON given BEGIN INSERT INTO note (title) VALUES (new.title); END"
    )
    connection.execute("INSERT INTO given VALUES (?)", [title])
    connection.commit()
    connection.close()
