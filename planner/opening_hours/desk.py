"""A queue that is closed at times, and what is taken to hold at night."""

from dataclasses import dataclass

from planner.demand.opening import COME_BACK


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is taken to hold at night; the defaults claim nothing.

    ``come_back`` share of those who find the desk closed today and come back when it is open: they
    are in its history already. ``night_fixed`` money a week that being open at night costs besides
    people. ``self_service`` share resolved by bots and help pages, instead of ``automation.csv``.
    ``per_contact`` price of an outsourcer who is paid by the contact. ``value`` of an answer at
    once instead of in the morning.
    """

    come_back: float = COME_BACK
    night_fixed: float = 0.0
    self_service: float | None = None
    per_contact: float | None = None
    value: float | None = None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A queue that is closed at times: contacts a week that would come then, those of them that
    come back by day already, their handle time, and what tells how they come."""

    queue: str
    contacts: float
    back: float
    aht_s: float
    sources: tuple[str, ...]
