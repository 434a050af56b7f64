"""A rota changed by hand: shifts moved, pinned and given, leave given; audited each time.

Every change gives another :class:`RotaDraft`, so that undoing is going back to the one before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from planner.assumptions import with_middle_breaks
from planner.auditing import HARD, Audit, audit
from planner.clock import instant, local_date
from planner.domain import Plan, ShiftTemplate, TimeOff
from planner.errors import PlannerError
from planner.folder import RawFolder
from planner.folder.drafting import editable, with_rows
from planner.schedules import WORK, Schedule, Shift, Stretch, schedule_of
from planner.ui.texts import t
from planner.ui.wording import day_words

Days = frozenset[tuple[str, date]]


@dataclass(frozen=True, kw_only=True, eq=False)
class RotaDraft:
    """A rota as it stands after some changes, and what the audit says of it.

    ``pinned`` are the days that a new optimisation keeps: whatever was moved or given by hand, and
    what was pinned; ``given_off`` are days off that were given as leave; ``done`` tells the last
    change.
    """

    plan: Plan
    schedule: Schedule
    needs: pd.DataFrame
    judged: Audit
    pinned: Days = frozenset()
    given_off: Days = frozenset()
    done: str = ""

    def shift_of(self, agent: str, day: date) -> Shift | None:
        """The shift that a person starts on a day."""
        own = self.schedule.by_agent.get(agent, ())
        return next((shift for shift in own if shift.date == day), None)


def begun(plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> RotaDraft:
    """A rota before any change."""
    judged = audit(plan, schedule, needs)
    kept = frozenset((pin.agent, pin.date) for pin in plan.pins)
    return RotaDraft(plan=plan, schedule=schedule, needs=needs, judged=judged, pinned=kept)


def moved(draft: RotaDraft, agent: str, day: date, start: datetime) -> RotaDraft:
    """A shift begins at another instant; its breaks move with it, and it is pinned."""
    shift = _the_shift(draft, agent, day)
    new = shifted(draft.plan, shift, start)
    place = draft.plan.team[shift.team].zone
    told = t(
        "{0}: {1} moved to {2}", _name(draft, agent), shift.shift, _when(start.astimezone(place))
    )
    return with_shift(draft, new, instead=shift, told=told)


def shifted(plan: Plan, shift: Shift, start: datetime) -> Shift:
    """The shift at another start, as long on the wall clock as its template says."""
    place = plan.team[shift.team].zone
    kind = plan.shift.get(shift.shift)
    local = start.astimezone(place)
    minute = local.hour * 60 + local.minute
    end = (
        instant(local.date(), minute + kind.length_minutes, place)
        if kind
        else start + (shift.end - shift.start)
    )
    by = start - shift.start
    parts = [replace(part, start=part.start + by, end=part.end + by) for part in shift.activities]
    return replace(
        shift, start=start.astimezone(UTC), end=end, date=local_date(start, place),
        activities=tuple(_cut_to(parts, end)),
    )  # fmt: skip


def _cut_to(parts: list[Stretch], end: datetime) -> Iterable[Stretch]:
    """The stretches up to an end, the last of them reaching it."""
    inside = [part for part in parts if part.start < end]
    return [*inside[:-1], replace(inside[-1], end=end)] if inside else []


def with_shift(
    draft: RotaDraft, new: Shift, *, told: str, instead: Shift | None = None
) -> RotaDraft:
    """The draft with a shift more, perhaps in place of another; its day is pinned."""
    left = [shift for shift in draft.schedule.shifts if shift is not instead]
    gone = {(instead.agent, instead.date)} if instead else set()
    pinned = (draft.pinned - gone) | {(new.agent, new.date)}
    return _judged(draft, told, schedule=schedule_of([*left, new]), pinned=frozenset(pinned))


def swapped(draft: RotaDraft, agent: str, other: str, day: date) -> RotaDraft:
    """Two people of a team take each other's shift of a day; whoever has none gives none.

    Times, breaks and queues stay with the shift, and both days are pinned.
    """
    mine, theirs = draft.shift_of(agent, day), draft.shift_of(other, day)
    if mine is None and theirs is None:
        raise PlannerError(t("{0} has no shift on {1}.", _name(draft, agent), day_words(day)))
    new = swapped_shifts((agent, mine), (other, theirs))
    left = [shift for shift in draft.schedule.shifts if shift is not mine and shift is not theirs]
    told = t("{0} and {1}: swapped on {2}", _name(draft, agent), _name(draft, other),
             day_words(day))  # fmt: skip
    return _judged(
        draft, told, schedule=schedule_of([*left, *new]),
        pinned=draft.pinned | {(agent, day), (other, day)},
    )  # fmt: skip


def swapped_shifts(one: tuple[str, Shift | None], two: tuple[str, Shift | None]) -> list[Shift]:
    """The shifts of two people after each has taken the other's."""
    (first, given), (second, taken) = one, two
    pairs = ((given, second), (taken, first))
    return [replace(shift, agent=agent) for shift, agent in pairs if shift is not None]


def new_shift(plan: Plan, agent: str, kind: ShiftTemplate, start: datetime, queue: str) -> Shift:
    """A shift of a template for a person, breaks in the middle of their windows, on one queue."""
    team = plan.team[plan.agent[agent].team]
    local = start.astimezone(team.zone)
    end = instant(local.date(), local.hour * 60 + local.minute + kind.length_minutes, team.zone)
    bare = Shift(
        agent=agent, team=team.team, date=local.date(), shift=kind.shift,
        start=start.astimezone(UTC), end=end,
    )  # fmt: skip
    filled = with_middle_breaks(plan, bare)
    parts = (replace(p, queue=queue) if p.activity == WORK else p for p in filled.activities)
    return replace(filled, activities=tuple(parts))


def removed(draft: RotaDraft, agent: str, day: date) -> RotaDraft:
    """A shift is taken away; the day may be planned anew."""
    shift = _the_shift(draft, agent, day)
    left = schedule_of(other for other in draft.schedule.shifts if other is not shift)
    told = t("{0}: no shift on {1}", _name(draft, agent), day_words(day))
    return _judged(draft, told, schedule=left, pinned=draft.pinned - {(agent, day)})


def given_leave(draft: RotaDraft, agent: str, day: date) -> RotaDraft:
    """A person has the day off; a shift that starts on it goes."""
    if draft.plan.on_leave(agent, day):
        raise PlannerError(t("{0} has leave on {1} already.", _name(draft, agent), day_words(day)))
    leave = TimeOff(agent=agent, first=day, last=day, kind="leave")
    plan = replace(draft.plan, time_off=(*draft.plan.time_off, leave))
    left = [s for s in draft.schedule.shifts if (s.agent, s.date) != (agent, day)]
    told = t("{0}: leave on {1}", _name(draft, agent), day_words(day))
    return _judged(
        draft, told, plan=plan, schedule=schedule_of(left), pinned=draft.pinned - {(agent, day)},
        given_off=draft.given_off | {(agent, day)},
    )  # fmt: skip


def pinned(draft: RotaDraft, agent: str, day: date, *, keep: bool) -> RotaDraft:
    """A day stands when the rest is optimised again, or no longer does. Nothing to audit."""
    days = draft.pinned | {(agent, day)} if keep else draft.pinned - {(agent, day)}
    told = t("{0}: {1} pinned") if keep else t("{0}: {1} no longer pinned")
    return replace(draft, pinned=days, done=told.format(_name(draft, agent), day_words(day)))


def _judged(
    draft: RotaDraft, told: str, *, schedule: Schedule, pinned: Days, plan: Plan | None = None,
    given_off: Days | None = None,
) -> RotaDraft:  # fmt: skip
    plan = plan or draft.plan
    return RotaDraft(
        plan=plan, schedule=schedule, needs=draft.needs, pinned=pinned, done=told,
        given_off=draft.given_off if given_off is None else given_off,
        judged=audit(plan, schedule, draft.needs),
    )  # fmt: skip


def _the_shift(draft: RotaDraft, agent: str, day: date) -> Shift:
    shift = draft.shift_of(agent, day)
    if shift is None:
        raise PlannerError(t("{0} has no shift on {1}.", _name(draft, agent), day_words(day)))
    return shift


def _when(moment: datetime) -> str:
    return f"{day_words(moment.date())} {moment:%H:%M}"


def _name(draft: RotaDraft, agent: str) -> str:
    return draft.plan.agent[agent].name or agent


def new_breaches(before: RotaDraft, now: RotaDraft) -> pd.DataFrame:
    """Breaches that were not there before, hard ones first; the columns of ``violations.csv``."""
    key = ["rule", "agent", "date", "message"]
    known = set(map(tuple, before.judged.violations[key].to_numpy().tolist()))
    found = now.judged.violations
    fresh = [tuple(row) not in known for row in found[key].to_numpy().tolist()]
    return found[np.array(fresh, dtype=bool)].sort_values(
        "severity", key=lambda s: s != HARD, ignore_index=True
    )


def with_pins(raw: RawFolder, draft: RotaDraft) -> RawFolder:
    """The plan folder with the draft's pins and leave, for optimising the rest again.

    Pinned days without a shift are pinned as days off.
    """
    pins = editable(raw, "pins")
    others = [
        (agent, day) not in {(a, d.isoformat()) for a, d in draft.pinned}
        for agent, day in zip(pins["agent"], pins["date"], strict=True)
    ]
    rows = pd.DataFrame([_pin(draft, a, d) for a, d in sorted(draft.pinned)], dtype=str)
    raw = with_rows(raw, "pins", pd.concat([pins[np.array(others, dtype=bool)], rows]).fillna(""))
    if not draft.given_off:
        return raw
    leave = pd.DataFrame(
        [
            {"agent": agent, "from": day.isoformat(), "to": day.isoformat(), "kind": "leave"}
            for agent, day in sorted(draft.given_off)
        ],
        dtype=str,
    )
    return with_rows(raw, "time_off", pd.concat([editable(raw, "time_off"), leave]).fillna(""))


def _pin(draft: RotaDraft, agent: str, day: date) -> dict[str, str]:
    shift = draft.shift_of(agent, day)
    if shift is None:
        return {"agent": agent, "date": day.isoformat(), "shift": "", "start": ""}
    start = shift.start.astimezone(draft.plan.team[shift.team].zone)
    return {
        "agent": agent, "date": day.isoformat(), "shift": shift.shift, "start": f"{start:%H:%M}",
    }  # fmt: skip


def hours_of(draft: RotaDraft, agent: str, monday: date) -> float:
    """Paid hours of the shifts that a person starts in a week."""
    week = (monday, monday + timedelta(days=7))
    own = draft.schedule.by_agent.get(agent, ())
    return sum(shift.paid_hours for shift in own if week[0] <= shift.date < week[1])
