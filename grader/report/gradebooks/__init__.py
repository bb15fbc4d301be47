"""Marks for a platform: the gradebook that an instructor downloaded, with one column filled.

The law of this package: documents in, documents out. A downloaded file is the only one a platform takes back for certain:
its rows and columns hold ids that nobody else knows. So a file is never made, only filled, and every byte of it that is no
mark stays as it came: byte order mark, line ends, quotes, a cell that a spreadsheet would run. What is filled in is
a number and nothing else. A person is found by ids, never by name or position; who is not found gets no row. A mark that is not
there leaves its cell as it is.

    platforms  whose files can be filled
    download   a file, filled: the whole way
    sheet      a CSV file that keeps every byte
    decimals   numbers as a file writes them, and rounding
    people     who is in a row
    filling    marks into cells
    moodle     the grading worksheet of an assignment
    canvas     the gradebook of a course
"""
