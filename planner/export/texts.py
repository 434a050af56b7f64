"""Text as other programs take it: no formulas, no odd file names."""

import re
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes text that starts with one of these for a formula."""


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def file_names(prefix: str, names: Iterable[str]) -> dict[str, str]:
    """A file name, without ending, for each name; different ones for different names.

    Letters and digits of any script stay, everything else becomes a hyphen.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"[^\w]+", "-", name).strip("-") or "unnamed"
        stem = f"{prefix}-{plain}"
        number, free = 2, stem
        while free.casefold() in taken:
            free, number = f"{stem}-{number}", number + 1
        taken.add(free.casefold())
        given[name] = free
    return given
