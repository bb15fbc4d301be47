"""A large file that is full."""

import os
import sqlite3


def opened():
    connection = sqlite3.connect("notes.db")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    return connection


def save(title):
    connection = opened()
    connection.execute("INSERT INTO note (title) VALUES (?)", [title])
    connection.execute("CREATE TABLE IF NOT EXISTS page (text TEXT)")
    connection.execute("INSERT INTO page VALUES (?)", ["lorem " * 100_000])
    connection.commit()
    connection.close()
    assert os.stat("notes.db").st_size > 500_000
