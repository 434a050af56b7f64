"""What the columns of a plan folder mean, in the words of the tables that declare them."""

from typing import Any

from planner.folder.cell_examples import example_of
from planner.folder.columns import Column, Kind
from planner.folder.tables_shared import EVERY_DAY
from planner.ui.texts import capital, t


def meaning(table: str, column: Column) -> str:
    """What a column is, what it takes, what a cell could be, and what a blank one means."""
    example = f"`{example_of(table, column)}`"
    about = capital(t(column.about))
    parts = [t("{0}. Takes {1}. For example {2}.", about, expected(column.kind), example)]
    if column.required:
        parts.append(t("Required."))
    elif column.default not in (None, "", ()):
        parts.append(t("Blank: {0}.", _as_typed(column.default)))
    return " ".join(parts)


def expected(kind: Kind) -> str:
    """What a cell must be: ``a number of seconds``."""
    head, found, options = kind.expects.partition("one of ")
    return t("one of {0}", options) if found and not head else t(kind.expects)


def _as_typed(value: Any) -> str:
    """A default as somebody would write it into the cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == EVERY_DAY:
        return "Mon-Sun"
    if isinstance(value, tuple):
        return "|".join(dict.fromkeys(map(_as_typed, value)))
    return f"{value}"
