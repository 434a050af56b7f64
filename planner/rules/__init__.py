"""What every rule says about a finished schedule: one file a family.

A rule does not know whether it is hard or what a breach costs; :mod:`planner.auditing` does.
"""

from planner.domain import Plan
from planner.rules import (
    given,
    keeping,
    rest,
    runs,
    starts,
    teams,
    templates,
    terms,
    weekends,
    work_hours,
)
from planner.rules.cover import cover
from planner.rules.coverage import coverage_table as coverage_table
from planner.rules.extra_pay import ExtraPay as ExtraPay
from planner.rules.extra_pay import extra_pay as extra_pay
from planner.rules.fairness import unfairness
from planner.rules.keeping import Kept as Kept
from planner.rules.names import RULES as RULES
from planner.rules.names import RuleName as RuleName
from planner.rules.off_queue import off_queue
from planner.rules.pay import fixed_cost as fixed_cost
from planner.rules.pay import pay_factor as pay_factor
from planner.rules.pay import shift_costs as shift_costs
from planner.rules.pay import team_fixed_cost as team_fixed_cost
from planner.rules.records import records
from planner.rules.rotation import rotation
from planner.rules.violations import Violation as Violation
from planner.schedules import Schedule

PERSONAL = (
    given.own_team, given.horizon, given.shift_date, given.time_off, given.employment,
    given.one_shift_per_day, given.pins, terms.availability, terms.request,
    templates.template, templates.activities, templates.breaks, templates.queue,
    rest.overlap, rest.min_rest_hours, rest.rest_after_nights_hours, rest.weekly_rest_hours,
    work_hours.min_hours_per_week, work_hours.max_hours_per_week, work_hours.max_days_per_week,
    work_hours.max_hours_per_day, work_hours.min_hours_per_horizon,
    work_hours.max_hours_per_horizon, starts.forward_rotation, starts.max_start_spread_minutes,
    runs.max_consecutive_days, runs.max_consecutive_nights, runs.min_consecutive_days_off,
    weekends.max_weekends, weekends.complete_weekends, rotation,
)  # fmt: skip
"""Rules that judge one person's record at a time; a new rule is added here."""

TOGETHER = (
    cover, teams.max_seats, teams.min_paid_hours_per_week, teams.max_paid_hours_per_week,
    teams.max_change_per_day, off_queue, unfairness,
)  # fmt: skip
"""Rules that judge everybody's shifts at once."""

BESIDE_KEPT = (keeping.changes, keeping.lock_days)
"""Rules that hold a schedule against one that is kept."""


def check_rules(plan: Plan, schedule: Schedule, *, kept: Kept | None = None) -> list[Violation]:
    """Every breach of every rule, person by person, then what concerns nobody in particular."""
    found = list(given.known_people(plan, schedule))
    for record in records(plan, schedule):
        for rule in PERSONAL:
            found.extend(rule(record))
    for whole in TOGETHER:
        found.extend(whole(plan, schedule))
    if kept is not None:
        for beside in BESIDE_KEPT:
            found.extend(beside(plan, schedule, kept))
    return found
