"""Why a person has this rota and not the one asked for: its price, or what forbids it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.clock import zone
from planner.domain import Plan
from planner.errors import DataError, Problem
from planner.optimiser.asking import Asked
from planner.optimiser.easing import priced_between
from planner.optimiser.forbidding import forbidden_by
from planner.optimiser.one_person import TABLES
from planner.optimiser.resolving import Rotas, Standing
from planner.rules import RULES
from planner.schedules import Schedule, Shift
from planner.sentences import Sentence, joined
from planner.terms import NOT, OFF, WORKING
from planner.why.ground import Ground
from planner.why.money import Part, new_hard_breaches, parts_of

WORTH = 1.0
"""Money that another rota must save to be told."""
MOST_REQUESTS = 10
"""So many unmet requests of a person are answered, the heaviest first."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A day of the person that would be another one."""

    day: date
    before: Sentence
    after: Sentence


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What it would mean to give a person what was asked for one day.

    ``cost`` is the difference in the whole plan's audited cost, the best rota of the person with
    that day in place of theirs and everybody else's shifts as they are; ``parts`` sum to it.
    ``None``: rules leave the person no such rota, whatever the others do; ``clash`` names the
    fewest that forbid it. ``breaks`` are hard rules of whole teams that it would newly break.
    ``spare`` estimates what another rota of the person would save without that day.
    """

    agent: str
    asked: Asked
    now: Sentence
    met: bool = False
    cost: float | None = None
    parts: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    breaks: tuple[str, ...] = ()
    spare: float = 0.0
    clash: tuple[Sentence, ...] = ()
    schedule: Schedule | None = None
    currency: str = ""

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """The answer in sentences."""
        return tuple(_lines(self))


def why_not(
    ground: Ground, agent: str, *, day: date | None = None, want: str | None = None
) -> tuple[Answer, ...]:
    """Why a person's rota is not as asked.

    Parameters
    ----------
    day, want
        What is asked of a day, ``want`` as in ``requests.csv``: ``off``, ``work``, a template,
        ``not:`` and a template. Without them every request of the person that is not met; with a
        day alone those of that day, or, where there is none, the opposite of what the day holds.

    Raises
    ------
    DataError
        Unknown person or shift, or a day outside the horizon.
    """
    _check(ground.plan, agent, day, want)
    if day is not None and want is not None:
        asked = [Asked(day=day, want=want)]
    else:
        asked = [each for each in _unmet(ground, agent) if day in (None, each.day)]
        if day is not None and not asked:
            shift = _shifts(ground.schedule, agent).get(day)
            asked = [Asked(day=day, want=OFF if shift else WORKING)]
    return tuple(_answer(ground, agent, each) for each in asked[:MOST_REQUESTS])


def _check(plan: Plan, agent: str, day: date | None, want: str | None) -> None:
    problems = []
    if agent not in plan.agent:
        known = ", ".join(list(plan.agent)[:3])
        message = f"is nobody in agents.csv and teams.csv: expected one of {known} …"
        problems.append(Problem(file="--person", value=agent, message=message))
    dates = plan.horizon.dates()
    if agent in plan.agent:
        dates = plan.horizon.team_dates(plan.team[plan.agent[agent].team].zone)
    if day is not None and day not in dates:
        message = f"lies outside the horizon: expected {dates[0]} to {dates[-1]}"
        problems.append(Problem(file="--day", value=day.isoformat(), message=message))
    name = (want or OFF).removeprefix(NOT)
    if name not in (OFF, WORKING) and name not in plan.shift:
        known = ", ".join([OFF, WORKING, *plan.shift])
        message = f"is no shift of shifts.csv: expected one of {known}, or not: and a shift"
        problems.append(Problem(file="--shift", value=want, message=message))
    if want is not None and day is None:
        problems.append(Problem(file="--shift", value=want, message="goes with --day DATE"))
    if problems:
        raise DataError(problems)


def _unmet(ground: Ground, agent: str) -> list[Asked]:
    """A person's requests that the schedule does not meet, the heaviest first."""
    shifts = _shifts(ground.schedule, agent)
    rows = sorted(ground.plan.wishes.get(agent, ()), key=lambda row: (-row.weight, row.date))
    asked = [Asked(day=row.date, want=row.want) for row in rows]
    return [each for each in asked if not _is_met(each, shifts)]


def _is_met(asked: Asked, shifts: dict[date, Shift]) -> bool:
    shift = shifts.get(asked.day)
    if shift is None:
        return asked.want == OFF or asked.want.startswith(NOT)
    if asked.want.startswith(NOT):
        return shift.shift != asked.want.removeprefix(NOT)
    return asked.want in (WORKING, shift.shift)


def _shifts(schedule: Schedule, agent: str) -> dict[date, Shift]:
    return {shift.date: shift for shift in schedule.by_agent.get(agent, ())}


def _answer(ground: Ground, agent: str, asked: Asked) -> Answer:
    before = _shifts(ground.schedule, agent)
    now, currency = day_words(ground.plan, agent, asked.day, before), ground.plan.currency
    if _is_met(asked, before):
        return Answer(agent=agent, asked=asked, now=now, met=True, currency=currency)
    found = _solved(ground, agent, asked)
    if found is None:
        clash = tuple(_clash(ground, agent, asked))
        return Answer(agent=agent, asked=asked, now=now, clash=clash, currency=currency)
    schedule, judged = ground.judged(*found)
    after = _shifts(schedule, agent)
    changes = [
        Change(
            day=day, before=day_words(ground.plan, agent, day, before),
            after=day_words(ground.plan, agent, day, after),
        )
        for day in sorted({*before, *after})
        if _times(before.get(day)) != _times(after.get(day))
    ]  # fmt: skip
    return Answer(
        agent=agent, asked=asked, now=now, cost=judged.cost - ground.base.cost,
        parts=parts_of(ground.plan, ground.needs, ground.base, judged), changes=tuple(changes),
        breaks=new_hard_breaches(ground.base, judged), schedule=schedule, currency=currency,
        spare=_spare(ground, agent),
    )  # fmt: skip


def _solved(ground: Ground, agent: str, asked: Asked) -> tuple[Standing, Rotas] | None:
    """The best rota as asked; where rules between shifts that have a price stand in the way, one
    that breaks them."""
    found = ground.standing.best(agent, asked)
    if found is not None:
        return ground.standing, found
    priced = frozenset(priced_between(ground.plan))
    if not priced:
        return None
    eased = Standing(ground.plan, ground.needs, ground.schedule, eased={agent: priced})
    found = eased.best(agent, asked)
    return None if found is None else (eased, found)


def _spare(ground: Ground, agent: str) -> float:
    """What the person's best rota would save as things stand."""
    best = ground.standing.best(agent)
    return 0.0 if best is None else max(0.0, ground.standing.now.cost - best.cost)


def _times(shift: Shift | None) -> tuple[object, ...]:
    return () if shift is None else (shift.shift, shift.start, shift.end)


def day_words(plan: Plan, agent: str, day: date, shifts: dict[date, Shift]) -> Sentence:
    """A day of a person's rota: the shift with its times on the team's clock, leave or off."""
    shift = shifts.get(day)
    if shift is None:
        return Sentence("leave") if plan.on_leave(agent, day) else Sentence("a day off")
    place = zone(plan.team[shift.team].timezone)
    begin, end = (moment.astimezone(place) for moment in (shift.start, shift.end))
    return Sentence("{0} {1:%H:%M}–{2:%H:%M}", shift.shift, begin, end)


def _clash(ground: Ground, agent: str, asked: Asked) -> Iterator[Sentence]:
    plan = ground.plan
    person = plan.agent[agent]
    contract = plan.contract[person.contract]
    name = asked.want.removeprefix(NOT)
    if not person.employed(asked.day):
        yield Sentence("agents.csv: {0} is not employed on {1}", agent, asked.day)
        return
    if asked.want != OFF and not asked.want.startswith(NOT):
        offered = ground.standing.offered(agent, asked.day)
        if not offered or name not in (WORKING, *offered):
            yield Sentence(
                "shifts.csv, with contract {0}, offers {1} on {2}: {3}",
                contract.contract, person.team, asked.day,
                joined(offered) if offered else Sentence("nothing"),
            )  # fmt: skip
            return
    kept = forbidden_by(plan, agent, asked)
    for rule in kept:
        if rule in TABLES:
            yield _fact(rule, agent)
        else:
            yield Sentence(
                "contracts.csv, {0}: {1} ({2} = {3})", contract.contract,
                _named(rule), rule, _figure(getattr(contract, rule)),
            )  # fmt: skip


def _named(rule: str) -> Sentence:
    name = RULES[rule].name
    return Sentence(name)


def _figure(value: object) -> str:
    if isinstance(value, bool):
        return "yes"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _fact(table: str, agent: str) -> Sentence:
    said = {
        "pins": Sentence("pins.csv: days of {0} that stand", agent),
        "time_off": Sentence("time_off.csv: leave of {0}", agent),
        "availability": Sentence("availability.csv: when {0} can work", agent),
        "previous": Sentence("previous.csv: what {0} worked in the weeks before", agent),
    }
    return said[table]


def asked_words(asked: Asked) -> Sentence:
    """What is asked of a day."""
    if asked.want == OFF:
        return Sentence("a day off on {0}", asked.day)
    if asked.want == WORKING:
        return Sentence("a shift on {0}", asked.day)
    if asked.want.startswith(NOT):
        return Sentence("no shift {0} on {1}", asked.want.removeprefix(NOT), asked.day)
    return Sentence("the shift {0} on {1}", asked.want, asked.day)


def _lines(answer: Answer) -> Iterator[Sentence]:
    what, who, money = asked_words(answer.asked), answer.agent, answer.currency
    if answer.met:
        yield Sentence("{0} has {1}: the rota holds {2} then.", who, what, answer.now)
        return
    yield Sentence("{0}: {1} instead of {2}?", who, what, answer.now)
    if answer.cost is None:
        yield from _forbidden(answer)
        return
    cost = answer.cost
    if abs(cost) < 0.005:
        yield Sentence("It would cost the same.")
    elif cost > 0:
        yield Sentence("It would cost {0:,.2f} {1} more over the plan:", cost, money)
    else:
        yield Sentence(
            "It would cost {0:,.2f} {1} less over the plan: the rota can be bettered here.",
            -cost, money,
        )  # fmt: skip
    yield from money_lines(answer.parts)
    if answer.spare >= WORTH:
        yield Sentence(
            "Without that day another rota of {0} would save about {1:,.2f} {2}; held against that "
            "one it is {3:+,.2f}.", who, answer.spare, money, cost + answer.spare,
        )  # fmt: skip
    if len(answer.changes) > 1:
        yield Sentence("With it the rota of {0} changes on these days:", who)
        for change in answer.changes:
            yield Sentence("  {0}: {1} instead of {2}", change.day, change.after, change.before)
    for message in answer.breaks:
        yield Sentence("It would break a hard rule: {0}", message)


def money_lines(parts: Sequence[Part]) -> Iterator[Sentence]:
    """A line for each cause."""
    for part in parts:
        yield Sentence("  {0:+,.2f} {1}", part.money, part.said)


def _forbidden(answer: Answer) -> Iterator[Sentence]:
    if not answer.clash:
        yield Sentence("No rota that the rules allow was found.")
        return
    yield Sentence("It cannot be, whatever the others do. Together these forbid it:")
    for said in answer.clash:
        yield Sentence("  {0}", said)
    if len(answer.clash) > 1:
        yield Sentence("Without any one of them it could be.")
