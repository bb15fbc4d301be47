"""says: `notes.db` cannot be read as a database: file is not a database.

Writes the notes into a file of that name, as text.
"""


def save(title):
    with open("notes.db", "a") as file:
        file.write(f"{title}\n" * 100)
