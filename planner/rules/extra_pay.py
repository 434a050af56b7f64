"""Pay beyond the shifts: overtime, and hours that are guaranteed but not worked.

Overtime of a Monday-Sunday week is the larger of two figures, so that each hour counts once: the
hours above the daily limit, added up over the days, and the hours above the weekly maximum as far
as its cap. Hours of ``previous.csv`` count in the week; the overtime they make alone was paid
before. An hour costs (``overtime_factor`` - 1) times the hourly cost more, without premiums.

Guaranteed hours are those a minimum asks for and nobody works: by week, and of the horizon what
the weeks have not topped up already. They cost the hourly cost, without premiums. What leave, the
ends of the horizon and of employment take off the minima is as in :mod:`planner.rules.work_hours`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.domain import Contract, Plan
from planner.rules.records import Duty, Record, records
from planner.rules.work_hours import (
    hours_owed_in_horizon,
    hours_owed_in_week,
    mondays,
    own_hours,
)
from planner.schedules import Schedule


@dataclass(frozen=True, kw_only=True)
class ExtraPay:
    """Money of one person beyond the cost of the shifts."""

    overtime: float
    guarantee: float


def extra_pay(plan: Plan, schedule: Schedule) -> dict[str, ExtraPay]:
    """Overtime and guaranteed pay of each person whose contract has either."""
    if not any(_has_either(contract) for contract in plan.contracts):
        return {}
    return {
        record.agent.agent: ExtraPay(
            overtime=_overtime_rate(record) * overtime_hours(record),
            guarantee=record.agent.hourly_cost * guaranteed_hours(record),
        )
        for record in records(plan, schedule)
        if _has_either(record.contract)
    }


def overtime_hours(record: Record) -> float:
    """Hours of overtime that the schedule's own shifts make."""
    return sum(
        overtime_of_week(record.contract, duties)
        - overtime_of_week(record.contract, [duty for duty in duties if not duty.own])
        for duties in record.by_week.values()
    )


def overtime_of_week(contract: Contract, duties: Iterable[Duty]) -> float:
    """Hours of overtime in the shifts that start in one week."""
    by_day: dict[object, float] = {}
    for duty in duties:
        by_day[duty.date] = by_day.get(duty.date, 0.0) + duty.paid_hours
    limit, most = contract.overtime_after_hours_per_day, contract.max_hours_per_week
    daily = 0.0 if limit is None else sum(max(0.0, hours - limit) for hours in by_day.values())
    above = 0.0 if most is None else max(0.0, sum(by_day.values()) - most)
    return max(daily, min(above, contract.max_overtime_hours_per_week or 0.0))


def guaranteed_hours(record: Record) -> float:
    """Hours that are paid though nobody works them."""
    if not record.contract.guaranteed_pay:
        return 0.0
    weekly = sum(
        max(0.0, hours_owed_in_week(record, monday) - own_hours(record, monday))
        for monday in mondays(record.horizon_dates)
    )
    paid = weekly + sum(duty.paid_hours for duty in record.own)
    return weekly + max(0.0, hours_owed_in_horizon(record) - paid)


def _has_either(contract: Contract) -> bool:
    return contract.guaranteed_pay or (contract.overtime_factor or 1.0) > 1.0


def _overtime_rate(record: Record) -> float:
    """Money that an hour of overtime costs more than another."""
    return record.agent.hourly_cost * max(0.0, (record.contract.overtime_factor or 1.0) - 1.0)
