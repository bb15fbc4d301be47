"""A CSV file whose untouched cells keep every byte: quotes, line ends, byte order mark.

The `csv` module reads values and forgets how they were written. Here a file is cut into cells by a grammar (RFC 4180, and line
ends of any kind), and writing it again joins the very same pieces.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader.errors import UsageError

_SEPARATORS = ",;\t"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CELL = r'"[^"]*(?:""[^"]*)*"|(?!")[^{separator}\r\n]*'


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written: with its quotes, if it has any."""

    written: str

    @property
    def value(self) -> str:
        """What it says."""
        if not self.written.startswith('"'):
            return self.written
        return self.written[1:-1].replace('""', '"')

    def saying(self, value: str, separator: str) -> Cell:
        """Return a cell with another value, in quotes where this one is, or where it must be."""
        needs = self.written.startswith('"') or any(char in value for char in f'{separator}"\r\n')
        return Cell(f'"{value.replace(chr(34), chr(34) * 2)}"' if needs else value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: the number of its first line, its cells, and what ends it."""

    line: int
    cells: tuple[Cell, ...]
    end: str

    def value(self, column: int) -> str:
        """What a cell says, without blanks around it; "" where the record is too short."""
        return self.cells[column].value.strip() if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file: how it is encoded, and its records, of which the first is the header."""

    mark: bytes
    encoding: str
    separator: str
    records: tuple[Record, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """What the columns are called, without blanks around it."""
        return tuple(cell.value.strip() for cell in self.records[0].cells)

    def filled(self, values: Mapping[tuple[int, int], str]) -> Sheet:
        """Return the sheet with other values in some cells, by the numbers of record and column."""
        records = list(self.records)
        for (row, column), value in values.items():
            cells = list(records[row].cells)
            cells[column] = cells[column].saying(value, self.separator)
            records[row] = replace(records[row], cells=tuple(cells))
        return replace(self, records=tuple(records))

    def to_bytes(self) -> bytes:
        """Return the file; what was not filled is what was read, byte for byte."""
        lines = (self.separator.join(cell.written for cell in record.cells) + record.end for record in self.records)
        return self.mark + "".join(lines).encode(self.encoding)


def read_sheet(raw: bytes, name: str) -> Sheet:
    """Cut a file into cells. Raises `UsageError`, with `name` and the line, for what is no text or no CSV."""
    mark, encoding = next(((mark, encoding) for mark, encoding in _MARKS if raw.startswith(mark)), (b"", "utf-8"))
    text = _decoded(raw[len(mark) :], encoding, name)
    if not text.strip():
        raise UsageError(f"`{name}` is empty", hint="download it anew")
    separator = _separator(text)
    return Sheet(mark=mark, encoding=encoding, separator=separator, records=_records(text, separator, name))


def _decoded(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"`{name}`, line {line}: not {encoding.upper()} text",
            hint="give the file as the platform wrote it: saved again by a spreadsheet it may have lost letters",
        ) from None


def _separator(text: str) -> str:
    """Return what stands behind the first cell of the header."""
    first = re.match(_CELL.format(separator=_SEPARATORS), text)
    behind = text[first.end() : first.end() + 1] if first else ""
    return behind if behind and behind in _SEPARATORS else ","


def _records(text: str, separator: str, name: str) -> tuple[Record, ...]:
    piece = re.compile(f"({_CELL.format(separator=separator)})({separator}|\r\n|\r|\n|\\Z)")
    records: list[Record] = []
    cells: list[Cell] = []
    place, line, first_line = 0, 1, 1
    while place < len(text) or cells:
        found = piece.match(text, place)
        if found is None:
            raise UsageError(
                f"`{name}`, line {line}: a quote is not closed, or closed too early", hint="download it anew"
            )
        cells.append(Cell(found[1]))
        line += len(re.findall("\r\n|\r|\n", found[0]))
        place = found.end()
        if found[2] != separator:
            records.append(Record(line=first_line, cells=tuple(cells), end=found[2]))
            cells, first_line = [], line
    return tuple(records)
