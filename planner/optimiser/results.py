"""What the optimiser reports while it works and hands over at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from planner.schedules import Schedule

Status = Literal["optimal", "feasible", "cancelled"]
OPTIMAL_GAP = 1e-6
"""A schedule that costs no more than the bound by this share is optimal."""


@dataclass(frozen=True, kw_only=True)
class TeamPlan:
    """What the anonymous coverage plan gives one team over the horizon.

    ``cost`` wages, ``open_cost`` what the hours cost in which the team's site is open.
    """

    team: str
    heads: int
    shifts: float
    paid_hours: float
    cost: float
    open_cost: float = 0.0


@dataclass(frozen=True, kw_only=True)
class CoverageSummary:
    """The anonymous coverage plan in totals: the best that people could do if nobody had a name.

    Money in the plan's currency; ``cost`` is labour and shortage.
    """

    teams: tuple[TeamPlan, ...]
    cost: float
    labour_cost: float
    short_hours: float
    required_hours: float


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One step of a run.

    ``phase`` names in a planner's words what is being done; ``cost`` is that of the best complete
    schedule so far (``None`` before the first), ``bound`` a proven lower bound of any schedule's
    cost, ``gap`` = (cost − bound) / cost.
    """

    seconds: float
    phase: str
    cost: float | None = None
    bound: float | None = None
    short_hours: float | None = None

    @property
    def gap(self) -> float | None:
        if self.cost is None or self.bound is None:
            return None
        return gap_of(self.cost, self.bound)


Report = Callable[[Progress], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Result:
    """The best schedule found, its cost and what is proven about it.

    ``cost`` is in the plan's currency and what the audit recomputes; no schedule that keeps the
    hard rules costs less than ``bound``. ``first_seconds`` is when the first complete schedule
    stood.
    """

    schedule: Schedule
    cost: float
    bound: float
    status: Status
    seconds: float
    first_seconds: float
    seed: int
    coverage_plan: CoverageSummary

    @property
    def gap(self) -> float:
        return gap_of(self.cost, self.bound)


Save = Callable[[Result], None]


def without_rounding(bound: float, cost: float) -> float:
    """A bound that lies above the cost of a schedule by rounding alone, as that cost."""
    rounding = OPTIMAL_GAP * max(1.0, abs(cost))
    return min(bound, cost) if bound <= cost + rounding else bound


def gap_of(cost: float, bound: float) -> float:
    """(cost − bound) / cost, 0 where there is no cost."""
    return max(0.0, (cost - bound) / cost) if cost > 0 else 0.0
