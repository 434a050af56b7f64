"""The audit: every rule on any schedule, and its cost recomputed, from the plan and files alone.

Nothing here knows how a schedule was made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from planner.domain import Plan
from planner.rules import Kept, Violation, check_rules, extra_pay, fixed_cost, shift_costs
from planner.rules.coverage import coverage_of, table_of
from planner.schedules import Schedule

HARD, PRICED = "hard", "priced"
REQUEST, CHANGE, UNFAIRNESS = "request", "change", "unfairness"
FILED_AS = {"max_cover": "cover"}
"""Rules that files and prices call otherwise: both limits of ``cover.csv`` are ``cover``."""

VIOLATION_COLUMNS = (
    "rule", "severity", "agent", "date", "amount", "unit", "price", "message",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What a schedule breaks and what it costs.

    ``violations`` has one row a breach, with the columns of ``violations.csv``; ``hard`` counts
    the hard ones. Money is in the plan's currency; the first six ``*_cost`` sum to ``cost``;
    ``overtime_cost`` and ``guarantee_cost`` are parts of ``labour_cost``, changes to a rota that is
    kept of ``rule_cost``.

    Hours are sums over queues and intervals: ``required_hours`` of what is required,
    ``covered_hours`` of effective agents, ``short_hours`` and ``surplus_hours`` of the gap. In
    pooled plans they are sums over connected groups of live queues: what all queues of a group
    together require, everybody who can serve any of them once, the largest shortage and the least
    surplus of its sets; queues that can wait stand for themselves. ``paid_hours`` of all shifts.
    ``coverage`` has the columns of ``coverage.csv``.
    """

    violations: pd.DataFrame
    hard: int
    labour_cost: float
    fixed_cost: float
    shortage_cost: float
    surplus_cost: float
    rule_cost: float
    request_cost: float
    overtime_cost: float
    guarantee_cost: float
    required_hours: float
    covered_hours: float
    short_hours: float
    surplus_hours: float
    paid_hours: float
    coverage: pd.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def cost(self) -> float:
        """Money in all."""
        return (
            self.labour_cost + self.fixed_cost + self.shortage_cost + self.surplus_cost
            + self.rule_cost + self.request_cost
        )  # fmt: skip

    @property
    def floor_hours(self) -> float:
        """Hours covered beyond what is required, and yet no surplus.

        ``min_agents`` asks for them, or in pooled plans another set of queues. ``required_hours`` +
        ``floor_hours`` + ``surplus_hours`` − ``short_hours`` = ``covered_hours``.
        """
        return self.covered_hours - self.required_hours - self.surplus_hours + self.short_hours


def audit(
    plan: Plan, schedule: Schedule, needs: pd.DataFrame, *, keep: Schedule | None = None,
    since: date | None = None, notes: Sequence[str] = (),
) -> Audit:  # fmt: skip
    """Judge a finished schedule by every rule and recompute its cost.

    Parameters
    ----------
    needs
        Columns of ``requirements.csv``, one row for each queue (in pooled plans also for sets of
        live queues) and interval.
    keep
        The schedule that was to be changed as little as possible, as ``planner plan --keep`` has
        it. Each person's day on which the shift is another costs ``change`` of ``[prices]``, and
        orders that are locked (``lock_days``) are held against it.
    since
        The first local date that may change; a change before it breaks the hard rule ``keep``.
        Without it any day of the horizon may.
    notes
        Remarks on how the schedule was read, passed on.

    Raises
    ------
    DataError
        When ``needs`` does not cover the plan's queues and intervals exactly once.
    """
    found = coverage_of(plan, schedule, needs)
    hours = plan.horizon.interval_minutes / 60
    short, surplus = found.shortage, found.surplus
    kept = Kept(schedule=keep, since=since or date.min) if keep is not None else None
    violations = violations_table(plan, check_rules(plan, schedule, kept=kept))
    wishes = violations["rule"] == REQUEST
    prices, extra = plan.prices, extra_pay(plan, schedule).values()
    overtime, guarantee = sum(pay.overtime for pay in extra), sum(pay.guarantee for pay in extra)
    return Audit(
        violations=violations,
        hard=int((violations["severity"] == HARD).sum()),
        labour_cost=sum(shift_costs(plan, schedule).values()) + overtime + guarantee,
        overtime_cost=overtime,
        guarantee_cost=guarantee,
        fixed_cost=fixed_cost(plan, schedule),
        shortage_cost=float(found.shortage_cost(prices).sum()) * hours,
        surplus_cost=prices.surplus_per_hour * float(surplus.sum()) * hours,
        rule_cost=float(violations.loc[~wishes, "price"].sum()),
        request_cost=float(violations.loc[wishes, "price"].sum()),
        required_hours=float(found.whole(found.required).sum()) * hours,
        covered_hours=float(found.whole(found.covered).sum()) * hours,
        short_hours=float(short.sum()) * hours,
        surplus_hours=float(surplus.sum()) * hours,
        paid_hours=schedule.paid_hours,
        coverage=table_of(plan, found, needs),
        notes=tuple(notes),
    )


def violations_table(plan: Plan, violations: Sequence[Violation]) -> pd.DataFrame:
    """One row a breach, the columns of ``violations.csv``; ``price`` is that of the whole row."""
    rows = []
    for found in violations:
        unit_price = price_of(plan, found.rule)
        severity = HARD if unit_price is None else PRICED
        price = 0.0 if unit_price is None else unit_price * found.amount
        day = found.date.isoformat()
        rows.append(
            (
                FILED_AS.get(found.rule, found.rule), severity, found.agent, day, found.amount,
                found.unit, price, found.message,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(VIOLATION_COLUMNS))


def price_of(plan: Plan, rule: str) -> float | None:
    """Money for one unit of a breach; ``None`` for a hard rule."""
    own = {
        REQUEST: plan.prices.request, CHANGE: plan.prices.change,
        UNFAIRNESS: plan.prices.unfairness, "cover": plan.cover_price,
    }  # fmt: skip
    return own[rule] if rule in own else plan.rules.get(FILED_AS.get(rule, rule))
