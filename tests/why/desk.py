"""A help desk of one queue for questions whose answers can be worked out by hand.

People cost 20 an hour, an agent-hour of shortage 90: a shift of 8 hours costs 160 and is worth 720
where it is needed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from planner.domain import Break, Plan
from planner.schedules import Schedule, schedule_of
from planner.why import Ground
from tests.support.tiny import flat_needs, shift_of, templates_of, tiny_plan

EARLY, LATE = "2027-03-01 09:00 8", "2027-03-01 17:00 8"


def desk(*offered: str, breaks: tuple[Break, ...] = (), days: int = 1, **more: Any) -> Plan:
    """A plan in hours that offers shifts like ``2027-03-01 09:00 8`` on every day."""
    people = more.pop("people", ("ana", "ben"))
    plan = tiny_plan(people=people, days=days, interval_minutes=60, **more)
    return replace(plan, shifts=templates_of(offered, breaks))


def needed(plan: Plan, agents: float, first: int, last: int) -> pd.DataFrame:
    """So many agents from one hour of the clock to another on every day, none otherwise."""
    needs = flat_needs(plan, agents)
    hour = pd.DatetimeIndex(needs["interval_start"]).tz_convert(plan.horizon.timezone).hour
    outside = np.asarray((hour < first) | (hour >= last))
    needs.loc[outside, ["required_real", "required"]] = 0.0
    return needs


def rota(**shifts: Sequence[str]) -> Schedule:
    """A schedule of people by name, everybody at work throughout."""
    return schedule_of(
        shift_of(text, agent=agent, timezone="Europe/Berlin")
        for agent, texts in shifts.items()
        for text in texts
    )


def ask(plan: Plan, schedule: Schedule, needs: pd.DataFrame) -> Ground:
    """What questions stand on."""
    return Ground(plan, schedule, needs)
