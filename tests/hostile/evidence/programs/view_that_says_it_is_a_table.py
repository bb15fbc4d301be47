"""says: `notes.db` cannot be read as a database

The same, and the schema is written by hand: its row says `table`, its text makes a view.
"""

import sqlite3

connection = sqlite3.connect("notes.db")
connection.execute("CREATE TABLE given (id INTEGER PRIMARY KEY, title TEXT)")
connection.execute("CREATE VIEW note AS SELECT id, title FROM given")
connection.execute("PRAGMA writable_schema = ON")
connection.execute("UPDATE sqlite_master SET type = 'table', rootpage = 2 WHERE name = 'note'")
connection.commit()


def save(title):
    connection.execute("INSERT INTO given (title) VALUES (?)", [title])
    connection.commit()
