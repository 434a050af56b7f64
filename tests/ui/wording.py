"""Every text that the app shows, found in the source.

These are the first arguments of ``t`` and ``mark`` in the app, the patterns of sentences that
reports are made of, and the meanings of the columns of a plan folder.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from planner.folder.tables import ALL_TABLES

PACKAGE = Path(__file__).parents[2] / "planner"
UI = PACKAGE / "ui"
WORDED = ("t", "mark", "heading", "card", "Sentence")


def texts() -> list[str]:
    """Texts in the order of files and lines, those of the app first, each once."""
    engine = (path for path in sorted(PACKAGE.rglob("*.py")) if not path.is_relative_to(UI))
    found: dict[str, None] = {}
    for path in (*sorted(UI.glob("*.py")), *engine):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WORDED and node.args:
                found |= dict.fromkeys(_said(node.args[0]))
    for table in ALL_TABLES.values():
        for column in table.columns:
            found |= dict.fromkeys((column.about, *_kind(column.kind.expects)))
    return list(found)


def _kind(expects: str) -> Iterator[str]:
    """What a cell must be; of a few words to choose from only the pattern is translated."""
    if not expects.startswith("one of "):
        yield expects


def _said(argument: ast.expr) -> Iterator[str]:
    """A text, or both of a choice."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _said(argument.body)
        yield from _said(argument.orelse)
