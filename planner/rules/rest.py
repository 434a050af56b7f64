"""Rest between shifts, in elapsed hours, across the seam with ``previous.csv``."""

from collections.abc import Iterator
from datetime import timedelta

from planner.rules.records import Duty, Record
from planner.rules.violations import TOLERANCE, Violation, at_time, breach, figure, person

_NONE = timedelta(0)


def min_rest_hours(record: Record) -> Iterator[Violation]:
    """Too little time between the end of a shift and the start of the next.

    Shifts that overlap are a breach of ``overlap`` alone.
    """
    minimum = record.contract.min_rest_hours
    if minimum is None:
        return
    for before, after in _neighbours(record):
        rest = (after.shift.start - before.shift.end).total_seconds() / 3600
        if rest >= 0 and rest < minimum - TOLERANCE:
            yield breach(
                "min_rest_hours", record.agent.agent, day=after.date, amount=minimum - rest,
                message=f"{person(record.agent)} has {figure(rest)} h between the end on "
                f"{at_time(before.shift.end, record.place)} and the next start on "
                f"{at_time(after.shift.start, record.place)}, {figure(minimum)} h are due.",
            )  # fmt: skip


def overlap(record: Record) -> Iterator[Violation]:
    """Two shifts of one person at the same time."""
    for before, after in _neighbours(record):
        shared = min(before.shift.end, after.shift.end) - after.shift.start
        if shared > _NONE:
            yield breach(
                "overlap", record.agent.agent, day=after.date,
                amount=shared.total_seconds() / 3600,
                message=f"{person(record.agent)} starts on "
                f"{at_time(after.shift.start, record.place)} while the shift before lasts until "
                f"{at_time(before.shift.end, record.place)}.",
            )  # fmt: skip


def _neighbours(record: Record) -> Iterator[tuple[Duty, Duty]]:
    """Each duty with the one before it that ends last; pairs of previous shifts are left out."""
    latest: Duty | None = None
    for duty in record.duties:
        if latest is not None and (duty.own or latest.own):
            yield latest, duty
        if latest is None or duty.shift.end >= latest.shift.end:
            latest = duty
