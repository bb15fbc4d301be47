"""says: `notes.db` must be an ordinary file.

A folder stands where the file should.
"""

import os


def save(title):
    os.makedirs(f"notes.db/{title}", exist_ok=True)
