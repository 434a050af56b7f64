"""What would help most: one more person, one more template, a rule relaxed, a break moved.

Prices of what is short say what is worth trying; what is told was worked out to the end and held
against the schedule by the audit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.auditing import Audit
from planner.domain import Agent, Plan
from planner.optimiser.resolving import Rotas, Standing
from planner.rules.pay import shift_costs
from planner.schedules import Schedule
from planner.sentences import Sentence, joined
from planner.why.changed_plans import (
    A_SHIFT_LESS,
    Relaxed,
    one_more,
    relaxations,
    variants,
    with_people,
    with_template,
)
from planner.why.ground import Ground
from planner.why.interval import AWAY, RESTING, doing_at, place_of
from planner.why.money import Part, gap_at, new_hard_breaches, parts_of
from planner.why.templates import promising

Floats = NDArray[np.float64]
Kind = Literal["person", "template", "rule", "break"]
MOST_OF = {"person": 2, "template": 2, "rule": 3, "break": 1}
"""So many of each kind are worked out to the end."""
SAMPLE = 3
"""What a rule is worth is first looked at with so many people of a contract."""
MOST_ROUND = 60
"""So many people at most take another rota where a rule or the templates change."""
WORTH = 0.5
"""Money from which a change is worth working out."""
EVEN, LEAST_HOURS = 0.005, 0.05
"""Agents and hours that are not worth a word."""


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """One change of the plan and a schedule that makes use of it.

    ``worth`` is what the whole plan costs less with it, by the audit, the other rotas being as they
    are; below zero it costs more. Of a person ``pay`` is what that person costs, so that
    ``worth + pay`` is what their presence saves. ``gap`` is that of the interval asked about
    afterwards, ``before`` the one held against; ``short_hours`` the change over the plan.
    """

    kind: Kind
    said: Sentence
    worth: float
    pay: float
    before: float
    gap: float
    short_hours: float
    parts: tuple[Part, ...]
    detail: Sentence
    breaks: tuple[str, ...]
    plan: Plan
    schedule: Schedule
    currency: str

    @property
    def lessens_shortage(self) -> bool:
        """Whether less is short in the interval, or over the plan."""
        return self.gap > self.before + EVEN or self.short_hours < -LEAST_HOURS

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """The remedy in sentences."""
        return tuple(_lines(self))


@dataclass(frozen=True, kw_only=True)
class Helps:
    """What would help most: what lessens shortage before what saves money alone, the largest worth
    first. ``looked`` says how many changes of each kind were looked at."""

    queue: str
    at: datetime
    remedies: tuple[Remedy, ...]
    looked: Mapping[Kind, int]

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """What was found, without the remedies."""
        looked = self.looked
        return (
            Sentence("What would help most, over the whole plan:")
            if self.remedies
            else Sentence("Nothing that was looked at helps."),
            Sentence(
                "Looked at: one more person of {0} teams and contracts, {1} templates, {2} rules "
                "relaxed, {3} breaks and activities. What is not told promised less.",
                looked["person"], looked["template"], looked["rule"], looked["break"],
            ),
            Sentence(
                "Each figure is the audited difference between two whole schedules, the others' "
                "shifts as they are; a rule or a template is used by one round of those concerned, "
                "held against the same round without it. Planning anew can make more of it."
            ),
        )  # fmt: skip


def what_helps(ground: Ground, at: datetime, queue: str | None = None) -> Helps:
    """What would help most a queue in the interval that holds an instant, and over the plan.

    Raises
    ------
    DataError
        Unknown queue, or an instant outside the horizon.
    """
    interval, name = place_of(ground, at, queue)
    asked = _Asked(ground, interval, name)
    found = [*asked.people(), *asked.templates(), *asked.rules(), *asked.breaks()]
    return Helps(
        queue=name, at=ground.plan.horizon.moment(interval * ground.plan.horizon.interval_minutes),
        remedies=tuple(_best_first(found)), looked=asked.looked,
    )  # fmt: skip


class _Asked:
    """One queue in one interval, and what could help it."""

    def __init__(self, ground: Ground, interval: int, queue: str) -> None:
        self.ground, self.plan, self.interval, self.queue = ground, ground.plan, interval, queue
        self.looked: dict[Kind, int] = {"person": 0, "template": 0, "rule": 0, "break": 0}

    def people(self) -> Iterator[Remedy]:
        """One more person of each team and contract: the best rota there is for them."""
        more = one_more(self.plan, self.queue)
        self.looked["person"] = len(more)
        standing = self._standing(with_people(self.plan, more))
        found: list[tuple[float, Agent, Rotas]] = []
        for agent in more:
            rotas = standing.best(agent.agent)
            if rotas is not None:
                idle = float(standing.now.state.rules[standing.number[agent.agent]])
                found.append((rotas.cost - standing.now.cost + idle, agent, rotas))
        found.sort(key=lambda row: row[0])
        worth = [row for row in found if row[0] < -WORTH] or found[:1]
        for _, agent, rotas in worth[: MOST_OF["person"]]:
            plan = with_people(self.plan, [agent])
            schedule, judged = self.ground.judged(standing, rotas, plan)
            said = Sentence("One more person in {0}, contract {1}", agent.team, agent.contract)
            yield self._remedy(
                "person", said, self.ground.base, judged, plan, schedule,
                detail=_rota_words(plan, agent, schedule),
                pay=sum(
                    cost for (who, _), cost in shift_costs(plan, schedule).items()
                    if who == agent.agent
                ),
            )  # fmt: skip

    def templates(self) -> Iterator[Remedy]:
        """One more shift template for one team, used by whoever of it gains."""
        tried, chosen = promising(self.ground, self.interval, self.queue, MOST_OF["template"])
        self.looked["template"] = tried
        for team, template in chosen:
            plan = with_template(self.plan, template)
            people = [agent.agent for agent in self.plan.agents if agent.team == team]
            start = f"{template.start_from // 60:02d}:{template.start_from % 60:02d}"
            said = Sentence(
                "One more template for {0}: {1:g} hours from {2}", team,
                template.length_minutes / 60, start,
            )  # fmt: skip
            yield from self._round("template", said, plan, people, uses=template.shift)

    def rules(self) -> Iterator[Remedy]:
        """One rule of a contract relaxed, used by whoever gains; of those that let people work
        less the best one alone."""
        able = [agent for agent in self.plan.agents if self.queue in agent.queues]
        names = dict.fromkeys(agent.contract for agent in able)
        changes = [c for name in names for c in relaxations(self.plan, self.plan.contract[name])]
        sample = [
            agent
            for name in names
            for agent in _evenly([a.agent for a in able if a.contract == name], SAMPLE)
        ]
        self.looked["rule"] = sum(not change.is_none for change in changes)
        plan, ids = variants(self.plan, changes, sample)
        gains = self._gains(self._standing(plan), changes, ids)
        heads = [sum(a.contract == c.contract for a in self.plan.agents) for c in changes]
        order = np.argsort(-gains * np.array(heads), kind="stable").tolist()
        worth = [number for number in order if gains[number] > WORTH]
        fewer = [number for number in worth if changes[number].rule in A_SHIFT_LESS][:1]
        others = [number for number in worth if changes[number].rule not in A_SHIFT_LESS]
        for number in [*others[: MOST_OF["rule"] - len(fewer)], *fewer]:
            change = changes[number]
            people = [a.agent for a in self.plan.agents if a.contract == change.contract]
            yield from self._round("rule", change.said, change.of(self.plan), people)

    def _gains(
        self, standing: Standing, changes: Sequence[Relaxed], ids: dict[tuple[str, int], str]
    ) -> Floats:
        """Money by change that the people of the sample save together under it, each alone."""
        gains = np.zeros(len(changes))
        for name in dict.fromkeys(name for name, _ in ids):
            free = standing.without(name)
            own = {n: double for (who, n), double in ids.items() if who == name}
            cost = {n: rotas.cost for n, double in own.items()
                    if (rotas := standing.best(double, of=free))}  # fmt: skip
            usual = next((cost[n] for n in cost if changes[n].is_none), -np.inf)
            for number, money in cost.items():
                gains[number] += max(0.0, usual - money)
        return gains

    def breaks(self) -> Iterator[Remedy]:
        """Somebody's break, one-to-one or training at another time."""
        standing, minute = self.ground.standing, self.interval * self.plan.horizon.interval_minutes
        moment = self.plan.horizon.moment(minute)
        doing = doing_at(self.ground, moment, self.queue)
        people = [agent for agent, (what, _) in doing.items() if what in (RESTING, AWAY)]
        self.looked["break"] = len(people)
        found = [
            (rotas, name) for name in people if (rotas := standing.pause_elsewhere(name, minute))
        ]
        for rotas, name in sorted(found, key=lambda row: row[0].cost)[: MOST_OF["break"]]:
            schedule, judged = self.ground.judged(standing, rotas)
            said = Sentence("The break or activity of {0} at another time of the shift", name)
            yield self._remedy(
                "break", said, self.ground.base, judged, self.plan, schedule,
                detail=Sentence("no shift changes"),
            )  # fmt: skip

    def _standing(self, plan: Plan) -> Standing:
        return Standing(plan, self.ground.needs, self.ground.schedule)

    def _round(
        self, kind: Kind, said: Sentence, plan: Plan, people: Sequence[str], *, uses: str = ""
    ) -> Iterator[Remedy]:
        """Some people's best rotas in turn under a changed plan, against the same round without."""
        chosen = _evenly(people, MOST_ROUND)
        standing = self._standing(plan)
        rotas, (usual, before) = standing.round(chosen), self.ground.round(chosen)
        if rotas.cost - standing.now.cost > usual - self.ground.standing.now.cost - WORTH:
            return
        schedule, judged = self.ground.judged(standing, rotas, plan)
        if uses:
            shifts = [shift for shift in schedule.shifts if shift.shift == uses]
            detail = Sentence(
                "used for {0} shifts of {1} people", len(shifts), len({s.agent for s in shifts})
            )
        else:
            detail = Sentence("for {0} people of the contract", len(chosen))
        yield self._remedy(kind, said, before, judged, plan, schedule, detail=detail)

    def _remedy(
        self, kind: Kind, said: Sentence, before: Audit, after: Audit, plan: Plan,
        schedule: Schedule, *, detail: Sentence, pay: float = 0.0,
    ) -> Remedy:  # fmt: skip
        return Remedy(
            kind=kind, said=said, worth=before.cost - after.cost, pay=pay, detail=detail,
            before=gap_at(self.plan, before, self.queue, self.interval),
            gap=gap_at(self.plan, after, self.queue, self.interval),
            short_hours=after.short_hours - before.short_hours,
            parts=parts_of(self.plan, self.ground.needs, before, after),
            breaks=new_hard_breaches(before, after), plan=plan, schedule=schedule,
            currency=self.plan.currency,
        )  # fmt: skip


def _best_first(found: Sequence[Remedy]) -> Iterator[Remedy]:
    """What lessens shortage first; of what costs more than it saves, the best person alone."""
    told_dear = False
    for remedy in sorted(found, key=lambda one: (not one.lessens_shortage, -one.worth)):
        if remedy.worth > 0 or (remedy.kind == "person" and not told_dear):
            told_dear = told_dear or remedy.worth <= 0
            yield remedy


def _evenly(names: Sequence[str], most: int) -> list[str]:
    """So many names at most, from all over the list."""
    if len(names) <= most:
        return list(names)
    return [names[int(at)] for at in np.linspace(0, len(names) - 1, most)]


def _rota_words(plan: Plan, agent: Agent, schedule: Schedule) -> Sentence:
    """The rota of one more person: shifts, hours and the usual starts on the team's clock."""
    shifts = schedule.by_agent.get(agent.agent, ())
    place = plan.team[agent.team].zone
    kinds = pd.Series(
        [f"{s.shift} {s.start.astimezone(place):%H:%M}" for s in shifts], dtype=str
    ).value_counts()
    usual = [Sentence("{0} × {1}", int(count), kind) for kind, count in kinds.head(4).items()]
    return Sentence(
        "{0} shifts, {1:,.0f} paid hours: {2}", len(shifts), sum(s.paid_hours for s in shifts),
        joined(usual) if usual else Sentence("nothing"),
    )  # fmt: skip


def _lines(told: Remedy) -> Iterator[Sentence]:
    money = told.currency
    if told.worth >= 0:
        yield Sentence("{0}: saves {1:,.2f} {2} over the plan", told.said, told.worth, money)
    else:
        yield Sentence("{0}: costs {1:,.2f} {2} more than it saves", told.said, -told.worth, money)
    if told.kind == "person":
        yield Sentence(
            "  pay {0:,.2f} {1}, saves {2:,.2f} {1}; {3}", told.pay, money, told.worth + told.pay,
            told.detail,
        )  # fmt: skip
    else:
        yield Sentence("  {0}", told.detail)
    yield Sentence(
        "  this interval {0:+,.2f}, then {1:+,.2f} agents; short over the plan {2:+,.1f} h",
        _no_minus_zero(told.before), _no_minus_zero(told.gap), _no_minus_zero(told.short_hours),
    )  # fmt: skip
    for message in told.breaks:
        yield Sentence("It would break a hard rule: {0}", message)


def _no_minus_zero(value: float) -> float:
    return value if abs(value) >= EVEN else 0.0
