"""Whether a workbook may be opened: how large it is once unpacked, before anything unpacks it.

A workbook is a zip file. A few kilobytes of it can hold gigabytes, and two cells in far corners
make a sheet of billions. What the file says of its own sizes is not believed.
"""

import io
import re
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_BYTES = 150_000_000
"""Unpacked, all parts together."""
MOST_CELLS = 6_000_000
"""From the first cell of a sheet to its last row and column, blank ones too."""
_CHUNK = 1 << 20
_ENDED_BY = 64
"""A cell's reference is shorter: so much of a chunk is looked at again with the next."""
_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})["']""")


def fault_of(content: bytes) -> str:
    """Why a file cannot be opened as a workbook, as the rest of a sentence; blank when it can."""
    try:
        with ZipFile(io.BytesIO(content)) as book:
            names = {info.filename for info in book.infolist()}
            if "xl/workbook.xml" not in names:
                return "cannot be read as an Excel workbook: save it as .xlsx"
            return _too_large(book)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        return f"cannot be read as an Excel workbook ({error})"
    except RuntimeError:
        return "cannot be read: it is protected by a password"


def _too_large(book: ZipFile) -> str:
    total = 0
    for info in book.infolist():
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            return "cannot be read as an Excel workbook: it is packed in an unusual way"
        rows = columns = 0
        kept = b""
        for chunk in _chunks(book, info):
            total += len(chunk)
            if total > MOST_BYTES:
                size = f"{MOST_BYTES / 1e6:.0f} MB"
                return f"holds more than {size} once unpacked: write large tables as CSV"
            if info.filename.lower().startswith("xl/worksheets/"):
                row, column = _reach(kept + chunk)
                rows, columns, kept = max(rows, row), max(columns, column), chunk[-_ENDED_BY:]
        if rows * columns > MOST_CELLS:
            return (
                f"has a sheet with a cell in row {rows:,} and one in column {columns:,}: at most "
                f"{MOST_CELLS:,} cells are read; delete what stands far outside the table"
            )
    return ""


def _chunks(book: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """A part of the file, piece by piece, to its real end."""
    info.file_size = 1 << 60
    info.CRC = None  # type: ignore[assignment]
    with book.open(info) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _reach(text: bytes) -> tuple[int, int]:
    """Last row and last column that a piece of a sheet names."""
    found = set(_REFERENCE.findall(text))
    rows = max((int(row) for _, row in found), default=0)
    letters = {name for name, _ in found if name}
    return rows, max((_column_number(name) for name in letters), default=0)


def _column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` is 16,384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
