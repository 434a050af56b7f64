"""The hiring plan in sentences, and what in it is assumed."""

from collections.abc import Iterator, Sequence

import pandas as pd

from planner.domain import Plan
from planner.hiring.supply import Supply
from planner.sentences import Sentence, joined

MOST_GROUPS = 4


def lines_of(
    plan: Plan, teams_of: Sequence[Supply], *, teams: pd.DataFrame, queues: pd.DataFrame,
    hires: pd.DataFrame, risk: pd.DataFrame, above_bound: float, rota_surplus: float, error: float,
) -> Iterator[Sentence]:  # fmt: skip
    """Need and supply, hires, the risk, then the assumptions."""
    yield from _need(queues, teams)
    yield from _hires(plan, teams_of, hires)
    yield Sentence(
        "In whole people this costs at most {0:,.0f} {1} more than any other choice would.",
        above_bound, plan.currency,
    )  # fmt: skip
    yield from _risk(plan, risk, error)
    yield from _assumed(plan, teams_of, rota_surplus)


def _need(queues: pd.DataFrame, teams: pd.DataFrame) -> Iterator[Sentence]:
    weeks = queues.groupby("week")[["required_hours", "short_hours"]].sum()
    people = teams.groupby("week")[["available_fte", "required_fte"]].sum()
    for when, at in ((Sentence("first week"), 0), (Sentence("last week"), -1)):
        yield Sentence(
            "In the {0} ({1}) the queues need {2:,.0f} effective hours: {3:,.1f} productive "
            "full-timers, {4:,.1f} are there.", when, weeks.index[at],
            weeks["required_hours"].iloc[at], people["required_fte"].iloc[at],
            people["available_fte"].iloc[at],
        )  # fmt: skip
    short = weeks[weeks["short_hours"] > 0.5]
    if len(short):
        worst = short["short_hours"].idxmax()
        yield Sentence(
            "Short all the same: {0:,.0f} hours in {1} weeks, most in the week of {2} ({3:,.0f} "
            "hours). People cannot start earlier, or a hire costs more than it saves.",
            short["short_hours"].sum(), len(short), worst, short["short_hours"].max(),
        )  # fmt: skip


def _hires(plan: Plan, teams_of: Sequence[Supply], hires: pd.DataFrame) -> Iterator[Sentence]:
    if hires.empty:
        yield Sentence("Nobody has to be hired.")
        return
    yield Sentence(
        "Hire {0:,} people for {1:,.0f} {2} of hiring cost; the first decision is due by {3}.",
        hires["hires"].sum(), hires["cost"].sum(), plan.currency, hires["decide_by"].min(),
    )  # fmt: skip
    for supply in teams_of:
        own = hires[hires["team"] == supply.team.team]
        if len(own):
            groups = [
                Sentence("{0} on {1}", people, day)
                for people, day in zip(own["hires"], own["first_day"], strict=True)
            ]
            more = len(groups) - MOST_GROUPS
            told = Sentence(
                "  {0}: {1:,}, starting {2}", supply.team.team, own["hires"].sum(),
                joined(groups[:MOST_GROUPS]),
            )  # fmt: skip
            yield Sentence("{0} and {1} times more", told, more) if more > 0 else told


def _risk(plan: Plan, risk: pd.DataFrame, error: float) -> Iterator[Sentence]:
    low, mid, high = risk.to_dict("records")
    when: Sentence | str = ""
    if high["weeks_short"]:
        when = Sentence(", first in that of {0}", high["first_short_week"])
    yield Sentence(
        "If {0:.0%} more comes than forecast and the hires stay: {1:,.0f} hours short in {2} "
        "weeks{3}, {4:,.0f} hours of overtime; known in advance, about {5:,.0f} more people would "
        "be hired.", error, high["short_hours"], high["weeks_short"], when, high["overtime_hours"],
        high["hires_if_known"] - mid["hires_if_known"],
    )  # fmt: skip
    yield Sentence(
        "If {0:.0%} less comes: {1:,.0f} more hours idle, {2:,.0f} {3} that knowing it would save.",
        error, low["idle_hours"] - mid["idle_hours"], low["cost"] - low["cost_if_known"],
        plan.currency,
    )  # fmt: skip


def _assumed(plan: Plan, teams_of: Sequence[Supply], rota_surplus: float) -> Iterator[Sentence]:
    yield Sentence(
        "Assumed: shifts leave {0:.0%} of the need as surplus (--rota-surplus), each queue is "
        "staffed on its own, weekly hours decide and not hours of the day; contract hours are "
        "paid and hires count from their first day.", rota_surplus,
    )  # fmt: skip
    if not plan.outlook.growth:
        yield Sentence("Assumed: contacts do not grow beyond the forecast (no growth.csv).")
    without = [s.team.team for s in teams_of if s.terms.team not in _told(plan)]
    if without:
        yield Sentence(
            "Assumed for {0} (not in hiring.csv): nobody leaves, no leave, 8 weeks to hire, "
            "productive from the first day, hiring is free, no overtime.", joined(without),
        )  # fmt: skip
    flat = [s.team.team for s in teams_of if s.team.team in _told(plan) and not s.terms.ramp]
    if flat:
        yield Sentence("Assumed for {0} (blank ramp): productive from the first day.", joined(flat))


def _told(plan: Plan) -> set[str]:
    return {row.team for row in plan.outlook.hiring}
