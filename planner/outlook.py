"""What managers assume beyond the horizon: hiring, growth, automation, satisfaction, late changes.

No rota needs any of it; each report reads its own table. Shares are 0 to 1, blank limits ``None``.
"""

from dataclasses import dataclass, field
from datetime import date

MONTHS = 12
USUAL_LEAD_WEEKS = 8
"""Weeks from the decision to hire to the first day at work where ``lead_weeks`` is blank."""
CHANGED, ADDED, CANCELLED = "changed", "added", "cancelled"


@dataclass(frozen=True, kw_only=True)
class HiringTerms:
    """How a team grows and shrinks: a row of ``hiring.csv``.

    ``leave`` is the share of contract hours on leave, for January to December; ``ramp`` the
    productivity in the first, second, … week at work, 1 after the last. ``release``: heads may be
    given back, ``lead_weeks`` after it was decided.
    """

    team: str
    attrition_per_year: float = 0.0
    leave: tuple[float, ...] = (0.0,) * MONTHS
    lead_weeks: int = USUAL_LEAD_WEEKS
    ramp: tuple[float, ...] = ()
    hire_cost: float = 0.0
    max_hires_per_week: int | None = None
    max_heads: int | None = None
    max_overtime: float = 0.0
    least_share: float = 0.0
    most_share: float | None = None
    release: bool = False


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A course of demand: a row of ``growth.csv``; no ``queues`` mean all.

    From the local day ``first`` on, contacts are those of the forecast times ``factor`` times
    (1 + ``growth_per_year``) to the power of the years since; rows multiply.
    """

    first: date
    queues: tuple[str, ...] = ()
    growth_per_year: float = 0.0
    factor: float = 1.0

    def concerns(self, queue: str) -> bool:
        """Whether the row is about this queue."""
        return not self.queues or queue in self.queues


@dataclass(frozen=True, kw_only=True)
class Automation:
    """Contacts that need no person, or less of one: a row of ``automation.csv``.

    ``resolved`` share of the contacts that ``means`` (a bot, help pages, macros) resolves, beyond
    what the forecast holds; ``comes_back`` share of those that come after all. A resolved contact
    would have taken ``resolved_aht_factor`` of the mean handle time; ``aht_factor`` is what the
    means does to the handle time of the contacts that people take.
    """

    queue: str
    means: str
    resolved: float = 0.0
    comes_back: float = 0.0
    resolved_aht_factor: float = 1.0
    aht_factor: float = 1.0
    cost_per_resolution: float = 0.0
    cost_per_week: float = 0.0


@dataclass(frozen=True, kw_only=True)
class SatisfactionPoint:
    """One point of a user's curve, a row of ``satisfaction.csv``; a blank queue is all queues."""

    queue: str = ""
    aht_s: float
    satisfaction: float


@dataclass(frozen=True, kw_only=True)
class RosterChange:
    """A shift that was not as announced: a row of ``roster_changes.csv``.

    ``announced`` is the day on which the person was told, ``hours`` what came on top (of
    ``cancelled`` ones what fell away).
    """

    agent: str
    announced: date
    date: date
    kind: str = CHANGED
    hours: float = 0.0

    @property
    def notice_days(self) -> int:
        """Days between being told and the day itself."""
        return (self.date - self.announced).days


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Everything that managers assume; each part may be empty."""

    hiring: tuple[HiringTerms, ...] = ()
    growth: tuple[Growth, ...] = ()
    automation: tuple[Automation, ...] = ()
    satisfaction: tuple[SatisfactionPoint, ...] = ()
    roster_changes: tuple[RosterChange, ...] = field(default=())
