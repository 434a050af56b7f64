"""Result folders without an optimiser: everybody works five days a week in turn."""

from datetime import date
from pathlib import Path

from planner.assumptions import with_middle_breaks, with_queues
from planner.auditing import audit
from planner.clock import instant, local_date
from planner.demand import forecast
from planner.domain import Agent, Plan, ShiftTemplate
from planner.folder import read_plan, write_whole
from planner.optimiser.results import CoverageSummary, Result
from planner.reports import report
from planner.schedules import Schedule, Shift, schedule_of
from planner.staffing import require


def naive_rota(plan: Plan) -> Schedule:
    """Five days on and two off, starts spread over each template's window."""
    shifts = []
    for number, agent in enumerate(plan.agents):
        kinds = [kind for kind in plan.shifts if kind.serves(agent.team)]
        for at, day in enumerate(plan.horizon.dates()):
            if kinds and (at + number) % 7 < 5 and not plan.on_leave(agent.agent, day):
                shift = _shift(plan, agent, kinds[number % len(kinds)], day, number)
                if shift is not None:
                    shifts.append(shift)
    return schedule_of(with_middle_breaks(plan, shift) for shift in shifts)


def _shift(plan: Plan, agent: Agent, kind: ShiftTemplate, day: date, number: int) -> Shift | None:
    place = plan.team[agent.team].zone
    starts = kind.start_minutes()
    minute = starts[number % len(starts)]
    start = instant(day, minute, place)
    own = local_date(start, place)
    inside = plan.horizon.first <= start < plan.horizon.last
    if day.weekday() not in kind.weekdays or not inside or plan.on_leave(agent.agent, own):
        return None
    end = instant(day, minute + kind.length_minutes, place)
    return Shift(
        agent=agent.agent, team=agent.team, date=own, shift=kind.shift, start=start, end=end
    )


def write_result(folder: Path, out: Path) -> None:
    """A whole result folder of a plan folder, with a made-up bound of nine tenths of the cost."""
    plan = read_plan(folder)
    volumes = forecast(plan)
    needs = require(plan, volumes)
    schedule = with_queues(plan, naive_rota(plan), needs)
    cost = audit(plan, schedule, needs).cost
    summary = CoverageSummary(
        teams=(), cost=cost, labour_cost=cost, short_hours=0.0, required_hours=0.0
    )
    result = Result(
        schedule=schedule, cost=cost, bound=0.9 * cost, status="feasible", seconds=1.0,
        first_seconds=0.5, seed=0, coverage_plan=summary,
    )  # fmt: skip
    told = report(plan, forecast=volumes, needs=needs, result=result)
    write_whole(out, dict(told.files))
