"""Excel workbooks by hand, whole and malicious ones."""

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FAR_CORNER = "XFD1048576"
"""The last cell that a sheet can have."""


def workbook(sheets: Mapping[str, str], texts: Sequence[str] = ()) -> bytes:
    """A workbook from the XML of each sheet's rows, and the texts that cells share."""
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    overrides += (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    ) * bool(texts)
    names = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": _links(["officeDocument"], "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": _links(["worksheet"] * len(sheets), "worksheets/sheet{}.xml"),
        **{
            f"xl/worksheets/sheet{i}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}'
            "</sheetData></worksheet>"
            for i, rows in enumerate(sheets.values(), 1)
        },
    }
    if texts:
        shared = "".join(f"<si><t>{_safe(text)}</t></si>" for text in texts)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
        link = f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        links = "xl/_rels/workbook.xml.rels"
        parts[links] = parts[links].replace("</Relationships>", f"{link}</Relationships>")
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, HEAD + text)
    return packed.getvalue()


def _links(kinds: Sequence[str], target: str) -> str:
    links = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target.format(i)}"/>'
        for i, kind in enumerate(kinds, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def text_rows(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text cells."""
    return "".join(
        f'<row r="{number}">{"".join(_cell(text) for text in row)}</row>'
        for number, row in enumerate(rows, start=1)
    )


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{_safe(text)}</t></is></c>'


def _safe(text: str) -> str:
    plain = "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff")
    return plain.replace("&", "&amp;").replace("<", "&lt;")


def shared_rows(rows: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """Rows of cells with their names and the texts that they share, as Excel writes them."""
    texts = sorted({text for row in rows for text in row})
    made = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + column)}{number}" t="s"><v>{texts.index(text)}</v></c>'
            for column, text in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return made, texts


def formula_rows(rows: Sequence[Sequence[str]], formula: str) -> str:
    """The rows, each cell of the first one below the header a formula that holds its text."""
    made = "".join(
        f'<c t="str"><f>{formula}</f><v>{text}</v></c>'
        for text in (rows[1] if len(rows) > 1 else [])
    )
    return text_rows(rows[:1]) + f'<row r="2">{made}</row>'


def far_corner() -> bytes:
    """A small file whose sheet has two cells, far apart: 17 billion cells if made dense."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    cells = f'{first}<row r="1048576"><c r="{FAR_CORNER}"><v>1</v></c></row>'
    return workbook({"shifts": cells})


@lru_cache(maxsize=4)
def zip_bomb(megabytes: int) -> bytes:
    """A workbook of a few kilobytes that unpacks to so much."""
    return workbook({"shifts": "<row><c><v>1</v></c></row>" + " " * (megabytes << 20)})
