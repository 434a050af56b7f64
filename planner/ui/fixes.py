"""What would mend a short interval: each fix with its price and effect."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from planner.auditing import HARD, price_of
from planner.clock import instant
from planner.domain import Agent, Plan, ShiftTemplate
from planner.rules import RULES, check_rules
from planner.schedules import WORK, Schedule, Shift, Stretch
from planner.ui.rota_draft import RotaDraft, new_breaches, new_shift, shifted, with_shift
from planner.ui.short_interval import Floats, Moment, gaps, local_day, on_shift, start_of
from planner.ui.texts import t

EVEN = 0.05
MOST_CHECKS = 80


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A change that helps: ``cost`` and ``short_hours`` are differences; ``gap`` is what is left.

    ``draft`` is the rota with the change in it; ``breaks`` names the hard rules that somebody has
    to agree to bend (hours beyond the contract, for one).
    """

    title: str
    cost: float
    short_hours: float
    gap: float
    draft: RotaDraft
    breaks: tuple[str, ...] = ()


def fixes(draft: RotaDraft, at: Moment, most: int = 3) -> list[Fix]:
    """Changes that lessen the shortage of an interval, the cheapest first.

    Somebody on another queue takes over, a break moves, a shift moves, one more person comes in:
    the most promising of each kind, judged by the audit. Where none of a kind keeps the hard rules,
    the best is shown with the rules that it bends.
    """
    shortest = gaps(draft, at.queue)
    if shortest[at.interval] >= -EVEN:
        return []
    kinds: tuple[Callable[[RotaDraft, Moment], Iterator[_Try]], ...] = (
        _take_over, _move_break, _move_shift, _one_more,
    )  # fmt: skip
    found = [
        _judged(draft, at, tried) for kind in kinds if (tried := _best(draft, kind(draft, at)))
    ]
    helpful = [fix for fix in found if fix.gap > shortest[at.interval] + EVEN]
    return sorted(helpful, key=lambda fix: (len(fix.breaks), fix.cost))[:most]


def _best(draft: RotaDraft, tries: "Iterator[_Try]") -> "_Try | None":
    """The try of most value that keeps the hard rules; if none does, that of most value."""
    ordered = sorted(tries, key=lambda tried: -tried.value)[:MOST_CHECKS]
    known: dict[tuple[Shift, ...], int] = {}
    legal = (tried for tried in ordered if _legal(draft.plan, tried, known))
    return next(legal, ordered[0] if ordered else None)


@dataclass(frozen=True, kw_only=True)
class _Try:
    """A change before it is judged; ``value`` estimates the money that it saves."""

    title: str
    value: float
    old: Shift | None
    new: Callable[[], Shift]
    others: tuple[Shift, ...]


def _legal(plan: Plan, tried: _Try, known: dict[tuple[Shift, ...], int]) -> bool:
    """Whether the change adds no hard breach to the person's own record."""
    new = tried.new()
    alone = replace(plan, agents=(plan.agent[new.agent],), cover=())
    before = tried.others + ((tried.old,) if tried.old else ())
    if before not in known:
        known[before] = hard_breaches(alone, before)
    return hard_breaches(alone, (*tried.others, new)) <= known[before]


def hard_breaches(plan: Plan, shifts: Sequence[Shift]) -> int:
    """How often the shifts of a plan's people break rules that have no price."""
    found = check_rules(plan, Schedule(tuple(sorted(shifts, key=lambda s: s.start))))
    return sum(price_of(plan, breach.rule) is None for breach in found)


def _judged(draft: RotaDraft, at: Moment, tried: _Try) -> Fix:
    after = with_shift(draft, tried.new(), told=tried.title, instead=tried.old)
    return Fix(
        title=tried.title, draft=after, cost=after.judged.cost - draft.judged.cost,
        short_hours=after.judged.short_hours - draft.judged.short_hours,
        gap=float(gaps(after, at.queue)[at.interval]), breaks=_bent(draft, after),
    )  # fmt: skip


def _bent(before: RotaDraft, after: RotaDraft) -> tuple[str, ...]:
    """Names of the hard rules that a change newly breaks."""
    found = new_breaches(before, after)
    rules = found.loc[found["severity"] == HARD, "rule"].drop_duplicates().tolist()
    return tuple(t(RULES[rule].name) if rule in RULES else str(rule) for rule in rules)


def _instead(
    draft: RotaDraft, shift: Shift, *, title: str, value: float, make: Callable[[], Shift]
) -> _Try:
    """A change of a shift that there is."""
    others = _others(draft, shift.agent, shift)
    return _Try(title=title, value=value, old=shift, new=make, others=others)


def _others(draft: RotaDraft, agent: str, old: Shift | None) -> tuple[Shift, ...]:
    return tuple(s for s in draft.schedule.by_agent.get(agent, ()) if s is not old)


def _relief(draft: RotaDraft, gap: Floats, effect: float, first: int, last: int) -> float:
    """Money of the shortage that more (or with a negative effect fewer) agents take away."""
    own = gap[max(first, 0) : max(last, 0)]
    less = np.maximum(-own, 0.0) - np.maximum(-(own + effect), 0.0)
    hours = draft.plan.horizon.interval_minutes / 60
    return float(less.sum()) * hours * draft.plan.prices.shortage_per_hour


def _interval_of(plan: Plan, moment: datetime) -> int:
    return plan.horizon.minute_of(moment) // plan.horizon.interval_minutes


def _take_over(draft: RotaDraft, at: Moment) -> Iterator[_Try]:
    """Somebody on another queue that has people to spare takes this one for the gap."""
    gap, plan = gaps(draft, at.queue), draft.plan
    first, last = _run(gap, at.interval)
    for agent, shift, part in on_shift(draft, at):
        if part.activity != WORK or part.queue in ("", at.queue) or "|" in part.queue:
            continue
        begin = max(part.start, start_of(plan, first))
        end = min(part.end, start_of(plan, last))
        a, b = _interval_of(plan, begin), _interval_of(plan, end)
        effect = plan.effectiveness(agent)
        lost = _relief(draft, gaps(draft, part.queue), -effect, a, b)
        gain = _relief(draft, gap, effect, a, b) + lost
        if a <= at.interval < b:
            title = t("{0} takes {1} instead of {2} for {3} minutes", agent.name or agent.agent,
                      at.queue, part.queue, _minutes(begin, end))  # fmt: skip
            make = _lazily(_with_queue, shift, part, begin, end, at.queue)
            yield _instead(draft, shift, title=title, value=gain, make=make)


def _run(gap: Floats, interval: int) -> tuple[int, int]:
    """The stretch of short intervals around one: first, and the one after the last."""
    first = last = interval
    while first > 0 and gap[first - 1] < -EVEN:
        first -= 1
    while last < len(gap) and gap[last] < -EVEN:
        last += 1
    return first, last


def _with_queue(shift: Shift, part: Stretch, begin: datetime, end: datetime, queue: str) -> Shift:
    pieces = [
        replace(part, end=begin), replace(part, start=begin, end=end, queue=queue),
        replace(part, start=end),
    ]  # fmt: skip
    kept = [piece for piece in pieces if piece.start < piece.end]
    parts = [q for p in shift.activities for q in (kept if p is part else [p])]
    return replace(shift, activities=tuple(parts))


def _move_break(draft: RotaDraft, at: Moment) -> Iterator[_Try]:
    """Somebody's break begins at another time that its window allows."""
    plan, gap = draft.plan, gaps(draft, at.queue)
    for agent, shift, part in on_shift(draft, at):
        kind = plan.shift.get(shift.shift)
        if part.activity == WORK or kind is None:
            continue
        length, effect = part.end - part.start, plan.effectiveness(agent)
        for start in _break_starts(plan, shift, part, kind):
            value = _swap(draft, gap, effect, part, start, length)
            if start != part.start:
                words = (t("{0}'s break begins {1} minutes later"),
                         t("{0}'s break begins {1} minutes earlier"))  # fmt: skip
                title = _shifted_words(words, agent, part.start, start)
                make = _lazily(_with_break_at, shift, part, start, at.queue)
                yield _instead(draft, shift, title=title, value=value, make=make)


def _break_starts(
    plan: Plan, shift: Shift, part: Stretch, kind: ShiftTemplate
) -> Iterator[datetime]:
    """Starts of intervals in a break's window at which nothing but work gives way."""
    length, step = part.end - part.start, plan.horizon.interval_minutes
    others = [p for p in shift.activities if p is not part and p.activity != WORK]
    for rest in kind.breaks:
        if (rest.minutes, rest.paid) != (_minutes(part.start, part.end), part.paid):
            continue
        earliest = plan.horizon.minute_of(shift.start) + rest.earliest
        latest = min(earliest - rest.earliest + rest.latest,
                     plan.horizon.minute_of(shift.end) - rest.minutes)  # fmt: skip
        for minute in range(-(-earliest // step) * step, latest + 1, step):
            start = plan.horizon.moment(minute)
            if all(start + length <= p.start or p.end <= start for p in others):
                yield start


def _swap(
    draft: RotaDraft, gap: Floats, effect: float, part: Stretch, start: datetime, length: timedelta
) -> float:
    """What it is worth to work where the break was and to rest at another time."""
    plan = draft.plan
    there = _relief(draft, gap, effect, *_intervals(plan, part.start, part.end))
    return there + _relief(draft, gap, -effect, *_intervals(plan, start, start + length))


def _intervals(plan: Plan, start: datetime, end: datetime) -> tuple[int, int]:
    return _interval_of(plan, start), _interval_of(plan, end - timedelta(seconds=1)) + 1


def _with_break_at(shift: Shift, part: Stretch, start: datetime, queue: str) -> Shift:
    """The shift with a break elsewhere; the time that it leaves goes to the queue."""
    end = start + (part.end - part.start)
    pieces: list[Stretch] = []
    for p in shift.activities:
        whole = p if p is not part else replace(p, activity=WORK, queue=queue, paid=True)
        before, after = (
            replace(whole, end=min(whole.end, start)),
            replace(whole, start=max(whole.start, end)),
        )
        pieces += [piece for piece in (before, after) if piece.start < piece.end]
    moved = replace(part, start=start, end=end)
    return replace(shift, activities=tuple(sorted([*pieces, moved], key=lambda piece: piece.start)))


def _move_shift(draft: RotaDraft, at: Moment) -> Iterator[_Try]:
    """Somebody whose shift misses the interval begins earlier or later that day."""
    plan, gap = draft.plan, gaps(draft, at.queue)
    moment = start_of(plan, at.interval)
    for agent in _able(draft, at):
        day = local_day(plan, agent, moment)
        shift = draft.shift_of(agent.agent, day)
        if shift is None or shift.start <= moment < shift.end or shift.shift not in plan.shift:
            continue
        effect = plan.effectiveness(agent)
        loss = sum(
            _relief(
                draft, gaps(draft, part.queue), -effect, *_intervals(plan, part.start, part.end)
            )
            for part in shift.activities
            if part.activity == WORK and part.queue in plan.queue
        )
        for start in _starts(plan, agent, plan.shift[shift.shift], day, moment):
            end = start + (shift.end - shift.start)
            value = loss + _relief(draft, gap, effect, *_intervals(plan, start, end))
            if start != shift.start:
                words = (t("{0}'s shift begins {1} minutes later"),
                         t("{0}'s shift begins {1} minutes earlier"))  # fmt: skip
                title = _shifted_words(words, agent, shift.start, start)
                make = _lazily(_moved_onto, plan, shift, start, at.queue)
                yield _instead(draft, shift, title=title, value=value, make=make)


def _moved_onto(plan: Plan, shift: Shift, start: datetime, queue: str) -> Shift:
    moved = shifted(plan, shift, start)
    parts = (replace(p, queue=queue) if p.activity == WORK else p for p in moved.activities)
    return replace(moved, activities=tuple(parts))


def _one_more(draft: RotaDraft, at: Moment) -> Iterator[_Try]:
    """Somebody who is off that day, and not on leave, comes in."""
    plan, gap = draft.plan, gaps(draft, at.queue)
    moment = start_of(plan, at.interval)
    for agent in _able(draft, at):
        day = local_day(plan, agent, moment)
        if draft.shift_of(agent.agent, day) or plan.on_leave(agent.agent, day):
            continue
        if not agent.employed(day):
            continue
        for kind in plan.shifts:
            if not kind.serves(agent.team):
                continue
            pay = agent.hourly_cost * kind.length_minutes / 60
            for start in _starts(plan, agent, kind, day, moment):
                end = start + timedelta(minutes=kind.length_minutes)
                gain = _relief(draft, gap, plan.effectiveness(agent), *_intervals(plan, start, end))
                yield _Try(
                    title=t("{0} of {1} comes in for {2} at {3:%H:%M}", agent.name or agent.agent,
                            agent.team, kind.shift, start.astimezone(plan.team[agent.team].zone)),
                    value=gain - pay, old=None, others=_others(draft, agent.agent, None),
                    new=_lazily(new_shift, plan, agent.agent, kind, start, at.queue),
                )  # fmt: skip


def _able(draft: RotaDraft, at: Moment) -> Iterator[Agent]:
    return (agent for agent in draft.plan.agents if at.queue in agent.queues)


def _starts(
    plan: Plan, agent: Agent, kind: ShiftTemplate, day: date, moment: datetime
) -> Iterator[datetime]:
    """Starts of a template on a local day whose shift is at work at an instant."""
    place = plan.team[agent.team].zone
    local = moment.astimezone(place).date()
    if local != day or local.weekday() not in kind.weekdays:
        return
    for minute in kind.start_minutes():
        start = instant(local, minute, place)
        end = start + timedelta(minutes=kind.length_minutes)
        inside = plan.horizon.first <= start and start.astimezone(place).date() == local
        if inside and start <= moment < end:
            yield start


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)


def _shifted_words(texts: tuple[str, str], agent: Agent, old: datetime, new: datetime) -> str:
    """The first text where it is later, the second where it is earlier."""
    minutes = _minutes(old, new)
    later, earlier = texts
    return (later if minutes > 0 else earlier).format(agent.name or agent.agent, abs(minutes))


def _lazily(make: Callable[..., Shift], *given: object) -> Callable[[], Shift]:
    return lambda: make(*given)
