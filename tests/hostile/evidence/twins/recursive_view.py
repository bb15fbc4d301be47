"""A recursive query of its own, which ends."""

import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    [[number]] = connection.execute(
        "WITH RECURSIVE more (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM more WHERE id < 1000) SELECT count(*) FROM more"
    )
    if number == 1000:
        connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.commit()
    connection.close()
