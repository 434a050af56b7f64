"""Counts and targets of key figures as objects, and what is wrong between them."""

from collections.abc import Iterator, Set

from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.folder.spelling import hint
from planner.kpi_rows import PARTS, KpiRow, KpiTarget

LABELS = ("date", "queue", "team", "agent")


def build_kpis(checked: CheckedTable) -> tuple[KpiRow, ...]:
    """Rows of ``kpis.csv``; ``*`` names nobody in particular."""
    counts = [column.name for column in checked.table.columns if column.name not in LABELS]
    return tuple(
        KpiRow(
            date=row["date"], agent=row["agent"],
            queue=row["queue"].removeprefix("*"), team=row["team"].removeprefix("*"),
            counts={name: row[name] for name in counts if row[name] is not None},
        )
        for row in checked.rows
    )  # fmt: skip


def build_targets(checked: CheckedTable) -> tuple[KpiTarget, ...]:
    """Rows of ``kpi_targets.csv``."""
    return tuple(
        KpiTarget(
            kpi=row["kpi"], target=row["target"],
            queue=row["queue"].removeprefix("*"), team=row["team"].removeprefix("*"),
        )
        for row in checked.rows
    )  # fmt: skip


def kpi_problems(kpis: CheckedTable, queues: Set[str], teams: Set[str]) -> Iterator[Problem]:
    """Parts larger than their whole, and names that are in no other table (a warning).

    ``queues`` and ``teams`` name faulty rows too: one fault should not make two.
    """
    for row in kpis.rows:
        for part, whole in PARTS.items():
            if None not in (row[part], row[whole]) and row[part] > row[whole]:
                message = f"is more than {whole} ({row[whole]:g}), which it is part of"
                yield kpis.problem(row.number, part, message, value=kpis.shown(row.number, part))
    for column, known in (("queue", queues), ("team", teams)):
        told: set[str] = {"", "*"}
        for row in kpis.rows:
            name = row[column]
            if name not in told and name not in known:
                message = f"is no {column} of {column}s.csv{hint(name, known)}: shown as it is"
                yield kpis.problem(row.number, column, message, value=name, warning=True)
            told.add(name)
