"""Whether to be there around the clock, in sentences, and what in it is assumed."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from planner.demand.opening import RETURN_WEEKS
from planner.domain import Plan
from planner.opening_hours import break_even
from planner.opening_hours.covering import NIGHTS, OUTSOURCER, SUN, Cover
from planner.opening_hours.desk import Desk, Terms
from planner.opening_hours.morning import SELF_SERVICE, day_work_cost
from planner.sentences import Sentence, joined

WORDS: Mapping[str, Sentence] = {
    NIGHTS: Sentence("in-house nights"),
    SUN: Sentence("follow the sun"),
    OUTSOURCER: Sentence("an outsourcer"),
    SELF_SERVICE: Sentence("self-service, the rest in the morning"),
    break_even.VALUE: Sentence("what an answer at once is worth to you"),
}


def desk_lines(
    plan: Plan, desk: Desk, contacts: pd.DataFrame, ways: Sequence[Cover], terms: Terms
) -> Iterator[Sentence]:
    """What comes and waits, each way with its price, and what an answer must be worth."""
    if not desk.contacts:
        yield Sentence("{0}: nothing would come outside its hours.", desk.queue)
        return
    wait = np.average(contacts["wait_hours"], weights=contacts["contacts_per_week"])
    yield Sentence(
        "{0}: {1:,.0f} contacts a week ({2:.0%} of all) would come outside its hours; "
        "today they wait {3:,.1f} hours on average until it opens.",
        desk.queue, desk.contacts, contacts["share"].sum(), wait,
    )  # fmt: skip
    yield Sentence("  When they come is told by {0}.", joined(desk.sources))
    possible = sorted((way for way in ways if way.cost == way.cost), key=lambda way: way.cost)
    for way in possible:
        yield Sentence("  {0}: {1}", WORDS[way.way], _price_words(plan, desk, way))
    for way in ways:
        if way.cost != way.cost and way.way == SELF_SERVICE:
            yield Sentence("  {0}: not known; {1}", WORDS[way.way], way.note)
        elif way.cost != way.cost:
            yield Sentence("  {0}: not with the teams of this plan; {1}", WORDS[way.way], way.note)
    yield from _verdict(plan, desk, possible, terms)


def _price_words(plan: Plan, desk: Desk, way: Cover) -> Sentence:
    words = [
        Sentence(
            "{0:,.0f} {1} a week, {2:,.2f} a contact",
            way.cost, plan.currency, way.cost / desk.contacts,
        )
    ]  # fmt: skip
    if way.teams:
        words.append(Sentence("{0:,.1f} full-timers of {1}", way.fte, joined(way.teams)))
    if way.teams and way.way != OUTSOURCER:
        words.append(Sentence("{0:.0%} of it by day", way.by_day))
    if way.fixed_cost:
        words.append(Sentence("{0:,.0f} of it fixed", way.fixed_cost))
    told = joined(words)
    return Sentence("{0} ({1})", told, way.note) if way.note else told


def _verdict(plan: Plan, desk: Desk, possible: Sequence[Cover], terms: Terms) -> Iterator[Sentence]:
    """Which way answers at once for least, and what it would have to be worth."""
    there = [way for way in possible if way.at_once == 1.0]
    if not there:
        return
    best = there[0]
    saved = day_work_cost(plan, desk.queue, desk.back, desk.aht_s)
    net = (best.cost - saved) / desk.contacts
    yield Sentence(
        "  Worth it if an answer at once is worth more than {0:,.2f} {1} a contact to you "
        "(by {2}); {3:,.2f} if the work of those who come back by day is saved there.",
        best.cost / desk.contacts, plan.currency, WORDS[best.way], net,
    )  # fmt: skip
    if terms.value is not None:
        enough = terms.value * desk.contacts >= best.cost
        yield Sentence(
            "  At {0:g} a contact it is worth it." if enough else
            "  At {0:g} a contact it is not worth it.", terms.value,
        )  # fmt: skip


def break_even_lines(plan: Plan, rows: Sequence[tuple[object, ...]]) -> Iterator[Sentence]:
    """From which volume on another way costs less."""
    for _, way, against, contacts, each, better in rows:
        told = Sentence(
            "  Break-even of {0} and {1} at {2:,.0f} contacts a week ({3:,.2f} {4} a contact)",
            WORDS[str(way)], WORDS[str(against)], contacts, each, plan.currency,
        )  # fmt: skip
        if against == break_even.VALUE:
            yield told
        else:
            yield Sentence("{0}; above it {1} costs less", told, WORDS[str(better)])


def assumed(plan: Plan, terms: Terms) -> Iterator[Sentence]:
    """What rests on nothing but the user's word."""
    yield Sentence(
        "Assumed: {0:.0%} of those who find it closed come back when it is open; it takes {1} "
        "weeks until customers know the new hours.", terms.come_back, RETURN_WEEKS,
    )  # fmt: skip
    sites = any(team.fixed_cost_per_open_hour for team in plan.teams)
    if not sites and not terms.night_fixed:
        yield Sentence(
            "Fixed costs of nights (site, IT, security) are taken to be 0: "
            "fixed_cost_per_open_hour in teams.csv, or --night-fixed."
        )
    yield Sentence(
        "Break-evens are looked for between {0:g} and {1:g} times these volumes; people at work "
        "are whole, so a few contacts cost a whole night.",
        break_even.SCALES[0], break_even.SCALES[-1],
    )  # fmt: skip
