"""Which new shift templates are worth trying, by the prices of what is short."""

import numpy as np
from numpy.typing import NDArray

from planner.clock import exists, instant
from planner.domain import Agent, Plan, ShiftTemplate
from planner.why.changed_plans import new_templates
from planner.why.ground import Ground

Floats = NDArray[np.float64]
Chosen = list[tuple[str, ShiftTemplate]]


def promising(ground: Ground, interval: int, queue: str, most: int) -> tuple[int, Chosen]:
    """How many templates were looked at, and the few that promise most, with their team.

    The money that a shift would save at its place by today's prices, less its pay, beyond the best
    shift that is offered that day. Half of them are shifts that could run in the interval.
    """
    plan, rows = ground.plan, list[tuple[float, bool, str, ShiftTemplate]]()
    minute = interval * plan.horizon.interval_minutes
    for team in dict.fromkeys(agent.team for agent in plan.agents if queue in agent.queues):
        person = next(a for a in plan.agents if a.team == team and queue in a.queues)
        total = np.concatenate([[0.0], np.cumsum(ground.standing.worth(person.agent))])
        own = [row for row in plan.shifts if row.serves(team)]
        offered = np.max([_by_day(plan, person, row, total) for row in own], axis=0, initial=0.0)
        for template in new_templates(plan, team):
            gain = np.maximum(_by_day(plan, person, template, total) - offered, 0.0)
            rows.append((float(gain.sum()), _runs(plan, person, template, minute), team, template))
    rows.sort(key=lambda row: -row[0])
    there = [row for row in rows if row[1]][: most // 2]
    others = [row for row in rows if all(row is not each for each in there)]
    chosen = [row for row in [*there, *others][:most] if row[0] > 0]
    return len(rows), [(team, template) for _, _, team, template in chosen]


def _by_day(plan: Plan, person: Agent, template: ShiftTemplate, total: Floats) -> Floats:
    """The best worth of a template's shifts by date, less pay, breaks taken as average."""
    horizon, place = plan.horizon, plan.team[person.team].zone
    dates = horizon.team_dates(place)
    best = np.zeros(len(dates))
    length = template.length_minutes
    unpaid = sum(rest.minutes for rest in template.breaks if not rest.paid)
    at_work = 1 - sum(rest.minutes for rest in template.breaks) / length
    pay = person.hourly_cost * (length - unpaid) / 60
    for at, day in enumerate(dates):
        if day.weekday() not in template.weekdays:
            continue
        for start in template.start_minutes():
            begin = horizon.minute_of(instant(day, start, place))
            if 0 <= begin < horizon.minutes and exists(day, start, place):
                low, high = _place(horizon.interval_minutes, begin, begin + length, len(total) - 1)
                best[at] = max(best[at], (total[high] - total[low]) * at_work - pay)
    return best


def _place(step: int, begin: int, end: int, last: int) -> tuple[int, int]:
    return min(begin // step, last), min(-(-end // step), last)


def _runs(plan: Plan, person: Agent, template: ShiftTemplate, minute: int) -> bool:
    """Whether a template's shift runs at a minute of the horizon."""
    local = plan.horizon.moment(minute).astimezone(plan.team[person.team].zone)
    clock = 60 * local.hour + local.minute
    return any(
        (clock - start) % (24 * 60) < template.length_minutes for start in template.start_minutes()
    )
