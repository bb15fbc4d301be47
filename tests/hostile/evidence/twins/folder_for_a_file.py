"""A folder beside the file."""

import os
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
    os.makedirs(f"notes/{title}", exist_ok=True)
