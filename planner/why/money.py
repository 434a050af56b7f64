"""What the difference between two audited schedules is made of, cause by cause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.auditing import HARD, REQUEST, Audit
from planner.clock import zone
from planner.domain import Plan
from planner.rules import RULES
from planner.rules.coverage import shortage_cost
from planner.rules.needs import needs_of
from planner.sentences import Sentence

Floats = NDArray[np.float64]
SMALL = 0.005
"""Money that is not worth a word."""
MOST_STRETCHES = 4
"""So many stretches of shortage are named, the largest; the rest is one sum."""
APART_HOURS = 1.0
"""Changes of one queue's shortage that lie no further apart are one stretch."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Money of one cause: above zero it costs more."""

    said: Sentence
    money: float


def parts_of(plan: Plan, needs: pd.DataFrame, before: Audit, after: Audit) -> tuple[Part, ...]:
    """The difference of two audits' costs by cause, the largest first; the parts sum to it.

    Shortage is told by queue and stretch of time on the plan's clock.
    """
    extra = ("overtime_cost", "guarantee_cost")
    labour = _change(before, after, "labour_cost")
    parts = [Part(said=said, money=_change(before, after, name)) for name, said in _MONEY.items()]
    plain = labour - sum(_change(before, after, name) for name in extra)
    parts.append(Part(said=Sentence("wages and premiums"), money=plain))
    parts += _shortage(plan, needs, before, after)
    parts += _rules(before, after)
    told = [part for part in parts if abs(part.money) >= SMALL]
    rest = after.cost - before.cost - sum(part.money for part in told)
    if abs(rest) >= SMALL:
        told.append(Part(said=Sentence("small amounts"), money=rest))
    return tuple(sorted(told, key=lambda part: -abs(part.money)))


_MONEY = {
    "overtime_cost": Sentence("overtime"),
    "guarantee_cost": Sentence("guaranteed pay"),
    "fixed_cost": Sentence("hours in which a site is open"),
    "surplus_cost": Sentence("surplus"),
}


def new_hard_breaches(before: Audit, after: Audit) -> tuple[str, ...]:
    """Sentences of hard rules that the second schedule breaks and the first does not."""
    known = set(map(tuple, _hard(before).to_numpy().tolist()))
    rows = _hard(after).to_numpy().tolist()
    return tuple(str(row[-1]) for row in rows if tuple(row) not in known)


def gap_at(plan: Plan, found: Audit, queue: str, interval: int) -> float:
    """Agents to spare of a queue in an interval, short where negative."""
    coverage = found.coverage
    start = pd.Timestamp(plan.horizon.moment(interval * plan.horizon.interval_minutes))
    own = coverage[(coverage["queue"] == queue) & (coverage["interval_start"] == start)]
    return float(own["gap"].iloc[0])


def _hard(found: Audit) -> pd.DataFrame:
    rows = found.violations
    return rows.loc[rows["severity"] == HARD, ["rule", "agent", "date", "message"]]


def _change(before: Audit, after: Audit, name: str) -> float:
    return float(getattr(after, name)) - float(getattr(before, name))


def _rules(before: Audit, after: Audit) -> Iterator[Part]:
    """Prices of breaches by rule, wishes among them."""
    sums = [found.violations.groupby("rule")["price"].sum() for found in (before, after)]
    change = sums[1].sub(sums[0], fill_value=0.0)
    for rule, money in change.items():
        name = RULES[str(rule)].name if str(rule) in RULES else str(rule)
        said = Sentence("wishes not met") if rule == REQUEST else Sentence("rule {0}", _plain(name))
        yield Part(said=said, money=float(money))


def _plain(name: str) -> Sentence:
    """A name that the catalogues know as a text of its own."""
    return Sentence(name)


def _shortage(plan: Plan, needs: pd.DataFrame, before: Audit, after: Audit) -> list[Part]:
    """Shortage by queue (or pooled queues) and stretch, the largest ones named."""
    wanted, at = needs_of(plan, needs)
    hours = plan.horizon.interval_minutes / 60
    names = [_unit_name(plan, wanted.rows[rows[-1]]) for rows in wanted.units]
    money = []
    for found in (before, after):
        gap = np.zeros((len(wanted.rows), plan.horizon.intervals))
        gap[at] = found.coverage["gap"].to_numpy(dtype=float)
        short = [np.maximum(0.0, -gap[list(rows)]).max(axis=0) for rows in wanted.units]
        money.append(shortage_cost(plan.prices, np.array(short).reshape(len(names), -1)) * hours)
    change = money[1] - money[0]
    found_parts = [
        Part(said=said, money=float(change[unit, low:high].sum()))
        for unit, name in enumerate(names)
        for low, high, said in _stretches(plan, name, change[unit])
    ]
    found_parts.sort(key=lambda part: -abs(part.money))
    rest = sum(part.money for part in found_parts[MOST_STRETCHES:])
    others = [Part(said=Sentence("shortage at other times"), money=rest)]
    return found_parts[:MOST_STRETCHES] + others


def _unit_name(plan: Plan, queues: tuple[int, ...]) -> str:
    return " + ".join(plan.queues[number].queue for number in queues)


def _stretches(plan: Plan, name: str, change: Floats) -> Iterator[tuple[int, int, Sentence]]:
    """First interval, the one after the last, and the words of each stretch of changes."""
    touched = np.flatnonzero(np.abs(change) > 1e-9)
    if not len(touched):
        return
    apart = APART_HOURS * 60 / plan.horizon.interval_minutes
    breaks = (np.diff(touched) > apart) | (np.diff(np.sign(change[touched])) != 0)
    for run in np.split(touched, np.flatnonzero(breaks) + 1):
        low, high = int(run[0]), int(run[-1]) + 1
        begin, end = _local(plan, low), _local(plan, high)
        until = f"{end:%H:%M}" if end.date() == begin.date() else f"{end:%Y-%m-%d %H:%M}"
        said = Sentence("shortage of {0}, {1} to {2}", name, f"{begin:%Y-%m-%d %H:%M}", until)
        yield low, high, said


def _local(plan: Plan, interval: int) -> datetime:
    moment = plan.horizon.moment(interval * plan.horizon.interval_minutes)
    return moment.astimezone(zone(plan.horizon.timezone))
