"""A rota that is kept: its earlier days stand, later changes have a price."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.clock import local_date
from planner.domain import Agent, Plan, Team
from planner.errors import Problem
from planner.optimiser.kernels.case import FREE, MUST_REST, MUST_WORK
from planner.optimiser.kernels.cover import NOT_KEPT, STAYS_OFF
from planner.optimiser.options import Options
from planner.optimiser.wishes import can_start
from planner.schedules import Schedule, Shift

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A rota of which the days before ``since`` stand."""

    schedule: Schedule
    since: date

    def shifts(self, plan: Plan, agent: Agent) -> dict[date, Shift]:
        """A person's kept shifts that start inside the horizon, by local date."""
        place = plan.team[agent.team].zone
        return {
            local_date(shift.start, place): shift
            for shift in self.schedule.by_agent.get(agent.agent, ())
            if plan.horizon.first <= shift.start < plan.horizon.last
        }

    def stands_until(self, plan: Plan, team: Team) -> date:
        """The first date on which a team's shifts may change: orders are locked for a while."""
        locked = plan.horizon.start + timedelta(days=team.lock_days or 0)
        return max(self.since, locked) if team.lock_days else self.since


@dataclass(frozen=True, kw_only=True)
class KeptDays:
    """What a person's kept rota means for the search.

    ``option[day]`` is the option that is kept, a day off (``STAYS_OFF``) or ``NOT_KEPT`` where a
    change has no price; ``asked`` is the price of changes if the person had no shift at all.
    """

    option: Ints
    asked: float


@dataclass(frozen=True)
class Offered:
    """The options of one team and contract, found by what a shift says of itself."""

    options: Options

    @cached_property
    def _number(self) -> dict[tuple[int, str, int, int], int]:
        options = self.options
        names = [template.shift for template in options.templates]
        rows = zip(
            options.day.tolist(), options.template.tolist(), options.start.tolist(),
            options.end.tolist(), strict=True,
        )  # fmt: skip
        return {(day, names[of], start, end): at for at, (day, of, start, end) in enumerate(rows)}

    def find(self, plan: Plan, day: int, shift: Shift | None) -> int:
        """The option that a shift is (none: a day off), ``NOT_KEPT`` where it is not offered."""
        if shift is None:
            return STAYS_OFF
        begin, end = plan.horizon.minute_of(shift.start), plan.horizon.minute_of(shift.end)
        return self._number.get((day, shift.shift, begin, end), NOT_KEPT)


def keep_days(
    plan: Plan, agent: Agent, offered: Offered, kept: Kept | None, status: Ints, pinned: Ints,
    wall: Ints,
) -> KeptDays | None:  # fmt: skip
    """Settle the days that stand in ``status``, ``pinned`` and ``wall``; price the later ones."""
    if kept is None:
        return None
    options, shifts = offered.options, kept.shifts(plan, agent)
    stands = kept.stands_until(plan, plan.team[agent.team])
    option = np.full(len(options.dates), NOT_KEPT, dtype=np.int64)
    asked = 0.0
    for at, day in enumerate(options.dates):
        shift = shifts.get(day)
        found = offered.find(plan, at, shift)
        if day < stands and found != NOT_KEPT and status[at] == FREE:
            status[at] = MUST_REST if found == STAYS_OFF else MUST_WORK
            if found >= 0:
                pinned[at], wall[at] = options.template[found], options.wall[found]
        elif day >= kept.since:
            option[at] = found
            asked += plan.prices.change if shift is not None else 0.0
    return KeptDays(option=option, asked=asked)


def cannot_stand(
    plan: Plan, agent: Agent, offered: Offered, kept: Kept | None
) -> Iterator[Problem]:
    """Days of a kept rota that should stand and that the plan does not allow any more.

    Leave, employment and pins given later than the rota win over the days before ``since``, but
    not over a locked order.
    """
    if kept is None:
        return
    team, shifts = plan.team[agent.team], kept.shifts(plan, agent)
    for at, day in enumerate(offered.options.dates):
        if day >= kept.stands_until(plan, team):
            return
        shift = shifts.get(day)
        given = _given_otherwise(plan, agent, day, shift)
        if given and day >= kept.since:
            yield _fault(
                agent, day, shift, f"{given}, and orders are locked (teams.csv, lock_days)"
            )
        elif given is None:
            why = _not_offered(plan, agent, offered, at, shift)
            if why:
                yield _fault(agent, day, shift, f"{why} (correct that, or keep from a later date)")


def _given_otherwise(plan: Plan, agent: Agent, day: date, shift: Shift | None) -> str | None:
    """What leave, employment or a pin says against a kept day; blank: the same; else ``None``."""
    if plan.on_leave(agent.agent, day):
        return "is on leave that day" if shift else ""
    if not agent.employed(day):
        return "is not employed that day" if shift else ""
    pin = plan.pin.get((agent.agent, day))
    if pin is None:
        return None
    same = pin.shift == (shift.shift if shift else "") and (
        shift is None or pin.start in (None, _clock(shift, plan.team[agent.team]))
    )
    return "" if same else "has another pin for that day in pins.csv"


def _not_offered(
    plan: Plan, agent: Agent, offered: Offered, at: int, shift: Shift | None
) -> str | None:
    if offered.find(plan, at, shift) == NOT_KEPT:
        return "cannot be given that shift any more (shifts.csv, contracts.csv)"
    day, named = offered.options.dates[at], shift.shift if shift else ""
    wanted = None if "rotation" in plan.rules else plan.rotation_shift(agent, day)
    if wanted is None or wanted == named or (wanted and not can_start(offered.options, at, wanted)):
        return None
    return f"has {wanted or 'a day off'} that day in rotations.csv"


def _clock(shift: Shift, team: Team) -> int:
    moment = shift.start.astimezone(team.zone)
    return 60 * moment.hour + moment.minute


def _fault(agent: Agent, day: date, shift: Shift | None, why: str) -> Problem:
    return Problem(
        file="--keep", column=f"{agent.agent} on {day}",
        value=shift.shift if shift else "day off",
        message=f"should stand, but {agent.agent} {why}",
    )  # fmt: skip
