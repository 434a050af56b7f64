"""What is done to a valid plan folder: each change is a pure function of a few numbers and a text.

So the same change can be drawn by Hypothesis, which makes failures small, or from a seed, which
makes thousands of folders fast.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fuzz import contradictions
from tests.fuzz.values import ENCODINGS, KEYS, TEXTS, TOML
from tests.support.workbooks import far_corner, formula_rows, text_rows, workbook, zip_bomb

Files = Mapping[str, bytes]
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: its kind, which file, row and column (each modulo what there is), and a text."""

    kind: str
    file: int
    row: int
    column: int
    text: str


def changed(files: Files, change: Change) -> dict[str, bytes]:
    """The folder after one change."""
    return dict(KINDS[change.kind](dict(files), change))


def _table(files: Files, change: Change) -> tuple[str, list[list[str]]]:
    """A table that there is, by number, as cells."""
    names = sorted(name for name in files if name.endswith(".csv"))
    if not names:
        return "queues.csv", [["queue"]]
    name = names[change.file % len(names)]
    text = files[name].decode("utf-8", "replace")
    separator = ";" if text.split("\n", 1)[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator))
    return name, [row for row in rows if row] or [[""]]


def _written(rows: list[list[str]], separator: str = ",", end: str = "\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _cell(files: Files, change: Change) -> Files:
    name, rows = _table(files, change)
    row = rows[change.row % len(rows)] if change.kind == "any cell" else rows[-1]
    if change.kind == "cell" and len(rows) > 1:
        row = rows[1 + change.row % (len(rows) - 1)]
    if row:
        row[change.column % len(row)] = change.text
    return {**files, name: _written(rows)}


def _column(files: Files, change: Change) -> Files:
    """The same text in every row of a column."""
    name, rows = _table(files, change)
    at = change.column % max(1, len(rows[0]))
    for row in rows[1:]:
        if at < len(row):
            row[at] = change.text
    return {**files, name: _written(rows)}


def _row(files: Files, change: Change) -> Files:
    """Drop, double, empty, cut or lengthen a row, put it first, or leave only the header."""
    name, rows = _table(files, change)
    at = change.row % len(rows)
    row = rows[at]
    new = [[], [row] * 2, [[""] * len(row)], [row[:-1]], [[*row, change.text]], [[change.text]]]
    kind = change.column % (len(new) + 2)
    if kind < len(new):
        rows[at : at + 1] = new[kind]
    else:
        rows = [row, *rows[:at], *rows[at + 1 :]] if kind == len(new) else rows[:1]
    return {**files, name: _written(rows)}


def _header(files: Files, change: Change) -> Files:
    """Rename, double, drop or add a column, or change its case."""
    name, rows = _table(files, change)
    at = change.column % max(1, len(rows[0]))
    kind = change.row % 5
    for number, row in enumerate(rows):
        if at >= len(row):
            continue
        if kind == 0 and number == 0:
            row[at] = change.text
        elif kind == 1:
            row.append(row[at])
        elif kind == 2:
            del row[at]
        elif kind == 3:
            row.insert(at, change.text)
        elif number == 0:
            row[at] = row[at].upper()
    return {**files, name: _written(rows)}


def _encoding(files: Files, change: Change) -> Files:
    """Another encoding, with a word that needs it, or bytes of none."""
    name, rows = _table(files, change)
    rows[-1] = [*rows[-1][:-1], ["Köln", "東京コール", "İstanbul Şişli", "𝔘"][change.row % 4]]
    text = _written(rows).decode("utf-8", "replace")
    data = text.encode(ENCODINGS[change.column % len(ENCODINGS)], "replace")
    kind = change.row % 7
    odd = {4: data[:-1] + b"\x81", 5: data + b"\x00", 6: b"\xff\xfe" + data}
    return {**files, name: odd.get(kind, data)}


def _separator(files: Files, change: Change) -> Files:
    """Semicolons with decimal commas, tabs, bars; and other ends of lines."""
    name, rows = _table(files, change)
    separator = ";;;\t|"[change.row % 5]
    if change.row % 5 < 2:
        rows = [[c.replace(".", ",") if c[:1].isdigit() else c for c in row] for row in rows]
    end = ("\n", "\r\n", "\r", "\n\n")[change.column % 4]
    return {**files, name: _written(rows, separator, end)}


def _bytes(files: Files, change: Change) -> Files:
    """Cut out, put in or exchange some bytes of any file."""
    names = sorted(files)
    name = names[change.file % len(names)]
    data = files[name]
    at = (change.row * 7919 + change.column) % (len(data) + 1)
    text = change.text.encode("utf-8", "surrogatepass")
    return {**files, name: data[:at] + text + data[at + change.column % 4 :]}


def _setting(files: Files, change: Change) -> Files:
    """A setting of plan.toml: another value, or a new one."""
    key, value = KEYS[change.row % len(KEYS)], TOML[change.column % len(TOML)]
    text = files.get("plan.toml", b"").decode("utf-8", "replace")
    section, _, name = key.rpartition(".")
    kept = [line for line in text.splitlines() if not line.startswith(f"{name} =")]
    line = f"{name} = {value}"
    if section and f"[{section}]" in kept:
        kept.insert(kept.index(f"[{section}]") + 1, line)
    else:
        kept = [*kept, f"[{section}]", line] if section else [line, *kept]
    return {**files, "plan.toml": ("\n".join(kept) + "\n").encode()}


def _rename(files: Files, change: Change) -> Files:
    """One name everywhere it stands, so that the folder may still be whole."""
    _, rows = _table(files, change)
    old = rows[min(1, len(rows) - 1)][0] if rows[0] else ""
    if len(old) < 3 or any(mark in change.text for mark in ',;"\r\n|'):
        return files
    new = change.text.encode("utf-8", "surrogatepass")
    return {file: data.replace(old.encode(), new) for file, data in files.items()}


def _missing(files: Files, change: Change) -> Files:
    names = sorted(files)
    gone = names[change.file % len(names)]
    return {name: data for name, data in files.items() if name != gone}


LARGEST = 100_000_000
"""Bytes of the largest table."""
_STRAYS = (
    "queue.csv", "Teams.CSV", "notes.txt", "plan.xls", "~$plan.xlsx", ".hidden.csv",
    "plan.toml.bak", "schedule.csv", "drivers.csv", "actuals.csv", "rotations.csv",
    "off_queue.csv", "scenarios.toml",
)  # fmt: skip


def _stray(files: Files, change: Change) -> Files:
    """Files that nobody expects."""
    name = _STRAYS[change.row % len(_STRAYS)]
    text = change.text.encode("utf-8", "surrogatepass")
    kinds = (text, b"", bytes(range(256)), files.get("queues.csv", b""))
    return {**files, name: kinds[change.column % 4]}


def _long(files: Files, change: Change) -> Files:
    """Thousands of rows, columns, or characters in a cell."""
    name, rows = _table(files, change)
    kind = change.column % 4
    if kind == 0:
        wide = sum(len(cell) + 1 for cell in rows[-1])
        rows += [rows[-1]] * min(2_000 + change.row % 3_000, LARGEST // wide)
    elif kind == 1:
        first = [[f"{row[0]}{number}", *row[1:]] for number in range(500) for row in rows[-1:]]
        rows += first
    elif kind == 2:
        rows = [[*row, *[f"{change.text}{i}" for i in range(1_000)]] for row in rows]
    else:
        rows[-1] = [(change.text or "x") * 20_000, *rows[-1][1:]]
    return {**files, name: _written(rows)}


def _sheet(files: Files, change: Change) -> Files:
    """A table as a sheet of plan.xlsx: alone or beside its file, whole, broken or a bomb."""
    name, rows = _table(files, change)
    kind = change.column % 7
    book = _book(kind, name.removesuffix(".csv"), rows, change)
    rest = {file: data for file, data in files.items() if file != name or kind == 1}
    return {**rest, "plan.xlsx": book}


def _book(kind: int, table: str, rows: list[list[str]], change: Change) -> bytes:
    if kind == 2:
        return workbook({table: formula_rows(rows, "1+1")})
    if kind == 3:
        return workbook({table: text_rows(rows)})[: 200 + change.row % 900]
    if kind == 4:
        return far_corner()
    if kind == 5:
        return zip_bomb(200)
    if kind == 6:
        return change.text.encode("utf-8", "surrogatepass")
    return workbook({table: text_rows(rows)})


def _contradiction(files: Files, change: Change) -> Files:
    """Tables that are fine one by one and cannot hold together."""
    names = sorted(contradictions.ALL)
    return contradictions.ALL[names[change.row % len(names)]].change(files)


KINDS: Mapping[str, Callable[[Files, Change], Files]] = {
    "cell": _cell, "any cell": _cell, "last cell": _cell, "column": _column, "row": _row,
    "header": _header, "encoding": _encoding, "separator": _separator, "bytes": _bytes,
    "setting": _setting, "rename": _rename, "missing": _missing, "stray": _stray, "long": _long,
    "sheet": _sheet, "contradiction": _contradiction,
}  # fmt: skip
WEIGHTS: Mapping[str, int] = {
    "cell": 10, "any cell": 2, "last cell": 2, "column": 4, "row": 4, "header": 3, "encoding": 2,
    "separator": 2, "bytes": 3, "setting": 4, "rename": 3, "missing": 1, "stray": 1, "long": 1,
    "sheet": 1, "contradiction": 3,
}  # fmt: skip
KIND_NAMES = tuple(kind for kind, weight in WEIGHTS.items() for _ in range(weight))
CELL_TEXTS = TEXTS
