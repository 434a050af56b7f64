"""The hiring plan in sentences, and what in it is assumed."""

from collections.abc import Iterator, Sequence

import pandas as pd

from planner.domain import Plan
from planner.hiring.supply import Supply

MOST_GROUPS = 4


def lines_of(
    plan: Plan, teams_of: Sequence[Supply], *, teams: pd.DataFrame, queues: pd.DataFrame,
    hires: pd.DataFrame, risk: pd.DataFrame, above_bound: float, rota_surplus: float, error: float,
) -> Iterator[str]:  # fmt: skip
    """Need and supply, hires, the risk, then the assumptions."""
    yield from _need(queues, teams)
    yield from _hires(plan, teams_of, hires)
    yield (
        f"In whole people this costs at most {above_bound:,.0f} {plan.currency} more than any "
        f"other choice would."
    )
    yield from _risk(plan, risk, error)
    yield from _assumed(plan, teams_of, rota_surplus)


def _need(queues: pd.DataFrame, teams: pd.DataFrame) -> Iterator[str]:
    weeks = queues.groupby("week")[["required_hours", "short_hours"]].sum()
    people = teams.groupby("week")[["available_fte", "required_fte"]].sum()
    for when, at in (("first week", 0), ("last week", -1)):
        yield (
            f"In the {when} ({weeks.index[at]}) the queues need "
            f"{weeks['required_hours'].iloc[at]:,.0f} effective hours: "
            f"{people['required_fte'].iloc[at]:,.1f} productive full-timers, "
            f"{people['available_fte'].iloc[at]:,.1f} are there."
        )
    short = weeks[weeks["short_hours"] > 0.5]
    if len(short):
        worst = short["short_hours"].idxmax()
        yield (
            f"Short all the same: {short['short_hours'].sum():,.0f} hours in {len(short)} weeks, "
            f"most in the week of {worst} ({short['short_hours'].max():,.0f} hours). People cannot "
            "start earlier, or a hire costs more than it saves."
        )


def _hires(plan: Plan, teams_of: Sequence[Supply], hires: pd.DataFrame) -> Iterator[str]:
    if hires.empty:
        yield "Nobody has to be hired."
        return
    yield (
        f"Hire {hires['hires'].sum():,} people for {hires['cost'].sum():,.0f} {plan.currency} of "
        f"hiring cost; the first decision is due by {hires['decide_by'].min()}."
    )
    for supply in teams_of:
        own = hires[hires["team"] == supply.team.team]
        if len(own):
            groups = [
                f"{people} on {day}"
                for people, day in zip(own["hires"], own["first_day"], strict=True)
            ]
            more = f" and {len(groups) - MOST_GROUPS} more groups" if groups[MOST_GROUPS:] else ""
            yield (
                f"  {supply.team.team}: {own['hires'].sum():,}, starting "
                f"{', '.join(groups[:MOST_GROUPS])}{more}"
            )


def _risk(plan: Plan, risk: pd.DataFrame, error: float) -> Iterator[str]:
    low, mid, high = risk.to_dict("records")
    first = high["first_short_week"]
    when = f", first in that of {first}" if high["weeks_short"] else ""
    yield (
        f"If {error:.0%} more comes than forecast and the hires stay: {high['short_hours']:,.0f} "
        f"hours short in {high['weeks_short']} weeks{when}, {high['overtime_hours']:,.0f} hours of "
        f"overtime; known in advance, about {high['hires_if_known'] - mid['hires_if_known']:,.0f} "
        "more people would be hired."
    )
    yield (
        f"If {error:.0%} less comes: {low['idle_hours'] - mid['idle_hours']:,.0f} more hours idle, "
        f"{low['cost'] - low['cost_if_known']:,.0f} {plan.currency} that knowing it would save."
    )


def _assumed(plan: Plan, teams_of: Sequence[Supply], rota_surplus: float) -> Iterator[str]:
    yield (
        f"Assumed: shifts leave {rota_surplus:.0%} of the need as surplus (--rota-surplus), each "
        "queue is staffed on its own, weekly hours decide and not hours of the day; contract "
        "hours are paid and hires count from their first day."
    )
    if not plan.outlook.growth:
        yield "Assumed: contacts do not grow beyond the forecast (no growth.csv)."
    without = [s.team.team for s in teams_of if s.terms.team not in _told(plan)]
    if without:
        yield (
            f"Assumed for {', '.join(without)} (not in hiring.csv): nobody leaves, no leave, "
            "8 weeks to hire, productive from the first day, hiring is free, no overtime."
        )
    flat = [s.team.team for s in teams_of if s.team.team in _told(plan) and not s.terms.ramp]
    if flat:
        yield f"Assumed for {', '.join(flat)} (blank ramp): productive from the first day."


def _told(plan: Plan) -> set[str]:
    return {row.team for row in plan.outlook.hiring}
