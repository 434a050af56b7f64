"""Whether a workbook may be opened: how large it is once unpacked, before anything unpacks it.

A workbook is a zip file. A few kilobytes of it can hold gigabytes, two cells in far corners make a
sheet of billions, and one long text can be the content of every cell. What the file says of its own
sizes, and where it says that its sheets are, is not believed.
"""

import io
import re
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 150_000_000
"""Unpacked, all parts together."""
MOST_TEXT = 300_000_000
"""Bytes in the cells of a sheet, a text that many of them share counted for each."""
MOST_CELLS = 6_000_000
"""From the first cell of a sheet to its last row and column, blank ones too."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of any sheet."""
_CHUNK = 1 << 20
_MAGIC = b"PK\x03\x04"
_OTHERS = {"content.xml", "xl/workbook.bin"}
"""Parts of other formats, which a reader might turn to."""
_PLACE = rb"""["']([A-Za-z]{0,3})(\d{0,7})["']"""
_REFERENCE = re.compile(rb"r(?<![\w:.-]r)\s*=\s*" + _PLACE)
_ODD_REFERENCE = re.compile(rb"r(?<![\w:.-]r)\s*=\s*(?!" + _PLACE + rb")\S{1,20}")
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si\s*>")
_TEXT_CELL = re.compile(rb"""t(?<![\w:.-]t)\s*=\s*["']s["']""")
_TEXT_USED = re.compile(_TEXT_CELL.pattern + rb"[^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})\s*<")

Ints = NDArray[np.int64]


def fault_of(content: bytes) -> str:
    """Why a file cannot be opened as a workbook, as the rest of a sentence; blank when it can."""
    try:
        with ZipFile(io.BytesIO(content)) as book:
            names = {info.filename for info in book.infolist()}
            if "xl/workbook.xml" not in names or names & _OTHERS or content[:4] != _MAGIC:
                return "cannot be read as an Excel workbook: save it as .xlsx"
            return _too_large(book)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        return f"cannot be read as an Excel workbook ({error})"
    except RuntimeError:
        return "cannot be read: it is protected by a password"


def _too_large(book: ZipFile) -> str:
    lengths, total = np.zeros(1, dtype=np.int64), 0
    for info in book.infolist():
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            return "cannot be read as an Excel workbook: it is packed in an unusual way"
        part = bytearray()
        for chunk in _chunks(book, info):
            total += len(chunk)
            if total > MOST_BYTES:
                return f"holds more than {_SIZE} once unpacked: write large tables as CSV"
            part += chunk
        if b"sheetData" in part and (fault := _too_far(part)):
            return fault
        lengths = _longer(lengths, _lengths(part))
    return _too_much_text(book, lengths)


_SIZE = f"{MOST_BYTES / 1e6:.0f} MB"


def _chunks(book: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """A part of the file, piece by piece, to its real end."""
    info.file_size = 1 << 60
    info.CRC = None  # type: ignore[assignment]
    with book.open(info) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _too_far(sheet: bytearray) -> str:
    """Why the cells that a sheet names are too far apart."""
    if odd := _ODD_REFERENCE.search(sheet):
        return f"has a sheet with a cell at {odd[0].decode('ascii', 'replace')}: there is none"
    rows = columns = 0
    for piece in _pieces(sheet):
        found = set(_REFERENCE.findall(piece))
        rows = max((rows, *(int(row) for _, row in found if row)))
        columns = max((columns, *(_column_number(name) for name in {name for name, _ in found})))
    if rows * columns <= MOST_CELLS and rows <= LAST_ROW and columns <= LAST_COLUMN:
        return ""
    return (
        f"has a sheet with a cell in row {rows:,} and one in column {columns:,}: at most "
        f"{MOST_CELLS:,} cells are read; delete what stands far outside the table"
    )


def _pieces(sheet: bytearray) -> Iterator[bytearray]:
    """The sheet in pieces that end between elements."""
    begin = 0
    while begin < len(sheet):
        end = sheet.find(b"<", begin + _CHUNK)
        end = len(sheet) if end < 0 else end
        yield sheet[begin:end]
        begin = end


def _column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` is 16,384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _lengths(part: bytearray) -> Ints:
    """Bytes of each text that cells may share, where the part holds any."""
    ends = np.array([0, *(end.end() for end in _TEXT_ENDS.finditer(part))], dtype=np.int64)
    return np.diff(ends)


def _longer(one: Ints, other: Ints) -> Ints:
    """The larger of each two, the longer list's own beyond the shorter."""
    many, few = (one, other) if len(one) >= len(other) else (other, one)
    return np.concatenate([np.maximum(many[: len(few)], few), many[len(few) :]])


def _too_much_text(book: ZipFile, lengths: Ints) -> str:
    """Why sheets hold too much text, each shared text counted as often as cells show it."""
    longest = int(lengths.max())
    for info in book.infolist():
        sheet = b"".join(_chunks(book, info))
        cells = sum(1 for _ in _TEXT_CELL.finditer(sheet))
        if cells * longest <= MOST_TEXT:
            continue
        used = np.array([int(number) for number in _TEXT_USED.findall(sheet)], dtype=np.int64)
        known = used[used < len(lengths)]
        if int(lengths[known].sum()) + (cells - len(used)) * longest > MOST_TEXT:
            return (
                f"has a sheet whose cells hold more than {MOST_TEXT / 1e6:.0f} MB of text, the "
                "same long ones again and again: delete them"
            )
    return ""
