"""Workbooks with something wrong in them, drawn from a seed, and what becomes of them.

Each is a table of a plan as Excel writes it (texts shared between cells, every cell named), with
one to three changes to its cells, its parts or its bytes.
"""

import csv
import io
import random
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from planner.errors import DataError
from planner.folder.drafting import uploaded
from tests.fuzz.outcomes import Outcome, outcome_of
from tests.support.folders import SMALL
from tests.support.workbooks import shared_rows, workbook

Parts = dict[str, str]
PLACES = (
    "A0", "B1048577", "XFD1048576", "XFE1", "ZZZZ1", "AAAAAAAAA1", "A4294967296", "A99999999999",
    "A" + "0" * 90 + "1048576", "$A$1", "a1", "1", "A", "", "A1:B2", "A-1", "\u0661", "A&#49;",
)  # fmt: skip
VALUES = (
    "99999", "-1", "", "1e308", "0x1", "9" * 40, "nan", "&#x0;", "&lol;", "]]>", "<v/>", "\ufffe",
    "2027-13-45T99:99:99Z", "45000.5", "-5",
)  # fmt: skip
TYPES = ("s", "b", "e", "d", "n", "str", "inlineStr", "x", "")
NAMES = ("../../teams.csv", "CON.xlsx", "[red]x[/].xlsx", "\u202exslx", "a\x07.xlsx", "x" * 300)
_SHEET = "xl/worksheets/sheet1.xml"


def drawn_book(seed: int) -> tuple[str, bytes]:
    """The table that a workbook holds, and the workbook."""
    draw = random.Random(seed)
    table = draw.choice(sorted(name for name in SMALL if name.endswith(".csv")))
    rows = list(csv.reader(io.StringIO(SMALL[table])))
    cells, texts = shared_rows(rows)
    parts = _parts(workbook({table.removesuffix(".csv"): cells}, texts))
    for _ in range(draw.choice((1, 1, 2, 3))):
        draw.choice(CHANGES)(parts, draw)
    content = _packed(parts)
    if draw.random() < 0.15:
        at = draw.randrange(len(content))
        content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
    return table, content


def outcome_of_book(seed: int, place: Path) -> Outcome:
    """The workbook in a plan folder, and uploaded under a name that means no good."""
    table, content = drawn_book(seed)
    files = {name: text.encode() for name, text in SMALL.items() if name != table}
    found = outcome_of({**files, "plan.xlsx": content}, place, further=())
    with warnings.catch_warnings(), suppress(DataError):
        warnings.simplefilter("error")
        uploaded(NAMES[seed % len(NAMES)] + ".xlsx", content, table.removesuffix(".csv"))
    return found


def _parts(book: bytes) -> Parts:
    with ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def _packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text.encode("utf-8", "surrogatepass"))
    return out.getvalue()


def _exchange(parts: Parts, draw: random.Random, before: str, after: str, new: str) -> None:
    """Put another text between two marks, at one of the places where they stand."""
    text = parts.get(_SHEET, "")
    starts = [i + len(before) for i in range(len(text)) if text.startswith(before, i)]
    if starts:
        at = draw.choice(starts)
        parts[_SHEET] = text[:at] + new + text[text.find(after, at) :]


def _place(parts: Parts, draw: random.Random) -> None:
    _exchange(parts, draw, ' r="', '"', draw.choice(PLACES))


def _value(parts: Parts, draw: random.Random) -> None:
    _exchange(parts, draw, "<v>", "</v>", draw.choice(VALUES))


def _type(parts: Parts, draw: random.Random) -> None:
    _exchange(parts, draw, ' t="', '"', draw.choice(TYPES))


def _long_text(parts: Parts, draw: random.Random) -> None:
    """One text is long, and many cells show it."""
    texts = parts.get("xl/sharedStrings.xml", "")
    length = 10 ** draw.randrange(2, 7)
    parts["xl/sharedStrings.xml"] = texts.replace("<t>", "<t>" + "x" * length, 1)
    cell = '<c t="s"><v>0</v></c>'
    _more(parts, f"<row>{cell * draw.choice((1, 10, 100))}</row>" * draw.choice((1, 10, 1_000)))


def _more(parts: Parts, rows: str) -> None:
    parts[_SHEET] = parts.get(_SHEET, "").replace("</sheetData>", rows + "</sheetData>")


def _much(parts: Parts, draw: random.Random) -> None:
    """Very many rows, cells or columns, most of them with nothing in them."""
    _more(parts, draw.choice((
        "<row/>" * 200_000, "<row>" + "<c/>" * 200_000 + "</row>",
        "<row>" + "<c><v>1</v></c>" * 20_000 + "</row>", '<row r="900000"/>',
        '<row r="900000"><c r="A900000"><v>1</v></c></row>', "<row>" * 20_000,
    )))  # fmt: skip


def _size(parts: Parts, draw: random.Random) -> None:
    """What the sheet says of its own size."""
    says = draw.choice(("A1:XFD1048576", "A1", "XFD1048576:A1", "B2:ZZZZ9999999999", ""))
    text = parts.get(_SHEET, "")
    parts[_SHEET] = text.replace("<sheetData>", f'<dimension ref="{says}"/><sheetData>')


def _moved(parts: Parts, draw: random.Random) -> None:
    """A part elsewhere, missing, twice or cut."""
    name = draw.choice(sorted(parts))
    text = parts.pop(name)
    kind = draw.randrange(4)
    if kind == 0:
        new = draw.choice(("xl/other.xml", "../../x.xml", "/etc/x", "xl\\worksheets\\sheet1.xml"))
        parts[new] = text
        for other in parts:
            parts[other] = parts[other].replace(name.removeprefix("xl/"), new.removeprefix("xl/"))
    elif kind == 1:
        parts[name] = text[: draw.randrange(len(text) + 1)]
    elif kind == 2:
        parts[name] = parts[name.upper()] = text


def _names(parts: Parts, draw: random.Random) -> None:
    """Further sheets, which are the same part, or whose names are odd."""
    book = parts.get("xl/workbook.xml", "")
    new = draw.choice(("queues", "teams", "", "../x", "x" * 400, "&lt;b&gt;", "TEAMS", "history"))
    sheet = f'<sheet name="{new}" sheetId="9" r:id="r1"/>'
    parts["xl/workbook.xml"] = book.replace("</sheets>", sheet + "</sheets>")


def _text(parts: Parts, draw: random.Random) -> None:
    """Something that is not to be there, anywhere in a part."""
    name = draw.choice(sorted(parts))
    text, new = parts[name], draw.choice((
        '<!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY l "&lol;&lol;&lol;&lol;">]>', "<!--", "<![CDATA[",
        "&l;", "\x00", "\ud800", "<", ">", '"', "<a>" * 50_000, "</worksheet>", "<?xml?>", "&#0;",
    ))  # fmt: skip
    at = draw.randrange(len(text) + 1)
    parts[name] = text[:at] + new + text[at + draw.randrange(4) :]


CHANGES: tuple[Callable[[Parts, random.Random], None], ...] = (
    _place, _place, _value, _value, _type, _long_text, _much, _size, _moved, _names, _text,
)  # fmt: skip
