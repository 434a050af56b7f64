"""The way from volume to people, in words and numbers, for one queue and one interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from planner.clock import inside, zone
from planner.domain import Plan, Queue
from planner.errors import DataError, Problem
from planner.staffing.flows import needs_by_queue
from planner.staffing.live import agents_for, figures_of
from planner.staffing.need import Demand, Need
from planner.staffing.offered import shares_of
from planner.staffing.requirement import mean_shrinkage, require
from planner.staffing.rounding import gross_agents

_DEFINED = {
    "offered": "of all contacts",
    "answered": "of those answered at all",
    "virtual": "of all, were nobody to hang up",
    "excluding_short_abandons": "of all but those who hung up within that time",
}
_BINDING = 1e-4
"""Share within which a limit counts as reached: agents are known to a millionth."""


def explain(
    plan: Plan, forecast: pd.DataFrame, queue: str, instant: datetime, *,
    needs: pd.DataFrame | None = None,
) -> str:  # fmt: skip
    """How the requirement of one queue in one interval comes about, in a few lines of text.

    From contacts by market, escalations, teams' shares and opening hours over handle time and the
    load that carries over to the target, the real-valued agents, rounding, floor and shrinkage; and
    what one agent fewer or more would do. For work that can wait: arrived, due and the even pace.
    In a pooled plan at last the needs of the sets that the queue is in.

    Parameters
    ----------
    plan, forecast
        As for :func:`planner.staffing.require`.
    queue
        Name of a queue; in a pooled plan also of a set of queues (``en|de``).
    instant
        Any instant of the interval; without an offset on the plan's clock.
    needs
        The plan's requirement; only pooled plans need it, and work it out without it (seconds).

    Raises
    ------
    DataError
        If the queue is none of the plan's or the instant lies outside the horizon.
    """
    alone, pooled = explain_alone(plan, forecast, queue, instant), ""
    if plan.staffing.pooling == "pooled":
        pooled = explain_sets(plan, queue, instant, needs=require_of(plan, forecast, needs))
    return "\n".join(text for text in (alone, pooled) if text)


def explain_alone(plan: Plan, forecast: pd.DataFrame, queue: str, instant: datetime) -> str:
    """As :func:`explain` without the sets of a pooled plan, and quicker; of a set a heading."""
    interval = _interval(plan, instant)
    names = _names(plan, queue)
    if len(names) > 1:
        return _heading(plan, queue, interval, [])
    *_, (_, demand, need) = needs_by_queue(plan, forecast, only=queue)
    case = _Case(plan, plan.queue[queue], forecast, interval, demand, need)
    body = _deferred_lines(case) if case.queue.deferred else _live_lines(case)
    places = [market.timezone for market in plan.markets if market.queue == queue]
    heading = _heading(plan, queue, interval, [case.queue.timezone, *places])
    return "\n".join([heading, *body, *_shrinkage_line(case)])


def explain_sets(plan: Plan, queue: str, instant: datetime, *, needs: pd.DataFrame) -> str:
    """The needs of the sets of queues that a queue is in (of a set: its own), a line each.

    Parameters and errors as of :func:`explain`; ``needs`` is the plan's requirement. Of work that
    can wait, which is not pooled, and of queues that share nobody there is nothing to tell.
    """
    interval, names = _interval(plan, instant), _names(plan, queue)
    lines = _pooled_lines(plan, needs, names, interval)
    if len(names) > 1 and not lines:
        raise DataError([_problem(queue, "is no set of queues that requirements.csv holds")])
    return "\n".join(lines)


def require_of(plan: Plan, forecast: pd.DataFrame, needs: pd.DataFrame | None) -> pd.DataFrame:
    """The requirement that is known, or worked out."""
    return require(plan, forecast) if needs is None else needs


def _names(plan: Plan, queue: str) -> list[str]:
    """The queues of a queue or set; only pooled plans have sets."""
    names = queue.split("|")
    unknown = [name for name in names if name not in plan.queue]
    if unknown or (len(names) > 1 and plan.staffing.pooling != "pooled"):
        known = ", ".join(each.queue for each in plan.queues)
        raise DataError([_problem(queue, f"is no queue of this plan: expected one of {known}")])
    return names


@dataclass(frozen=True)
class _Case:
    plan: Plan
    queue: Queue
    forecast: pd.DataFrame
    interval: int
    demand: Demand
    need: Need

    @property
    def open_share(self) -> float:
        share = inside(self.plan.horizon, self.queue.open, zone(self.queue.timezone))
        return float(share[self.interval])

    @property
    def cv(self) -> float:
        return float(self.demand.cv[self.interval])

    def of(self, column: str) -> float:
        """A figure of the need in this interval."""
        return float(getattr(self.need, column)[self.interval])


def _interval(plan: Plan, instant: datetime) -> int:
    horizon = plan.horizon
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone(horizon.timezone))
    seconds = (instant - horizon.first).total_seconds()
    interval = int(seconds // (horizon.interval_minutes * 60))
    if not 0 <= interval < horizon.intervals:
        place = zone(horizon.timezone)
        first, last = (at.astimezone(place).isoformat() for at in (horizon.first, horizon.last))
        message = f"lies outside the horizon: expected from {first} to before {last}"
        raise DataError([_problem(instant.isoformat(), message)])
    return interval


def _problem(value: str, message: str) -> Problem:
    return Problem(file="--explain", value=value, message=message)


def _heading(plan: Plan, queue: str, interval: int, places: list[str]) -> str:
    """Queue and interval, on the plan's clock and on those of the customers."""
    horizon = plan.horizon
    begin = horizon.moment(interval * horizon.interval_minutes)
    end = horizon.moment((interval + 1) * horizon.interval_minutes)
    own = zone(horizon.timezone)
    clock = f"{begin.astimezone(own):%a %Y-%m-%d %H:%M}–{end.astimezone(own):%H:%M}"
    others = [
        f"{begin.astimezone(zone(place)):%a %H:%M} {place}"
        for place in dict.fromkeys(places)
        if place != horizon.timezone
    ]
    beside = f" ({', '.join(others)})" if others else ""
    return f"{queue}, {clock} {horizon.timezone}{beside}"


def _volume_lines(case: _Case) -> Iterator[str]:
    """Where the contacts come from and which of them are staffed."""
    own, at = float(case.demand.own[case.interval]), case.interval
    whole = case.queue.part_of or case.queue.queue
    share = dict(shares_of(case.plan)[whole])[case.queue.queue]
    if share < 1:
        all_of_them = own / share if share > 0 else own
        yield f"Contacts of {whole}: {_number(all_of_them)} forecast{_markets(case)}."
        yield f"  × {share:.0%} = {_number(own)} come here; the rest goes to other teams."
    else:
        yield f"Contacts: {_number(own)} forecast{_markets(case)}."
    of_them = f", and {share:.0%} of these come here" if share < 1 else ""
    for name, contacts in case.demand.passed_on.items():
        passed = float(case.demand.passed_share[name][at])
        yield (
            f"  + {_number(float(contacts[at]))} escalated by {name}: "
            f"{passed:.1%} of the contacts it ends now{of_them}."
        )
    rate, spread = float(case.demand.rate[at]), case.plan.staffing.spread
    if spread.startswith("p"):
        yield (
            f"  × {rate:.3f}: staffed to the {spread} volume; the forecast's rate varies by "
            f"{case.cv:.0%}."
        )
    elif rate != 1:
        yield (
            f"  × {rate:.3f}: so that the target is met on average over days that vary by "
            f"{case.cv:.0%}."
        )
    lost = case.of("lost")
    if lost > 0:
        state = "closed" if case.open_share == 0 else f"open for {case.open_share:.0%} of it"
        yield f"  − {_number(lost)} lost, for the queue is {state}."
    if case.demand.passed_on or rate != 1 or lost > 0:
        yield f"  = {_number(case.of('volume'))} contacts to staff for."


def _markets(case: _Case) -> str:
    whole = case.queue.part_of or case.queue.queue
    start = case.plan.horizon.moment(case.interval * case.plan.horizon.interval_minutes)
    table = case.forecast[case.forecast["queue"] == whole]
    table = table[pd.to_datetime(table["interval_start"], utc=True) == start]
    if "market" not in table or len(table) < 2:
        return ""
    parts = sorted(zip(table["mean"], table["market"], strict=True), reverse=True)
    return " (" + ", ".join(f"{name} {_number(mean)}" for mean, name in parts) + ")"


def _live_lines(case: _Case) -> Iterator[str]:
    yield from _volume_lines(case)
    seconds, share = case.plan.horizon.interval_minutes * 60, case.open_share
    aht, load = case.of("aht_s"), case.of("erlangs")
    if share == 0:
        yield "Closed: nobody is needed."
        return
    cv = case.queue.aht_cv
    spread = "exponential" if cv is None else f"lognormal, varying by {cv:.0%}"
    yield (
        f"Work: {_number(case.of('volume'))} × {aht:.0f} s / {seconds} s = "
        f"{case.of('plain'):.3f} erlangs if all of it fell into this interval (handle times "
        f"{spread})."
    )
    yield (
        f"Load: {load:.3f} erlangs, with contacts in hand from before and without what is left to "
        "do afterwards (modified offered load)."
    )
    yield from _target_lines(case)
    if load == 0:
        yield "No load: nobody is needed for it."
    else:
        yield from _agents_lines(case, load / share, aht)
    floor = case.queue.min_agents
    required = case.of("required")
    said = f", at least min_agents {floor}" if floor else ""
    said += f"; the queue is open for {share:.0%} of it" if share < 1 else ""
    people = "person" if required == 1 else "people"
    real = case.of("required_real")
    yield f"Required: {_number(required)} {people} at work: {real:.2f} rounded up{said}."
    if load > 0:
        yield from _neighbours(case, load / share, aht)


def _target_lines(case: _Case) -> Iterator[str]:
    queue = case.queue
    model = "Erlang C: nobody hangs up"
    if queue.patience_s is not None:
        model = f"Erlang A: mean patience {queue.patience_s:g} s"
    slots = f", {queue.concurrency} chats an agent, each a slot" if queue.concurrency > 1 else ""
    limits = [f"at most {queue.max_occupancy:.0%} busy"]
    if queue.max_abandon is not None:
        limits.append(f"at most {queue.max_abandon:.0%} hang up")
    average = ""
    if case.plan.staffing.spread == "average":
        average = f" on average over a rate that varies by {case.cv:.0%}"
    yield (
        f"Target: {queue.service_level:.0%} in {queue.answer_within_s:g} s"
        f"{average}, {_DEFINED[queue.service_level_definition]}; {', '.join(limits)}."
    )
    yield f"Model: {model}{slots}."


def _agents_lines(case: _Case, load: float, aht: float) -> Iterator[str]:
    agents = float(agents_for(case.queue, *_one(load, aht), cv=_cv(case))[0])
    at = _figures(case, load, agents, aht)
    queue = case.queue
    rooms = {
        "the service level": (1 - at["service_level"]) / (1 - queue.service_level),
        "the limit of occupancy": at["occupancy"] / queue.max_occupancy,
    }
    if queue.max_abandon is not None:
        rooms["the limit of abandonment"] = at["abandon"] / queue.max_abandon
    binding = [name for name, room in rooms.items() if room >= max(rooms.values()) - _BINDING]
    slots = f" ({agents * queue.concurrency:.2f} slots)" if queue.concurrency > 1 else ""
    verb = "decides" if len(binding) == 1 else "decide"
    while_open = " while open" if case.open_share < 1 else ""
    yield f"Just enough: {agents:.2f} agents{while_open}{slots}; {' and '.join(binding)} {verb}."


def _neighbours(case: _Case, load: float, aht: float) -> Iterator[str]:
    """What the required agents achieve, and one fewer, and one more."""
    present = case.of("required") / case.open_share
    while_open = " while open" if case.open_share < 1 else ""
    for people, name in (
        (present - 1, "one fewer"),
        (present, "as required"),
        (present + 1, "one more"),
    ):
        if people >= 0:
            achieved = _said(_figures(case, load, people, aht), case)
            yield f"  {_number(people)}{while_open} ({name}): {achieved}"


def _figures(case: _Case, load: float, agents: float, aht: float) -> dict[str, float]:
    loads, times = _one(load, aht)
    figures = figures_of(case.queue, loads, np.array([agents]), times, cv=_cv(case))
    return {name: float(values[0]) for name, values in figures.items()}


def _one(load: float, aht: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([load]), np.array([aht])


def _cv(case: _Case) -> np.ndarray | None:
    return np.array([case.cv]) if case.plan.staffing.spread == "average" else None


def _said(figures: dict[str, float], case: _Case) -> str:
    wait = figures["asa_s"]
    parts = [f"{figures['service_level']:.1%} in time", f"{figures['occupancy']:.0%} busy"]
    if case.queue.patience_s is not None:
        parts.append(f"{figures['abandon']:.1%} hang up")
    parts.append(f"mean wait {wait:.0f} s" if np.isfinite(wait) else "the queue grows for ever")
    return ", ".join(parts)


def _deferred_lines(case: _Case) -> Iterator[str]:
    yield from _volume_lines(case)
    queue, at, hours = case.queue, case.interval, case.plan.horizon.interval_minutes / 60
    arrived, due = case.need.arrived_hours, case.need.due_hours
    waiting = sum(contacts for _, contacts in case.demand.backlog)
    extra = f", {_number(waiting)} contacts of the backlog included" if at == 0 and waiting else ""
    yield (
        f"Arrived: {arrived[at]:.2f} hours of work at {case.of('aht_s'):.0f} s each{extra}; "
        f"{arrived[: at + 1].sum():.1f} since the start."
    )
    within = queue.due_within_hours
    clock = "open " if queue.clock == "open" else ""
    usual = "" if queue.complete_within_hours else ", for complete_within_hours is blank"
    share = "all" if queue.complete_share == 1 else f"{queue.complete_share:.0%}"
    rest = "" if queue.complete_share == 1 else f", the rest within {2 * within:g}"
    yield (
        f"Due: {share} within {within:g} {clock}hours{rest}{usual}: {due[at]:.2f} hours by the end "
        f"of this interval, {due[: at + 1].sum():.1f} since the start."
    )
    if case.open_share == 0:
        yield "Closed: nothing is worked on."
        return
    yield (
        f"Even pace: {case.of('required_real') * hours:.2f} hours, that is "
        f"{case.of('required_real'):.2f} agents, if all work is spread over the open time until it "
        "is due. The plan may choose otherwise between arrived and due."
    )
    floor = f", at least min_agents {queue.min_agents}" if queue.min_agents else ""
    yield f"Required: {case.of('required'):.2f} agents{floor}; work that waits is not rounded."


def _shrinkage_line(case: _Case) -> Iterator[str]:
    shrinkage = mean_shrinkage(case.plan, (case.queue.queue,))
    required = case.of("required")
    if required > 0 and shrinkage > 0:
        gross = gross_agents(required, shrinkage)
        yield (
            f"On shift: {_number(required)} / (1 − {shrinkage:.3f} mean shrinkage of the teams "
            f"that serve it) = {gross:.2f}."
        )


def _pooled_lines(
    plan: Plan, needs: pd.DataFrame, names: Sequence[str], interval: int
) -> list[str]:
    """Needs of the sets of queues that this one is pooled in."""
    start = plan.horizon.moment(interval * plan.horizon.interval_minutes)
    here = pd.to_datetime(needs["interval_start"], utc=True) == start
    table = needs[here & needs["queue"].str.contains("|", regex=False)]
    lines = []
    for name, load, real in zip(
        table["queue"], table["erlangs"], table["required_real"], strict=True
    ):
        members = str(name).split("|")
        if set(members) == set(names) or (len(names) == 1 and names[0] in members):
            lines.append(
                f"Pooled: everybody who serves any of {', '.join(members)} together: {real:.2f} "
                f"agents for {load:.2f} erlangs."
            )
    return lines


def _number(value: float) -> str:
    """A count as people write it: whole where it is, else as many decimals as say something."""
    value = float(value)
    if abs(value - round(value)) < 5e-4 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"
