"""A breach of a rule, and the words that messages are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from planner.domain import Agent
from planner.rules.names import RULES
from planner.sentences import on_day

TOLERANCE = 1e-6
"""Amounts up to this (in the rule's unit) are rounding, not a breach."""


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One breach of one rule.

    ``rule`` is the column's name or a short name of :data:`planner.rules.names.RULES`; ``agent``
    is blank where nobody in particular is concerned; ``date`` the local day, or the Monday of the
    week; ``amount`` how much is missing or too much, in ``unit``; ``message`` one sentence.
    """

    rule: str
    agent: str
    date: date
    amount: float
    unit: str
    message: str


def breach(rule: str, agent: str, *, day: date, amount: float, message: str) -> Violation:
    """A breach whose unit and human name come from the registry."""
    known = RULES[rule]
    return Violation(
        rule=rule, agent=agent, date=day, amount=float(amount), unit=known.unit,
        message=f"{known.name}: {message}",
    )  # fmt: skip


def person(agent: Agent) -> str:
    """A person as messages call them: name and id, or the id alone."""
    return f"{agent.name} ({agent.agent})" if agent.name else agent.agent


def at_time(moment: datetime, place: ZoneInfo) -> str:
    """An instant on the wall clock: ``Mon 2027-03-01 22:00``."""
    wall = moment.astimezone(place)
    return f"{on_day(wall.date())} {wall:%H:%M}"


def figure(number: float) -> str:
    """A number without needless decimals: ``8``, ``7.5``, ``5.71``."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def count(number: float, one: str, many: str = "") -> str:
    """A number with its noun: ``1 day``, ``2 days``."""
    return f"{figure(number)} {one if number == 1 else many or one + 's'}"


def clock(minute: int) -> str:
    """Minutes after midnight as ``08:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
