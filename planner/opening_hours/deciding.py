"""The report "do you need 24/7?": contacts, waiting and the cost of cover, in tables and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.clock import WEEK_DAYS, WeeklyWindow, inside, local_times, zone
from planner.demand.opening import COME_BACK, RETURN_WEEKS
from planner.demand.series import Floats
from planner.domain import Plan, Queue
from planner.opening_hours.covering import Cover, Prices, ways_to_cover
from planner.opening_hours.outside import Outside, outside_hours
from planner.staffing import require

CONTACT_COLUMNS = (
    "queue", "market", "band", "contacts_per_week", "share", "wait_hours", "shape",
)  # fmt: skip
COVER_COLUMNS = (
    "queue", "way", "teams", "required_hours_per_week", "paid_hours_per_week", "fte",
    "cost_per_week", "contacts_per_week", "cost_per_contact", "by_day", "note",
)  # fmt: skip
EVENING_FROM, NIGHT_FROM, NIGHT_TO = 6 * 60, 22 * 60, 6 * 60
BANDS = ("day_or_evening", "night", "weekend")


@dataclass(frozen=True, kw_only=True)
class RoundTheClock:
    """What comes while the desk is closed, and what it would cost to be there.

    ``contacts``: one row a queue, market and band (``night`` 22:00–06:00, ``weekend`` Saturday and
    Sunday by day, ``day_or_evening`` the rest, on the market's clock): ``contacts_per_week`` once
    customers know the new hours, ``share`` of all contacts of the queue, ``wait_hours`` until the
    desk opens today. ``cover``: one row a queue and way (``in_house_nights``, ``follow_the_sun``,
    ``outsourcer``), blank costs where nobody of the plan could. ``lines`` says it in words.
    """

    contacts: pd.DataFrame
    cover: pd.DataFrame
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {"outside_hours.csv": self.contacts, "outside_cover.csv": self.cover}


def round_the_clock(plan: Plan, *, come_back: float = COME_BACK) -> RoundTheClock:
    """Whether a plan's queues that are closed at times should be open around the clock.

    Parameters
    ----------
    come_back
        Share of those who find the desk closed today and come back when it is open; they are in
        its history already.

    Raises
    ------
    DataError
        When nothing is known of a queue's volume.
    """
    found = outside_hours(plan, come_back=come_back)
    if not found:
        return RoundTheClock(
            contacts=pd.DataFrame(columns=list(CONTACT_COLUMNS)),
            cover=pd.DataFrame(columns=list(COVER_COLUMNS)),
            lines=("Every queue is open around the clock already.",),
        )
    agents, prices = _agents(plan, found)
    contacts = pd.DataFrame(
        [row for each in found for row in _contact_rows(plan, each, found)],
        columns=list(CONTACT_COLUMNS),
    )
    rows: list[tuple[object, ...]] = []
    lines: list[str] = []
    for name in dict.fromkeys(each.queue for each in found):
        ways = ways_to_cover(plan, name, agents[name], prices)
        per_week = sum(_per_week(plan, each.outside) for each in found if each.queue == name)
        rows += [_cover_row(plan, name, way, agents[name], per_week) for way in ways]
        lines += _sentences(plan, name, contacts[contacts["queue"] == name], ways, per_week)
    lines.append(
        f"Assumed: {come_back:.0%} of those who find it closed come back when it is open; it takes "
        f"{RETURN_WEEKS} weeks until customers know the new hours."
    )
    cover = pd.DataFrame(rows, columns=list(COVER_COLUMNS))
    return RoundTheClock(contacts=contacts, cover=cover, lines=tuple(lines))


def _agents(plan: Plan, found: Sequence[Outside]) -> tuple[dict[str, Floats], Prices]:
    """People required outside the open hours, by queue and interval."""
    names = {each.queue for each in found}
    always = replace(
        plan,
        queues=tuple(
            replace(queue, open=(WeeklyWindow(),)) if queue.queue in names else queue
            for queue in plan.queues
        ),
        staffing=replace(plan.staffing, spread="mean", pooling="separate"),
    )
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    table = pd.concat(
        [
            pd.DataFrame({
                "interval_start": starts, "queue": each.queue, "market": each.market,
                "mean": each.mean, "aht_s": each.aht_s,
            })
            for each in found
        ],
        ignore_index=True,
    )  # fmt: skip
    needs = require(always, table)
    agents = {}
    for name in names:
        queue = plan.queue[name]
        closed = 1 - inside(plan.horizon, queue.open, zone(queue.timezone))
        own = needs[needs["queue"] == name]["required"].to_numpy(dtype=float)
        agents[name] = own * closed
    return agents, Prices(always, needs)


def _contact_rows(
    plan: Plan, each: Outside, found: Sequence[Outside]
) -> Iterator[tuple[object, ...]]:
    every = sum(float(other.mean.sum()) for other in found if other.queue == each.queue)
    wait, bands = _wait_hours(plan, plan.queue[each.queue]), _bands(plan, each)
    for number, band in enumerate(BANDS):
        here = each.outside * (bands == number)
        if here.sum() > 0:
            yield (
                each.queue, each.market, band, _per_week(plan, here),
                float(here.sum()) / every if every > 0 else 0.0,
                float((here * wait).sum() / here.sum()), each.source,
            )  # fmt: skip


def _per_week(plan: Plan, contacts: Floats) -> float:
    return float(contacts.sum()) * WEEK_DAYS / plan.horizon.days


def _bands(plan: Plan, each: Outside) -> Floats:
    local = local_times(plan.horizon.starts, zone(each.timezone))
    night = (local.minute >= NIGHT_FROM) | (local.minute < NIGHT_TO)
    return np.where(night, 1.0, np.where(local.weekday >= 5, 2.0, 0.0))


def _wait_hours(plan: Plan, queue: Queue) -> Floats:
    """Hours from each interval until the queue opens."""
    is_open = inside(plan.horizon, queue.open, zone(queue.timezone)) > 0
    week = WEEK_DAYS * 24 * 60 // plan.horizon.interval_minutes
    looped = np.concatenate([is_open, is_open[:week], is_open[:1]])
    following = np.full(len(looped), np.inf)
    last = np.inf
    for at in range(len(looped) - 1, -1, -1):
        last = 0.0 if looped[at] else last + 1
        following[at] = last
    hours = following[: len(is_open)] * plan.horizon.interval_minutes / 60
    return np.where(np.isfinite(hours), hours, 24.0 * WEEK_DAYS)


def _cover_row(
    plan: Plan, queue: str, way: Cover, agents: Floats, per_week: float
) -> tuple[object, ...]:
    hours = agents.sum() * plan.horizon.interval_minutes / 60 * WEEK_DAYS / plan.horizon.days
    each = way.cost / per_week if per_week > 0 else np.nan
    return (
        queue, way.way, "|".join(way.teams), float(hours), way.paid_hours, way.fte, way.cost,
        per_week, each, way.by_day, way.note,
    )  # fmt: skip


WORDS = {
    "in_house_nights": "in-house nights", "follow_the_sun": "follow the sun",
    "outsourcer": "an outsourcer",
}  # fmt: skip


def _sentences(
    plan: Plan, queue: str, contacts: pd.DataFrame, ways: Sequence[Cover], per_week: float
) -> Iterator[str]:
    if not per_week:
        yield f"{queue}: nothing would come outside its hours."
        return
    share, wait = (
        contacts["share"].sum(),
        np.average(contacts["wait_hours"], weights=contacts["contacts_per_week"]),
    )
    yield (
        f"{queue}: {per_week:,.0f} contacts a week ({share:.0%} of all) would come outside its "
        f"hours; today they wait {wait:,.1f} hours on average until it opens."
    )
    possible = sorted((way for way in ways if way.cost == way.cost), key=lambda way: way.cost)
    for way in possible:
        by_day = f", {way.by_day:.0%} of it by day" if way.way != "outsourcer" else ""
        note = f" ({way.note})" if way.note else ""
        yield (
            f"  {WORDS[way.way]}: {way.cost:,.0f} {plan.currency} a week, "
            f"{way.cost / per_week:,.2f} a contact, {way.fte:,.1f} full-timers of "
            f"{', '.join(way.teams)}{by_day}{note}"
        )
    for way in ways:
        if way.cost != way.cost:
            yield f"  {WORDS[way.way]}: not with the teams of this plan; {way.note}"
    if possible:
        best = possible[0]
        yield (
            f"  Worth it if an answer at once is worth more than {best.cost / per_week:,.2f} "
            f"{plan.currency} a contact to you (by {WORDS[best.way]})."
        )
