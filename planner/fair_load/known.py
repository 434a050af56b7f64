"""What is known of the weeks before a plan: shifts, days, and changes with their notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clock import local_date
from planner.domain import Plan
from planner.fair_load.published import Days, Publication, by_day, same, told_by
from planner.outlook import RosterChange
from planner.schedules import Shift


@dataclass(frozen=True, kw_only=True)
class Known:
    """The weeks before a plan.

    ``shifts`` were worked on ``days`` (every day from the first known one on); ``changes`` of
    shifts on these days and in the plan, those of ``roster_changes.csv`` and those that
    ``publications`` show; ``otherwise`` days of people who worked otherwise than published last.
    """

    shifts: tuple[Shift, ...]
    days: tuple[date, ...]
    changes: tuple[RosterChange, ...]
    publications: int
    otherwise: int

    def late(self, notice_days: int) -> dict[str, tuple[RosterChange, ...]]:
        """Changes of each person told fewer days before."""
        found: dict[str, tuple[RosterChange, ...]] = {}
        for change in self.changes:
            recent = not self.days or change.date >= self.days[0]
            if change.notice_days < notice_days and recent:
                found[change.agent] = (*found.get(change.agent, ()), change)
        return found


def what_was(plan: Plan, past: Sequence[Shift], published: Sequence[Publication]) -> Known:
    """Shifts as they were worked, else as they were published last; changes once each.

    ``roster_changes.csv`` goes before what publications show of the same person and day.
    """
    worked, told = _worked(plan, past), told_by(plan, published)
    covered = _days_of(plan, worked)
    before = {
        key: shifts
        for key, shifts in told.days.items()
        if key[1] < plan.horizon.start and key[1] not in covered
    }
    shifts = (*worked, *(shift for of in before.values() for shift in of))
    given = plan.outlook.roster_changes
    stated = {(change.agent, change.date) for change in given}
    return Known(
        shifts=shifts, days=_every_day(plan, shifts), publications=len(published),
        changes=(*given, *(c for c in told.changes if (c.agent, c.date) not in stated)),
        otherwise=_otherwise(by_day(plan, worked), told.days, covered),
    )  # fmt: skip


def _worked(plan: Plan, past: Sequence[Shift]) -> tuple[Shift, ...]:
    """Shifts of ``previous.csv`` and of schedules of the past that began before the plan."""
    seen = {(shift.agent, shift.start): shift for shift in (*past, *plan.previous)}
    return tuple(
        shift for shift in seen.values()
        if shift.agent in plan.agent and shift.start < plan.horizon.first
    )  # fmt: skip


def _days_of(plan: Plan, shifts: Sequence[Shift]) -> set[date]:
    """Local days of the shifts; a day on which nobody at all worked is not told by them."""
    return {day for _, day in by_day(plan, shifts)}


def _every_day(plan: Plan, shifts: Sequence[Shift]) -> tuple[date, ...]:
    """Days before the plan from the first of which anything is known."""
    if not shifts:
        return ()
    first = min(local_date(s.start, plan.team[plan.agent[s.agent].team].zone) for s in shifts)
    count = max((plan.horizon.start - first).days, 1)
    return tuple(first + timedelta(days=number) for number in range(count))


def _otherwise(worked: Days, published: Days, covered: set[date]) -> int:
    """Days of people whose shifts were not those published last."""
    return sum(
        day in covered and not same(worked.get((agent, day), ()), shifts)
        for (agent, day), shifts in published.items()
    )
