"""Schedules written to their files and read back."""

from pathlib import Path

from planner.folder import write_whole
from planner.rules import shift_costs
from planner.schedule_files import read_schedule
from planner.schedules import Shift, activities_table, schedule_table
from tests.clocks.worlds import World


def differences(made: World, place: Path) -> list[tuple[Shift, Shift | None]]:
    """Shifts that are not the same after they were written and read, with what became of them."""
    costs = shift_costs(made.plan, made.schedule)
    tables = {
        "schedule.csv": schedule_table(made.plan, made.schedule, costs),
        "activities.csv": activities_table(made.plan, made.schedule),
    }
    write_whole(place, tables)
    back, _, _ = read_schedule(made.plan, place)
    after = {(shift.agent, shift.start): shift for shift in back.shifts}
    strangers = len(back.shifts) - len(made.schedule.shifts)
    apart: list[tuple[Shift, Shift | None]] = [
        (shift, after.get((shift.agent, shift.start)))
        for shift in made.schedule.shifts
        if not _same(shift, after.get((shift.agent, shift.start)))
    ]
    return apart + [(shift, None) for shift in back.shifts[: max(0, strangers)]]


def _same(before: Shift, after: Shift | None) -> bool:
    if after is None:
        return False
    names = ("agent", "team", "date", "shift", "start", "end", "activities", "paid_hours")
    return all(getattr(before, name) == getattr(after, name) for name in names)
