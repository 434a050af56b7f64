"""Small service desks for simulation: queues, people on shifts of so many hours, steady volumes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Agent, Contract, Plan, Queue, Staffing, Team
from planner.schedules import MEAL, WORK, Schedule, Shift, Stretch, schedule_of

MONDAY = date(2027, 3, 1)


def queue(name: str = "calls", **more: Any) -> Queue:
    """A voice queue around the clock: 300 s, patience 120 s, 80 % in 20 s."""
    usual = Queue(queue=name, channel="voice", timezone="UTC", aht_s=300.0, patience_s=120.0)
    return replace(usual, **more)


def desk(
    *queues: Queue, people: Mapping[str, int], days: int = 1, team: Mapping[str, Any] | None = None,
    agent: Mapping[str, Any] | None = None, staffing: Staffing | None = None, **more: Any,
) -> Plan:  # fmt: skip
    """A plan in quarter hours; ``people`` maps what they serve (``calls|chat``) to how many."""
    crew = Team(team="desk", timezone="UTC", contract="rules", hourly_cost=20.0)
    agents = tuple(
        Agent(agent=f"{names}-{i:03d}", team="desk", contract="rules", productivity=1.0,
              hourly_cost=20.0, queues=tuple(names.split("|")))
        for names, count in people.items()
        for i in range(count)
    )  # fmt: skip
    return Plan(
        name="desk", horizon=Horizon(MONDAY, days, "UTC", 15), queues=queues,
        teams=(replace(crew, **(team or {})),), contracts=(Contract(contract="rules"),), shifts=(),
        agents=tuple(replace(each, **(agent or {})) for each in agents),
        staffing=staffing or Staffing(), **more,
    )  # fmt: skip


def shift(plan: Plan, who: str, *parts: tuple[float, float, str]) -> Shift:
    """A shift of stretches: hours since the horizon's start, and the queues (blank: a meal)."""
    first = plan.horizon.first

    def stretch(begin: float, end: float, names: str) -> Stretch:
        return Stretch(
            start=first + timedelta(hours=begin), end=first + timedelta(hours=end),
            activity=WORK if names else MEAL, queue=names, paid=bool(names),
        )  # fmt: skip

    stretches = tuple(stretch(*part) for part in parts)
    return Shift(
        agent=who, team="desk", date=stretches[0].start.date(), shift="any",
        start=stretches[0].start, end=stretches[-1].end, activities=stretches,
    )  # fmt: skip


def all_day(plan: Plan) -> Schedule:
    """Everybody at work from start to end on what they serve."""
    hours = plan.horizon.minutes / 60
    return schedule_of(
        shift(plan, each.agent, (0, hours, "|".join(each.queues))) for each in plan.agents
    )


def steady(plan: Plan, cv: float = 0.0, **contacts: float | Sequence[float]) -> pd.DataFrame:
    """A forecast of so many contacts a quarter hour, the same in each or as listed."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    tables = [
        pd.DataFrame({"interval_start": starts, "queue": name}).assign(
            market="", mean=np.broadcast_to(mean, len(starts)), cv=cv, aht_s=plan.queue[name].aht_s
        )
        for name, mean in contacts.items()
    ]
    return pd.concat(tables, ignore_index=True)
