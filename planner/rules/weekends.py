"""Weekends: Saturday and Sunday of one week, worked when a shift starts on either."""

from collections.abc import Iterator
from datetime import date, timedelta

from planner.clock import monday_of
from planner.rules.records import Record
from planner.rules.violations import Violation, breach, count, person
from planner.sentences import on_day

_SATURDAY = 5
_ONE = timedelta(days=1)


def max_weekends(record: Record) -> Iterator[Violation]:
    """Too many weekends of the horizon with a shift; one breach a person."""
    maximum = record.contract.max_weekends
    if maximum is None:
        return
    worked = _weekends(record)
    if len(worked) > maximum:
        yield breach(
            "max_weekends", record.agent.agent, day=worked[maximum], amount=len(worked) - maximum,
            message=f"{person(record.agent)} works on {count(len(worked), 'weekend')} (from "
            f"{', '.join(on_day(day) for day in worked)}), at most {maximum} are allowed.",
        )  # fmt: skip


def complete_weekends(record: Record) -> Iterator[Violation]:
    """A weekend of which only one day is worked; one breach a weekend.

    Judged only where both days are dates of the horizon and the person is employed on both.
    """
    if not record.contract.complete_weekends:
        return
    for saturday in _weekends(record):
        days = (saturday, saturday + _ONE)
        if not all(day in record.horizon_dates and record.agent.employed(day) for day in days):
            continue
        worked = [day for day in days if day in record.by_date]
        if len(worked) == 1:
            other = days[1] if worked[0] == days[0] else days[0]
            yield breach(
                "complete_weekends", record.agent.agent, day=worked[0], amount=1,
                message=f"{person(record.agent)} works on {on_day(worked[0])} but not on "
                f"{on_day(other)}; weekends are worked whole or not at all.",
            )  # fmt: skip


def _weekends(record: Record) -> list[date]:
    """Saturdays of the weekends in which a shift of the schedule starts."""
    days = {day for day in record.own_dates if day.weekday() >= _SATURDAY}
    return sorted({monday_of(day) + timedelta(days=_SATURDAY) for day in days})
