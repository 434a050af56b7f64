"""What bots, help pages and macros save: contacts, hours, people and money, and what comes back.

Of v contacts with handle time A a means resolves the share r; the share b of those comes to people
after all, at the mean handle time; what it resolves would have taken f·A. People then take
v (1 − r + r b) contacts that last A (1 − r f + r b) / (1 − r + r b) on average: when simple
contacts go, those that remain take longer. Hours follow from the requirement, not from a rule of
three: a smaller queue is busier with less ease.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.outlook import Automation
from planner.sentences import Sentence, joined
from planner.staffing import require
from planner.weekly import HourWorth, by_week, hour_worth, hourly, volumes

Floats = NDArray[np.float64]
WEEKS = 4
POINT = 0.01
ALL = "all together"
COLUMNS = (
    "queue", "means", "resolved", "comes_back", "contacts_per_week", "resolved_per_week",
    "come_back_per_week", "aht_before_s", "aht_after_s", "hours_saved_per_week", "fte_saved",
    "money_saved_per_week", "cost_per_week", "net_per_week", "contacts_of_a_point",
    "hours_of_a_point", "fte_of_a_point", "money_of_a_point",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AutomationSaved:
    """What automation saves a week, mean of the plan's weeks.

    ``table``: one row a queue and means, then one a queue for all of them together (also of queues
    that only get fewer escalations). ``resolved_per_week`` contacts that it takes from people,
    ``come_back_per_week`` those of them that come after all; ``…_of_a_point`` what one more
    percentage point of resolved contacts would save. ``lines`` says it in words.
    """

    table: pd.DataFrame
    lines: tuple[str, ...]

    @property
    def files(self) -> dict[str, pd.DataFrame]:
        """The table by its file name."""
        return {"automation_saved.csv": self.table}


@dataclass(frozen=True, kw_only=True)
class _Lever:
    """What means do to the contacts and the handle time of one queue."""

    contacts: float = 1.0
    aht: float = 1.0


@dataclass(frozen=True, kw_only=True)
class _Week:
    """Contacts before escalations, handle time and effective hours of each queue in a mean week."""

    contacts: dict[str, float]
    aht_s: dict[str, float]
    hours: dict[str, float]


def automation_saved(plan: Plan) -> AutomationSaved:
    """What ``automation.csv`` saves against the plan as it is.

    Without that table, what the plan's own ``deflection`` saves.

    Raises
    ------
    DataError
        When nothing is known of a queue's volume.
    """
    given = plan.outlook.automation
    rows = given or tuple(_from_deflection(plan))
    if not rows:
        return AutomationSaved(
            table=pd.DataFrame(columns=list(COLUMNS)),
            lines=(
                Sentence("Nothing is automated: no automation.csv, no deflection in queues.csv."),
            ),
        )
    week = _meter(plan if given else _without_deflection(plan))
    before = week(())
    worth = {queue.queue: hour_worth(plan, queue.queue) for queue in plan.queues}
    table = []
    for means in dict.fromkeys(row.means for row in rows):
        own = [row for row in rows if row.means == means]
        after, more = week(own), week([_one_point_more(row) for row in own])
        table += [_row(row, before, after, more, worth[row.queue]) for row in own]
    table += _together(rows, before, week(rows), worth)
    frame = pd.DataFrame(table, columns=list(COLUMNS))
    return AutomationSaved(table=frame, lines=tuple(_lines(plan, frame, rows, given=bool(given))))


def _from_deflection(plan: Plan) -> Iterator[Automation]:
    for queue in plan.queues:
        if queue.deflection > 0 and not queue.part_of:
            yield Automation(
                queue=queue.queue, means="deflection", resolved=queue.deflection,
                comes_back=queue.deflection_return,
            )  # fmt: skip


def _without_deflection(plan: Plan) -> Plan:
    return replace(
        plan, queues=tuple(replace(q, deflection=0.0, deflection_return=0.0) for q in plan.queues)
    )


def _one_point_more(row: Automation) -> Automation:
    """One point more of resolved contacts; of means that resolve none (macros) nothing."""
    return replace(row, resolved=min(row.resolved + POINT, 1.0)) if row.resolved else row


def _lever(rows: Iterable[Automation]) -> _Lever:
    """Several means after each other: each meets the contacts that the one before has left."""
    left, work, faster = 1.0, 1.0, 1.0
    for row in rows:
        stays = 1 - row.resolved + row.resolved * row.comes_back
        eased = 1 - row.resolved * row.resolved_aht_factor + row.resolved * row.comes_back
        left, work, faster = left * stays, work * max(eased, 0.0), faster * row.aht_factor
    return _Lever(contacts=left, aht=faster * (work / left if left > 0 else 1.0))


def _meter(plan: Plan) -> Callable[[Sequence[Automation]], _Week]:
    """A mean week of the plan under some automation."""
    weeks = max(1, min(WEEKS, plan.horizon.days // 7))
    ahead = hourly(plan, weeks)
    expected = volumes(ahead)

    def week(rows: Sequence[Automation]) -> _Week:
        levers = {
            name: _lever(row for row in rows if row.queue == name)
            for name in dict.fromkeys(expected["queue"])
        }
        factors = expected["queue"].map(lambda name: levers[name].contacts).astype(float)
        longer = expected["queue"].map(lambda name: levers[name].aht).astype(float)
        table = expected.assign(
            mean=expected["mean"] * factors, aht_s=expected["aht_s"] * longer,
        )  # fmt: skip
        hours = by_week(ahead, require(ahead, table))[1].mean(axis=1)
        work = _sums(table["queue"], table["mean"] * table["aht_s"])
        contacts = _sums(table["queue"], table["mean"])
        return _Week(
            contacts={name: total / weeks for name, total in contacts.items()},
            aht_s={name: total / contacts[name] if contacts[name] > 0 else np.nan
                   for name, total in work.items()},
            hours={q.queue: float(h) for q, h in zip(ahead.queues, hours, strict=True)},
        )  # fmt: skip

    return week


def _sums(names: "pd.Series[str]", values: "pd.Series[float]") -> dict[str, float]:
    """Values added up by name."""
    return {str(name): float(total) for name, total in values.groupby(names).sum().items()}


def _row(
    row: Automation, before: _Week, after: _Week, more: _Week, worth: HourWorth
) -> tuple[object, ...]:
    name = row.queue
    contacts = before.contacts.get(name, 0.0)
    resolved = contacts * row.resolved
    saved, point = _hours(before, after, name), _hours(after, more, name)
    money = saved * worth.money
    cost = row.cost_per_week + row.cost_per_resolution * resolved
    fewer = after.contacts.get(name, 0.0) - more.contacts.get(name, 0.0)
    extra = row.cost_per_resolution * contacts * POINT if row.resolved else 0.0
    known = point if row.resolved else np.nan
    return (
        name, row.means, row.resolved, row.comes_back, contacts, resolved,
        resolved * row.comes_back, before.aht_s.get(name, np.nan), after.aht_s.get(name, np.nan),
        saved, saved / worth.hours_of_fte, money, cost, money - cost,
        fewer if row.resolved else np.nan, known, known / worth.hours_of_fte,
        known * worth.money - extra,
    )  # fmt: skip


def _hours(before: _Week, after: _Week, queue: str) -> float:
    return before.hours.get(queue, 0.0) - after.hours.get(queue, 0.0)


def _together(
    rows: Sequence[Automation], before: _Week, after: _Week, worth: dict[str, HourWorth]
) -> Iterator[tuple[object, ...]]:
    """Each queue under all means at once, and what the queues behind it are spared."""
    for name, hours in before.hours.items():
        own = [row for row in rows if row.queue == name]
        saved = hours - after.hours[name]
        if not own and abs(saved) < 1e-6:
            continue
        contacts = before.contacts.get(name, 0.0)
        left, resolved, back = contacts, 0.0, 0.0
        cost = sum(row.cost_per_week for row in own)
        for row in own:
            taken = left * row.resolved
            resolved, back = resolved + taken, back + taken * row.comes_back
            left -= taken * (1 - row.comes_back)
            cost += row.cost_per_resolution * taken
        share = resolved / contacts if contacts > 0 else 0.0
        money = saved * worth[name].money
        yield (
            name, ALL, share, back / resolved if resolved > 0 else 0.0, contacts, resolved, back,
            before.aht_s.get(name, np.nan), after.aht_s.get(name, np.nan), saved,
            saved / worth[name].hours_of_fte, money, cost, money - cost,
            np.nan, np.nan, np.nan, np.nan,
        )  # fmt: skip


def _lines(
    plan: Plan, table: pd.DataFrame, rows: Sequence[Automation], *, given: bool
) -> Iterator[Sentence]:
    whole = table[table["means"] == ALL]
    sums = whole[["hours_saved_per_week", "fte_saved", "net_per_week", "resolved_per_week"]].sum()
    yield Sentence(
        "All together: {0:,.0f} contacts a week resolved, {1:,.1f} effective hours and {2:,.1f} "
        "full-timers less, {3:,.0f} {4} a week after its cost.", sums["resolved_per_week"],
        sums["hours_saved_per_week"], sums["fte_saved"], sums["net_per_week"], plan.currency,
    )  # fmt: skip
    for row in table[table["means"] != ALL].to_dict("records"):
        yield joined([*_of_means(plan, row)], by="; ")
    behind = whole[~whole["queue"].isin([row.queue for row in rows])]
    for row in behind.to_dict("records"):
        yield Sentence(
            "  {0} gets fewer escalations: {1:,.1f} hours a week less.", row["queue"],
            row["hours_saved_per_week"],
        )  # fmt: skip
    yield Sentence(
        "Assumed: every share, factor and cost is that of {0}; who comes back takes the mean "
        "handle time; an hour saved is worth what its teams cost on average, without premiums; "
        "the same share of contacts escalates.",
        "automation.csv" if given else Sentence("deflection in queues.csv"),
    )  # fmt: skip


def _of_means(plan: Plan, row: Mapping[Hashable, Any]) -> Iterator[Sentence]:
    """Clauses about one means on one queue."""
    yield Sentence(
        "  {0}, {1}: {2:.0%} resolved" if row["resolved"] else "  {0}, {1}: none resolved",
        row["queue"], row["means"], row["resolved"],
    )  # fmt: skip
    if row["resolved"] and row["comes_back"]:
        yield Sentence("{0:.0%} of it comes back", row["comes_back"])
    yield Sentence(
        "those left take {0:,.0f} s instead of {1:,.0f} s", row["aht_after_s"], row["aht_before_s"]
    )
    yield Sentence(
        "{0:,.1f} hours, {1:,.2f} full-timers, {2:,.0f} {3} a week net",
        row["hours_saved_per_week"], row["fte_saved"], row["net_per_week"], plan.currency,
    )  # fmt: skip
    if row["hours_of_a_point"] == row["hours_of_a_point"]:
        yield Sentence(
            "one point more: {0:,.0f} contacts, {1:,.1f} hours, {2:,.0f} {3}",
            row["contacts_of_a_point"], row["hours_of_a_point"], row["money_of_a_point"],
            plan.currency,
        )  # fmt: skip
