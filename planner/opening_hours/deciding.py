"""The report "do you need 24/7?": contacts, waiting and the cost of cover, in tables and words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.clock import WEEK_DAYS, WeeklyWindow, inside, local_times, zone
from planner.demand.opening import COME_BACK
from planner.demand.series import Floats
from planner.domain import Plan, Queue
from planner.errors import DataError, Problem
from planner.opening_hours import break_even
from planner.opening_hours.covering import OUTSOURCER, Cover, Prices, ways_to_cover
from planner.opening_hours.desk import Desk, Terms
from planner.opening_hours.morning import by_the_contact, day_work_cost, left_to_the_morning
from planner.opening_hours.outside import Outside, outside_hours
from planner.opening_hours.words import assumed, break_even_lines, desk_lines
from planner.sentences import Sentence
from planner.staffing import require

CONTACT_COLUMNS = (
    "queue", "market", "band", "contacts_per_week", "share", "wait_hours", "shape",
)  # fmt: skip
COVER_COLUMNS = (
    "queue", "way", "teams", "required_hours_per_week", "paid_hours_per_week", "fte",
    "cost_per_week", "contacts_per_week", "cost_per_contact", "by_day", "note",
    "fixed_cost_per_week", "day_work_saved_per_week", "net_cost_per_week", "at_once",
)  # fmt: skip
HOUR_COLUMNS = ("queue", "market", "hour", "contacts_per_week", "wait_hours")
EVENING_FROM, NIGHT_FROM, NIGHT_TO = 6 * 60, 22 * 60, 6 * 60
BANDS = ("day_or_evening", "night", "weekend")


@dataclass(frozen=True, kw_only=True)
class RoundTheClock:
    """What comes while the desk is closed, and what it would cost to be there.

    ``contacts``: one row a queue, market and band (``night`` 22:00–06:00, ``weekend`` Saturday and
    Sunday by day, ``day_or_evening`` the rest, on the market's clock): ``contacts_per_week`` once
    customers know the new hours, ``share`` of all contacts of the queue, ``wait_hours`` until the
    desk opens today. ``hours`` the same by hour of the market's day. ``cover``: one row a queue and
    way (``in_house_nights``, ``follow_the_sun``, ``outsourcer``, ``self_service``), blank costs
    where nobody of the plan could; ``day_work_saved_per_week`` is work that those who come back by
    day make today. ``break_even``: at which volume one way gets cheaper than another
    (``above_it``). ``lines`` says it in words.
    """

    contacts: pd.DataFrame
    hours: pd.DataFrame
    cover: pd.DataFrame
    break_even: pd.DataFrame
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The tables by file name."""
        return {
            "outside_hours.csv": self.contacts, "outside_by_hour.csv": self.hours,
            "outside_cover.csv": self.cover, "break_even.csv": self.break_even,
        }  # fmt: skip


def round_the_clock(
    plan: Plan, *, come_back: float = COME_BACK, night_fixed: float = 0.0,
    self_service: float | None = None, per_contact: float | None = None, value: float | None = None,
) -> RoundTheClock:  # fmt: skip
    """Whether a plan's queues that are closed at times should be open around the clock.

    Parameters
    ----------
    come_back, night_fixed, self_service, per_contact, value
        See :class:`Terms`.

    Raises
    ------
    DataError
        When nothing is known of a queue's volume, or a share or price is none.
    """
    terms = Terms(
        come_back=come_back, night_fixed=night_fixed, self_service=self_service,
        per_contact=per_contact, value=value,
    )  # fmt: skip
    _refuse(terms)
    found = outside_hours(plan, come_back=come_back)
    if not found:
        return _nothing_to_say()
    agents, prices = _agents(plan, found, terms)
    contacts = pd.DataFrame(
        [row for each in found for row in _contact_rows(plan, each, found)],
        columns=list(CONTACT_COLUMNS),
    )
    hours = pd.DataFrame(
        [row for each in found for row in _hour_rows(plan, each)], columns=list(HOUR_COLUMNS)
    )
    scaled = {scale: _agents(plan, found, terms, scale)[0] for scale in break_even.SCALES}
    rows: list[tuple[object, ...]] = []
    even: list[tuple[object, ...]] = []
    lines: list[str] = []
    for name in dict.fromkeys(each.queue for each in found):
        desk = _desk(plan, name, found, terms)
        ways = _ways(plan, desk, agents[name], prices, terms)
        rows += [_cover_row(plan, desk, way, agents[name]) for way in ways]
        own = _break_even(plan, desk, {k: v[name] for k, v in scaled.items()}, prices, terms)
        even += own
        lines += desk_lines(plan, desk, contacts[contacts["queue"] == name], ways, terms)
        lines += break_even_lines(plan, own)
    lines += assumed(plan, terms)
    return RoundTheClock(
        contacts=contacts, hours=hours, cover=pd.DataFrame(rows, columns=list(COVER_COLUMNS)),
        break_even=pd.DataFrame(even, columns=list(break_even.COLUMNS)), lines=tuple(lines),
    )  # fmt: skip


def _refuse(terms: Terms) -> None:
    problems = []
    for name, most in (("come_back", 1), ("self_service", 1), ("night_fixed", np.inf),
                       ("per_contact", np.inf), ("value", np.inf)):  # fmt: skip
        number = getattr(terms, name)
        if number is not None and not 0 <= number <= most:
            what = "a share from 0 to 1" if most == 1 else "money, at least 0"
            message = f"is out of range: expected {what}"
            problems.append(
                Problem(file=f"--{name.replace('_', '-')}", value=f"{number:g}", message=message)
            )
    if problems:
        raise DataError(problems)


def _nothing_to_say() -> RoundTheClock:
    return RoundTheClock(
        contacts=pd.DataFrame(columns=list(CONTACT_COLUMNS)),
        hours=pd.DataFrame(columns=list(HOUR_COLUMNS)),
        cover=pd.DataFrame(columns=list(COVER_COLUMNS)),
        break_even=pd.DataFrame(columns=list(break_even.COLUMNS)),
        lines=(Sentence("Every queue is open around the clock already."),),
    )


def _desk(plan: Plan, name: str, found: Sequence[Outside], terms: Terms) -> Desk:
    own = [each for each in found if each.queue == name]
    weeks = [_per_week(plan, each.outside) for each in own]
    total = sum(weeks)
    longest = sum(week * each.aht_s for week, each in zip(weeks, own, strict=True))
    aht = longest / total if total else plan.queue[name].aht_s
    return Desk(
        queue=name, contacts=total, back=total * terms.come_back, aht_s=aht,
        sources=tuple(dict.fromkeys(each.source for each in own if each.outside.sum() > 0)),
    )  # fmt: skip


def _ways(plan: Plan, desk: Desk, agents: Floats, prices: Prices, terms: Terms) -> list[Cover]:
    """Every way of being there, and leaving it to bots and the morning."""
    ways = ways_to_cover(plan, desk.queue, agents, prices)
    if terms.per_contact is not None:
        paid = by_the_contact(desk.contacts, terms.per_contact)
        ways = [paid if way.way == OUTSOURCER else way for way in ways]
    morning = left_to_the_morning(
        plan, desk.queue, contacts=desk.contacts, aht_s=desk.aht_s, share=terms.self_service
    )
    return [*ways, morning]


def _break_even(
    plan: Plan, desk: Desk, agents: Mapping[float, Floats], prices: Prices, terms: Terms
) -> list[tuple[object, ...]]:
    """Rows of ``break_even.csv`` of one queue; ``agents`` by multiple of its contacts."""
    if not desk.contacts:
        return []

    def ways_at(scale: float) -> list[Cover]:
        more = replace(desk, contacts=desk.contacts * scale)
        return _ways(plan, more, agents[scale], prices, terms)

    return list(break_even.break_evens(desk.queue, desk.contacts, ways_at, terms.value))


def _agents(
    plan: Plan, found: Sequence[Outside], terms: Terms, scale: float = 1.0
) -> tuple[dict[str, Floats], Prices]:
    """People required outside the open hours, by queue and interval, at so much of the volume."""
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
                "mean": each.mean * scale, "aht_s": each.aht_s,
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
    return agents, Prices(always, needs, today=plan, night_fixed=terms.night_fixed)


def _hour_rows(plan: Plan, each: Outside) -> Iterator[tuple[object, ...]]:
    """Contacts and waiting by hour of the market's day."""
    hour = local_times(plan.horizon.starts, zone(each.timezone)).minute // 60
    wait = _wait_hours(plan, plan.queue[each.queue])
    for number in range(24):
        here = each.outside * (hour == number)
        if here.sum() > 0:
            waits = float((here * wait).sum() / here.sum())
            yield each.queue, each.market, number, _per_week(plan, here), waits


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
    """Hours until the queue opens, from the middle of each interval: its contacts' mean wait."""
    is_open = inside(plan.horizon, queue.open, zone(queue.timezone)) > 0
    week = WEEK_DAYS * 24 * 60 // plan.horizon.interval_minutes
    looped = np.concatenate([is_open, is_open[:week], is_open[:1]])
    following = np.full(len(looped), np.inf)
    last = np.inf
    for at in range(len(looped) - 1, -1, -1):
        last = 0.0 if looped[at] else last + 1
        following[at] = last
    hours = np.maximum(following[: len(is_open)] - 0.5, 0.0) * plan.horizon.interval_minutes / 60
    return np.where(np.isfinite(hours), hours, 24.0 * WEEK_DAYS)


def _cover_row(plan: Plan, desk: Desk, way: Cover, agents: Floats) -> tuple[object, ...]:
    hours = agents.sum() * plan.horizon.interval_minutes / 60 * WEEK_DAYS / plan.horizon.days
    each = way.cost / desk.contacts if desk.contacts > 0 else np.nan
    saved = day_work_cost(plan, desk.queue, desk.back, desk.aht_s)
    possible = way.cost == way.cost
    return (
        desk.queue, way.way, "|".join(way.teams), float(hours), way.paid_hours, way.fte, way.cost,
        desk.contacts, each, way.by_day, way.note, way.fixed_cost if possible else np.nan,
        saved if possible else np.nan, way.cost - saved, way.at_once if possible else np.nan,
    )  # fmt: skip
