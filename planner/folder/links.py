"""Names that one table uses and another must hold."""

from collections.abc import Iterable, Mapping

from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.folder.columns import Column
from planner.folder.spelling import hint
from planner.folder.text import shortened

Known = Mapping[str, Iterable[str]]


def reference_problems(tables: Mapping[str, CheckedTable], known: Known) -> list[Problem]:
    """Every cell that names a row which is not there.

    ``known`` holds the names by table; a table that could not be read is absent from it, and
    nothing is said about references to it.
    """
    problems: list[Problem] = []
    for checked in tables.values():
        for column in checked.table.columns:
            if column.refers in known and not checked.table.bulk:
                problems += _dangling(checked, column, known)
    return problems


def _dangling(checked: CheckedTable, column: Column, known: Known) -> list[Problem]:
    names = set(known[column.refers])
    problems = [
        checked.problem(row.number, column.name, _no_such(name, column.refers, names), value=name)
        for row in checked.rows
        for name in _listed(row[column.name])
        if name not in names
    ]
    return shortened(problems)


def _listed(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else value or ()
    return tuple(name for name in names if name not in ("", "*"))


def _no_such(name: str, table: str, names: Iterable[str]) -> str:
    if table == "tiers":
        return f"is the tier of no team and no person{hint(name, names)}"
    noun = "name" if table == "profiles" else table.removesuffix("s")
    noun = {"agents": "person"}.get(table, noun)
    return f"is no {noun} of {table}.csv{hint(name, names)}"


def loops(edges: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Every closed chain of ``from -> to``, each once, from its first name on."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        at = start
        while at in edges and at not in done and at not in path:
            path.append(at)
            at = edges[at]
        if at in path:
            found.append(tuple(path[path.index(at) :]))
        done.update(path)
    return found
