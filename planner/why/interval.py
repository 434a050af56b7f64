"""Why an interval is short of people on a queue: where everybody is who could serve it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from planner.clock import DAY_MINUTES, monday_of, zone
from planner.domain import Agent, Plan, Team
from planner.errors import DataError, Problem
from planner.optimiser.resolving import Rotas
from planner.rules.groups import SEPARATOR
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch
from planner.sentences import Sentence, joined
from planner.why.ground import Ground
from planner.why.money import Part, gap_at, parts_of
from planner.why.person import WORTH, day_words, money_lines

MOST_ASKED = 40
"""Of so many people at most who are off it is worked out what their coming would cost."""
EVEN = 0.05
"""Agents that are not worth a word."""
ON_IT, ELSEWHERE, RESTING, AWAY = "on it", "elsewhere", "resting", "away"
LEAVE, UNAVAILABLE, NOT_EMPLOYED, OFF_SHIFT = "leave", "unavailable", "not employed", "off shift"


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Somebody who is off and would come: the best rota of theirs with a shift at that time.

    ``cost`` is the difference in the whole plan's audited cost to the best rota of theirs without
    that; ``parts`` sum to it.
    """

    agent: str
    shift: Sentence
    cost: float
    gap: float
    parts: tuple[Part, ...]
    schedule: Schedule


@dataclass(frozen=True, kw_only=True)
class Short:
    """Why a queue is short in an interval.

    ``gap`` effective agents to spare, short where negative; ``shared`` the same if those present
    were given to queues anew, which all that follows is held against. ``where`` people who serve
    the queue by what they do; ``busy`` those on other queues by queue with its own gap. Of those
    off shift ``asked`` were looked at, the rules leave ``barred`` no rota with a shift then, and
    ``coming`` is the cheapest of the others. ``limits`` are limits of whole teams that are reached,
    and the people whom the queue asks for whatever its need.
    """

    queue: str
    at: datetime
    required: float
    covered: float
    gap: float
    shared: float
    where: dict[str, tuple[str, ...]]
    busy: dict[str, tuple[int, float]]
    asked: int
    barred: int
    coming: Coming | None
    limits: tuple[Sentence, ...]
    currency: str
    timezone: str

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """The reasons in sentences."""
        return tuple(_lines(self))


def why_short(ground: Ground, at: datetime, queue: str | None = None) -> Short:
    """Why a queue is short in the interval that holds an instant; of the shortest one if none is
    named.

    Raises
    ------
    DataError
        Unknown queue, or an instant outside the horizon.
    """
    interval, name = place_of(ground, at, queue)
    plan = ground.plan
    moment = plan.horizon.moment(interval * plan.horizon.interval_minutes)
    doing = doing_at(ground, moment, name)
    where: dict[str, tuple[str, ...]] = {}
    for agent, (what, _) in doing.items():
        where[what] = (*where.get(what, ()), agent)
    busy = Counter(other for _, other in doing.values() if other in plan.queue)
    coverage = ground.own.coverage
    row = coverage[(coverage["queue"] == name) & (coverage["interval_start"] == moment)].iloc[0]
    free = where.get(OFF_SHIFT, ()) if row["gap"] < -EVEN else ()
    asked, barred, coming = _coming(ground, free, interval, name)
    return Short(
        queue=name, at=moment, required=float(row["required"]), covered=float(row["covered"]),
        gap=float(row["gap"]), shared=gap_at(plan, ground.base, name, interval), where=where,
        asked=asked, barred=barred, coming=coming,
        busy={q: (number, gap_at(plan, ground.own, q, interval)) for q, number in busy.items()},
        limits=(*floor(plan, row, name), *_limits(ground, moment, name)), currency=plan.currency,
        timezone=plan.horizon.timezone,
    )  # fmt: skip


def place_of(ground: Ground, at: datetime, queue: str | None) -> tuple[int, str]:
    """Interval and queue that are asked about."""
    interval = ground.interval(at)
    names = [row.queue for row in ground.plan.queues]
    if queue is None:
        gaps = {name: gap_at(ground.plan, ground.own, name, interval) for name in names}
        return interval, min(names, key=lambda name: gaps[name])
    if queue not in names:
        message = f"is no queue of the plan: expected one of {', '.join(names)}"
        raise DataError([Problem(file="--queue", value=queue, message=message)])
    return interval, queue


def doing_at(ground: Ground, moment: datetime, queue: str) -> dict[str, tuple[str, str]]:
    """What everybody who serves a queue does at an instant, by id; last the other queue."""
    return {
        agent.agent: _doing(ground.plan, ground.schedule, agent, moment, queue)
        for agent in ground.plan.agents
        if queue in agent.queues
    }


def _doing(
    plan: Plan, schedule: Schedule, agent: Agent, moment: datetime, queue: str
) -> tuple[str, str]:
    """What somebody who serves the queue does at an instant; last the other queue."""
    place = zone(plan.team[agent.team].timezone)
    part = _part(schedule.by_agent.get(agent.agent, ()), moment)
    if part is not None:
        if part.activity != WORK:
            return (RESTING if part.activity in (BREAK, MEAL) else AWAY), ""
        names = part.queue.split(SEPARATOR)
        return (ON_IT, "") if queue in names else (ELSEWHERE, names[0])
    local = moment.astimezone(place)
    if not agent.employed(local.date()):
        return NOT_EMPLOYED, ""
    if plan.on_leave(agent.agent, local.date()):
        return LEAVE, ""
    week = plan.available.get(agent.agent)
    minute = (60 * local.hour + local.minute) % DAY_MINUTES
    free = week is None or bool(week[local.weekday(), minute])
    return (OFF_SHIFT if free else UNAVAILABLE), ""


def _part(shifts: tuple[Shift, ...], moment: datetime) -> Stretch | None:
    for shift in shifts:
        if shift.start <= moment < shift.end:
            return next((p for p in shift.activities if p.start <= moment < p.end), None)
    return None


def _coming(
    ground: Ground, people: tuple[str, ...], interval: int, queue: str
) -> tuple[int, int, Coming | None]:
    """How many were looked at, how many of them cannot come, and the cheapest who can."""
    standing, plan = ground.standing, ground.plan
    minute = interval * plan.horizon.interval_minutes
    chosen = np.unique(np.linspace(0, max(len(people) - 1, 0), MOST_ASKED).astype(int))
    found: list[tuple[float, str, Rotas, Rotas]] = []
    looked = [people[at] for at in chosen if people]
    for agent in looked:
        ways = [standing.best(agent, asked) for asked in standing.covering(agent, minute)]
        best = min((w for w in ways if w), key=lambda rotas: rotas.cost, default=None)
        usual = standing.best(agent) or standing.now
        if best is not None:
            found.append((best.cost - usual.cost, agent, best, usual))
    if not found:
        return len(looked), len(looked), None
    _, agent, rotas, usual = min(found, key=lambda row: row[:2])
    schedule, judged = ground.judged(standing, rotas)
    better = usual.cost < min(standing.now.cost, rotas.cost) - WORTH
    before = ground.judged(standing, usual)[1] if better else ground.base
    moment = plan.horizon.moment(minute)
    shift = next(s for s in schedule.by_agent[agent] if s.start <= moment < s.end)
    coming = Coming(
        agent=agent, shift=day_words(plan, agent, shift.date, {shift.date: shift}),
        cost=judged.cost - before.cost, gap=gap_at(plan, judged, queue, interval),
        parts=parts_of(plan, ground.needs, before, judged), schedule=schedule,
    )  # fmt: skip
    return len(looked), len(looked) - len(found), coming


def floor(plan: Plan, row: "pd.Series[Any]", queue: str) -> Iterator[Sentence]:
    """The fewest people on a queue, where these and not the need are missing.

    ``row`` is one of ``coverage.csv``.
    """
    if -row["gap"] > max(0.0, row["required"] - row["covered"]) + EVEN:
        yield Sentence(
            "People who are to be on it whenever it is open (queues.csv, min_agents): {0}.",
            plan.queue[queue].min_agents,
        )  # fmt: skip


def _limits(ground: Ground, moment: datetime, queue: str) -> Iterator[Sentence]:
    """Limits of whole teams that leave no room for one more."""
    plan = ground.plan
    names = {agent.team for agent in plan.agents if queue in agent.queues}
    for team in (team for team in plan.teams if team.team in names):
        there = [s for s in ground.schedule.shifts if s.team == team.team]
        seated = sum(s.start <= moment < s.end for s in there)
        if team.max_seats is not None and seated >= team.max_seats:
            yield Sentence("All {0} seats of {1} are taken then.", team.max_seats, team.team)
        if team.max_paid_hours_per_week is not None:
            yield from _hours(plan, team, there, moment)


def _hours(plan: Plan, team: Team, shifts: list[Shift], moment: datetime) -> Iterator[Sentence]:
    place = zone(team.timezone)
    monday = monday_of(moment.astimezone(place).date())
    paid = sum(s.paid_hours for s in shifts if monday_of(s.date) == monday)
    shortest = min(
        (row.length_minutes / 60 for row in plan.shifts if row.serves(team.team)), default=0.0
    )
    most = team.max_paid_hours_per_week or 0.0
    if paid + shortest > most:
        yield Sentence(
            "The hours of {0} in that week leave no room for a shift more: {1:,.0f} of at most "
            "{2:,.0f}.", team.team, paid, most,
        )  # fmt: skip


def _lines(told: Short) -> Iterator[Sentence]:
    local = told.at.astimezone(zone(told.timezone))
    when = f"{local:%Y-%m-%d %H:%M}"
    if told.gap >= -EVEN:
        yield Sentence(
            "{0} at {1} is covered, or as good as: {2:,.2f} agents are needed, {3:,.2f} are there.",
            told.queue, when, told.required, told.covered,
        )  # fmt: skip
        return
    yield Sentence(
        "{0} at {1} is short of {2:,.2f} agents: {3:,.2f} are needed, {4:,.2f} are there.",
        told.queue, when, -told.gap, told.required, told.covered,
    )  # fmt: skip
    yield _people(told)
    for queue, (people, gap) in sorted(told.busy.items()):
        yield (
            Sentence("  {0} of them on {1}, which has {2:,.2f} agents to spare", people, queue, gap)
            if gap > EVEN
            else Sentence("  {0} of them on {1}, which has none to spare", people, queue)
        )
    if told.shared > told.gap + EVEN:
        yield Sentence(
            "Those present shared among the queues anew leave a gap of {0:+,.2f}: this is what "
            "changes are held against.", told.shared,
        )  # fmt: skip
    yield from told.limits
    yield from _who_is_off(told)


def _people(told: Short) -> Sentence:
    count = {name: len(people) for name, people in told.where.items()}
    clauses = [
        Sentence("{0} on it", count.get(ON_IT, 0)),
        Sentence("{0} on other queues", count.get(ELSEWHERE, 0)),
        Sentence("{0} on a break", count.get(RESTING, 0)),
        Sentence("{0} in meetings or training", count.get(AWAY, 0)),
        Sentence("{0} on leave", count.get(LEAVE, 0)),
        Sentence("{0} not available then", count.get(UNAVAILABLE, 0)),
        Sentence("{0} not employed", count.get(NOT_EMPLOYED, 0)),
        Sentence("{0} off shift", count.get(OFF_SHIFT, 0)),
    ]
    shown = [clause for clause in clauses if clause.figures[0]]
    return Sentence(
        "Of {0} people who serve {1}: {2}.", sum(count.values()), told.queue, joined(shown)
    )


def _who_is_off(told: Short) -> Iterator[Sentence]:
    """What those off shift would cost."""
    if not told.asked:
        yield Sentence(
            "Nobody who serves it is off shift and free: only more people, fewer contacts or "
            "people on other queues could help."
        )
        return
    if told.barred:
        yield Sentence(
            "Of {0} of those off shift, the rules and shifts leave {1} no rota with a shift then.",
            told.asked, told.barred,
        )  # fmt: skip
    coming = told.coming
    if coming is None:
        return
    words = (coming.agent, coming.shift, abs(coming.cost), told.currency, coming.gap)
    if coming.cost >= 0:
        yield Sentence(
            "The cheapest of the others, {0} with {1}, would cost {2:,.2f} {3} more over the plan "
            "than the shortage taken away: the gap here would be {4:+,.2f}.", *words,
        )  # fmt: skip
    else:
        yield Sentence(
            "{0} with {1} would save {2:,.2f} {3} over the plan: the gap here would be {4:+,.2f}, "
            "and the rota can be bettered.", *words,
        )  # fmt: skip
    yield from money_lines(coming.parts)
