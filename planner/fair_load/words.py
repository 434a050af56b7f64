"""Who carries what, in sentences."""

from collections.abc import Iterator

import pandas as pd

from planner.clock import WEEK_DAYS
from planner.domain import Plan
from planner.fair_load.known import Known
from planner.sentences import Sentence

FEW_WEEKS = 8
MOST_NAMED = 5
TO_SPEAK_OF = 0.5
"""Hours above an even share that are worth a word."""


def lines_of(
    plan: Plan, people: pd.DataFrame, close: pd.DataFrame, known: Known, *, planned: bool,
    notice_days: int,
) -> Iterator[Sentence]:  # fmt: skip
    """What was carried, late changes, what the next plan does, who is near a limit."""
    if known.days:
        yield from _carried(people, known)
    else:
        yield Sentence(
            "Nothing is known of the weeks before: previous.csv is empty, no schedule was given."
        )
    yield from _changes(plan, people, known, notice_days)
    if planned:
        yield from _next(plan, people)
    else:
        yield Sentence(
            "No next plan is given: planner plan makes one, --planned names its schedule.csv."
        )
    yield from _near(close)


def _carried(people: pd.DataFrame, known: Known) -> Iterator[Sentence]:
    yield Sentence(
        "Known are {0:,.1f} weeks, {1} to {2}: {3:,} nights, {4:,} weekends, "
        "{5:,} shifts on public holidays, {6:,.0f} surge hours.",
        len(known.days) / WEEK_DAYS, known.days[0], known.days[-1], people["nights"].sum(),
        people["weekends"].sum(), people["holidays"].sum(), people["surge_hours"].sum(),
    )  # fmt: skip
    if len(known.days) < FEW_WEEKS * WEEK_DAYS:
        yield Sentence(
            "That is little: nights and weekends come in turns, so differences within {0} "
            "weeks may be chance. Name earlier schedules with --past.", FEW_WEEKS,
        )  # fmt: skip
    top = people.nlargest(MOST_NAMED, "above_fair_hours")
    for row in top[top["above_fair_hours"] > TO_SPEAK_OF].to_dict("records"):
        yield Sentence(
            "  {0}: {1:,.1f} unpopular hours, {2:,.1f} above an even share",
            row["agent"], row["unpopular_hours"], row["above_fair_hours"],
        )  # fmt: skip


def _changes(
    plan: Plan, people: pd.DataFrame, known: Known, notice_days: int
) -> Iterator[Sentence]:
    if not known.publications and not plan.outlook.roster_changes:
        yield Sentence(
            "Late changes are not known: no published rotas (--store, --published), no "
            "roster_changes.csv."
        )
        return
    yield Sentence(
        "Changes are those of {0:,} published rotas and {1:,} rows of roster_changes.csv.",
        known.publications, len(plan.outlook.roster_changes),
    )  # fmt: skip
    late = people[people["late_changes"] > 0]
    if len(late):
        yield Sentence(
            "Changes told less than {0} days before: {1:,} for {2:,} people, at the shortest "
            "{3:.0f} days.", notice_days, late["late_changes"].sum(), len(late),
            late["shortest_notice_days"].min(),
        )  # fmt: skip
    else:
        yield Sentence("Nothing was changed less than {0} days before.", notice_days)
    if known.otherwise:
        yield Sentence(
            "On {0:,} days people worked otherwise than the last published rota says; when they "
            "were told is not known, so these are not counted.", known.otherwise,
        )  # fmt: skip


def _next(plan: Plan, people: pd.DataFrame) -> Iterator[Sentence]:
    over = people[people["above_fair_hours"] > TO_SPEAK_OF]
    eased = over[over["planned_unpopular_hours"] <= over["planned_fair_hours"] + 1e-9]
    before = people["above_fair_hours"].clip(lower=0).sum()
    after = people["balance_hours"].clip(lower=0).sum()
    yield Sentence(
        "The next plan gives {0:,} of the {1:,} people above their share "
        "no more than an even share; hours above fair shares are {2:,.0f} with it, "
        "{3:,.0f} before.", len(eased), len(over), after, before,
    )  # fmt: skip
    if plan.prices.unfairness <= 0:
        yield Sentence(
            "It does not look at this: unfairness in [prices] of plan.toml is 0. A price for each "
            "unpopular hour above the even share of the plan's own weeks makes it do so; what was "
            "before the plan it does not repay."
        )


def _near(close: pd.DataFrame) -> Iterator[Sentence]:
    if close.empty:
        yield Sentence("Nobody is near a limit of their contract.")
        return
    yield Sentence(
        "Near a limit of their contract: {0:,} people; most used:", close["agent"].nunique()
    )
    for rule, own in close.groupby("rule", sort=False):
        full = int((own["share"] >= 1).sum())
        yield Sentence(
            "  {0}: {1:,} people, {2:,} of them at the limit itself", rule, len(own), full
        )
