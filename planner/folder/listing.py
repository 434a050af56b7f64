"""The problems of a folder as they are listed: those of files that are not there, and the order."""

from collections.abc import Sequence

from planner.errors import Problem
from planner.folder.raw import RawFolder
from planner.folder.reading import SETTINGS
from planner.folder.tables import ALL_TABLES


def missing_tables(raw: RawFolder) -> list[Problem]:
    """Required tables that the folder does not have."""
    return [
        Problem(file=f"{name}.csv", message=f"is missing: {table.about}")
        for name, table in ALL_TABLES.items()
        if table.required and name not in raw.tables and name not in raw.unread
    ]


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Problems by file as the tables are declared, then by row; each once."""
    files = [SETTINGS, *(f"{name}.csv" for name in ALL_TABLES)]

    def place(problem: Problem) -> tuple[int, str, int]:
        name = problem.file.removeprefix("plan.xlsx sheet ")
        file = name if name.endswith((".csv", ".toml")) else f"{name}.csv"
        at = files.index(file) if file in files else len(files)
        return (at, problem.file, problem.row or 0)

    return sorted(dict.fromkeys(problems), key=place)
