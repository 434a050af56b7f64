"""A clash and the words that sentences about clashes are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.sentences import named, on_day

ROUNDING = 1e-6
_ONE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Clash:
    """What hard rules ask for and what can be.

    ``rule`` is the column that is broken; ``who`` are people or one team; ``day`` the date, or the
    Monday of the week; ``due`` what is asked for and ``reach`` what can be at most: paid hours, or
    people; ``sentence`` tells it, ``remedy`` what would free it.
    """

    rule: str
    who: tuple[str, ...]
    day: date
    due: float
    reach: float
    sentence: str
    remedy: str


def days_told(days: Sequence[date]) -> str:
    """``on Mon 2027-03-01``; of many days the first ones and how many more."""
    return f"on {named(on_day(day) for day in days)}"


def priced(rule: str) -> str:
    """What the planner may always do about a limit of a whole team."""
    return f"put a price for {rule} under [rules] in plan.toml"
