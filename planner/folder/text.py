"""CSV files of planners: any of their encodings, separators and line ends, as tables of text."""

import csv
import io
import re
from dataclasses import dataclass

import pandas as pd

from planner.errors import Problem
from planner.folder.columns import Table

_DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+")
_THOUSANDS = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$"
MOST_COLUMNS = 1_500
"""No table has so many: a file of more is something else, and would be read for minutes."""
LONGEST_ROW = 200_000
"""Bytes of a row at most, for the same reason."""
MOST_SHOWN = 20
"""Problems of one kind that are listed before the rest is counted."""


@dataclass(frozen=True)
class Decoded:
    """A file's text; ``encoding`` is blank for UTF-8."""

    text: str
    encoding: str = ""


def decode(content: bytes) -> Decoded | None:
    """Text of a file in UTF-8, or else the likeliest of cp932, cp1254 and cp1252."""
    try:
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    for encoding in (*(["cp932"] if _looks_japanese(content) else []), _western(content)):
        try:
            return Decoded(content.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return None


def _looks_japanese(content: bytes) -> bool:
    """Whether cp932 gives words: full-width kana, or other characters that stand side by side."""
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError:
        return False
    wide = [char for char in text if ord(char) > 0x7F]
    in_pairs = sum(len(run) for run in re.findall(r"[\u3000-\u30ff\u4e00-\u9fff]{2,}", text))
    return bool(re.search(r"[\u3041-\u30ff]", text)) or 2 * in_pairs > len(wide)


def _western(content: bytes) -> str:
    """cp1254 where bytes occur that are Turkish letters there, Icelandic ones in cp1252."""
    return "cp1254" if re.search(rb"[\xd0\xdd\xde\xf0\xfd\xfe]", content) else "cp1252"


def read_csv(content: bytes, file: str, table: Table) -> tuple[pd.DataFrame | None, list[Problem]]:
    """A table of text whose index is the row number in the file, and what is wrong with it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Problem(file=file, message="is UTF-16: save it as CSV UTF-8")]
    too_long = _too_long(content, file)
    if too_long:
        return None, [too_long]
    decoded = decode(content)
    if decoded is None:
        message = "is in no known encoding: save it as CSV UTF-8"
        return None, [Problem(file=file, message=message)]
    problems = _encoding_warning(decoded, file)
    separator = _separator(decoded.text)
    cells, ragged = _cells(decoded.text, separator, file)
    if cells is None:
        return None, problems + ragged
    frame, odd = with_header(cells, file)
    if frame is not None and separator == ";":
        odd += _decimal_commas(frame, file, table)
    return frame, problems + ragged + odd


def _too_long(content: bytes, file: str) -> Problem | None:
    """The first row that no table has, or none."""
    begin = 0
    while len(content) - begin > LONGEST_ROW:
        window = begin, begin + LONGEST_ROW + 1
        end = max(content.rfind(b"\n", *window), content.rfind(b"\r", *window))
        if end < 0:
            above = content[:begin]
            row = max(above.count(b"\n"), above.count(b"\r")) + 1
            message = f"is longer than {LONGEST_ROW:,} bytes: expected a row of a table"
            return Problem(file=file, row=row, message=message)
        begin = end + 1
    return None


def _encoding_warning(decoded: Decoded, file: str) -> list[Problem]:
    if not decoded.encoding:
        return []
    message = f"is not UTF-8; it was read as {decoded.encoding}"
    return [Problem(file=file, message=message, warning=True)]


def _separator(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text.lstrip("\r\n")[:10_000])
    header = re.split(r"[\r\n]", head, maxsplit=1)[0]
    return ";" if header.count(";") > header.count(",") else ","


def _cells(text: str, separator: str, file: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    blank = _BLANK_LINES.match(text)
    text = text[blank.end() :] if blank else text
    if not text.strip():
        return None, [Problem(file=file, message="is empty: expected a header row")]
    above = len(re.findall(r"\r\n|\r|\n", blank[0])) if blank else 0
    if "\x00" in text:
        return None, [Problem(file=file, message="is not a text file: it holds zero bytes")]
    if (width := _width(text, separator)) > MOST_COLUMNS:
        return None, [too_wide(file, width)]
    try:
        cells = pd.read_csv(
            io.StringIO(text), sep=separator, header=None, dtype=str, keep_default_na=False,
            na_filter=False, skip_blank_lines=False, low_memory=False,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        return None, _ragged(text, separator, file, above=above, reason=str(error))
    cells.index = cells.index + above
    return cells.fillna(""), []


def _width(text: str, separator: str) -> int:
    """Cells of the first row."""
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), []))
    except csv.Error:
        return 0


def too_wide(file: str, width: int) -> Problem:
    """That a table has more columns than any."""
    message = f"has {width:,} columns: expected a table, of at most {MOST_COLUMNS:,}"
    return Problem(file=file, message=message)


def _ragged(text: str, separator: str, file: str, *, above: int, reason: str) -> list[Problem]:
    """Every row with more cells than the header; ``reason`` where that is not what is wrong."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        rows = []
    width = len(rows[0]) if rows else 0
    problems = [
        Problem(file=file, row=row, message=f"has {len(cells)} cells, the header has {width}")
        for row, cells in enumerate(rows, start=1 + above)
        if len(cells) > width
    ]
    plain = "a quote is never closed" if "EOF inside string" in reason else reason.strip()
    return shortened(problems) or [Problem(file=file, message=f"cannot be read: {plain}")]


def with_header(cells: pd.DataFrame, file: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Cells whose first row is the header, as a table that counts rows as the file does."""
    if cells.shape[1] > MOST_COLUMNS:
        return None, [too_wide(file, cells.shape[1])]
    cells = cells.apply(lambda column: column.str.strip())
    filled = (cells != "").any(axis=1)
    if not filled.any():
        return None, [Problem(file=file, message="is empty: expected a header row")]
    top = int(filled.to_numpy().argmax())
    header = [str(name) for name in cells.iloc[top]]
    frame = cells.loc[filled].iloc[1:].copy()
    row = int(cells.index[top]) + 1
    frame.index = pd.Index(frame.index.to_numpy() + 1, name="row")
    frame.columns = pd.Index(header)
    return _named_columns(frame, header, file, row)


def _named_columns(
    frame: pd.DataFrame, header: list[str], file: str, row: int
) -> tuple[pd.DataFrame | None, list[Problem]]:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        message = "is a column twice"
        return None, [Problem(file=file, row=row, column=name, message=message) for name in twice]
    nameless = [i for i, name in enumerate(header) if not name]
    problems = [
        Problem(file=file, row=row, message=f"column {i + 1} has values but no name", warning=True)
        for i in nameless
        if (frame.iloc[:, i] != "").any()
    ]
    return frame.iloc[:, [i for i, name in enumerate(header) if name]], problems


def _decimal_commas(frame: pd.DataFrame, file: str, table: Table) -> list[Problem]:
    """Turn decimal commas into points, in place: the frame was just made."""
    problems: list[Problem] = []
    for name in frame.columns:
        column = table.column.get(str(name))
        numeric = table.bulk if column is None else column.kind.limits is not None
        if not numeric:
            continue
        text = frame[name]
        grouped = text.str.contains(_THOUSANDS)
        comma = text.str.contains(_DECIMAL_COMMA)
        frame[name] = text.mask(comma, text.str.replace(",", ".", regex=False))
        message = "may be a decimal point or thousands: with ; as separator write 1234 or 1,234"
        problems += [
            Problem(file=file, row=int(row), column=str(name), value=str(value), message=message)
            for row, value in zip(text.index[grouped], text[grouped], strict=True)
        ]
    return shortened(problems)


def shortened(problems: list[Problem]) -> list[Problem]:
    """At most :data:`MOST_SHOWN` problems of one kind, then how many more there are."""
    if len(problems) <= MOST_SHOWN:
        return problems
    last = problems[MOST_SHOWN]
    more = Problem(
        file=last.file, row=last.row, column=last.column, warning=last.warning,
        message=f"… and {len(problems) - MOST_SHOWN:,} more rows like these",
    )  # fmt: skip
    return [*problems[:MOST_SHOWN], more]
