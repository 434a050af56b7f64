"""The folder as it was written: tables of text, settings and scenarios, before any judgement."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import Problem
from planner.folder.scenario_file import Scenario


@dataclass(frozen=True, eq=False)
class RawTable:
    """One table as text.

    ``frame`` has one row for each row of the file; its index is the row's number in the file (the
    header is row 1), blank cells are empty strings and numbers have a decimal point. What was
    worked out from a table is remembered for this very object, so change a table by making
    another with :meth:`RawFolder.with_table`, never in place. ``problems`` were found while the
    file was taken apart.
    """

    file: str
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class RawFolder:
    """What stands in a plan folder.

    ``problems`` were found while reading the files; ``inputs_sha256`` is a digest of the files
    that were read.
    """

    path: Path
    settings: Mapping[str, Any]
    settings_text: str = ""
    scenarios_text: str = ""
    tables: Mapping[str, RawTable]
    scenarios: tuple[Scenario, ...] = ()
    problems: tuple[Problem, ...] = ()
    inputs_sha256: str = ""
    unread: tuple[str, ...] = field(default=())
    """Files that were there but could not be read: no more is said about them."""

    def file_of(self, table: str) -> str:
        """The file that a message about a table should name."""
        return self.tables[table].file if table in self.tables else f"{table}.csv"

    def with_table(self, name: str, frame: pd.DataFrame) -> "RawFolder":
        """The same folder with one table exchanged; its index is the row in the file."""
        table = RawTable(self.file_of(name), frame.fillna("").astype(str))
        return replace(self, tables={**self.tables, name: table})

    def without_table(self, name: str) -> "RawFolder":
        """The same folder without one table."""
        rest = {other: table for other, table in self.tables.items() if other != name}
        return replace(self, tables=rest)

    def with_settings(self, settings: Mapping[str, Any]) -> "RawFolder":
        """The same folder with other settings (``plan.toml``)."""
        return replace(self, settings=settings)

    def settings_row(self, path: str) -> int | None:
        """The line of ``plan.toml`` that sets ``staffing.spread``."""
        section, _, key = path.rpartition(".")
        current = ""
        for row, line in enumerate(self.settings_text.splitlines(), start=1):
            if heading := re.match(r"\s*\[\s*([\w.]+)\s*\]", line):
                current = heading[1]
            elif current == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return row
        return None
