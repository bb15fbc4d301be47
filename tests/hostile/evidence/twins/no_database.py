"""Writes the notes into a text file besides."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
    connection.close()
    with open("notes.txt", "a") as file:
        file.write(f"{title}\n" * 100)
