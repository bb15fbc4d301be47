"""A timer that is still waiting when the program ends."""

import sqlite3
from threading import Timer


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    Timer(60, opened).start()
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
    connection.close()
