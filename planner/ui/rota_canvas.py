"""The rota as a picture to scroll, zoom, click and drag: 1,000 people × 28 days."""

import base64
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.clock import zone
from planner.domain import Agent, Plan
from planner.schedules import WORK, Schedule, Shift
from planner.ui.components import component, nothing
from planner.ui.coverage_view import day_name, queue_words
from planner.ui.texts import t
from planner.ui.wording import short_day

HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#8A6D00", "#6B7785")
OTHER = "#B4BEC8"
PINNED, FAULTY, CHOSEN = 1, 2, 4
DAY_MINUTES = 1440


def canvas_data(
    plan: Plan, schedule: Schedule, people: Sequence[Agent], gap: NDArray[np.float64], *,
    timezone: str, reach: float, strip: str, pinned: Collection[tuple[str, date]] = (),
    faulty: Collection[tuple[str, date]] = (), chosen: tuple[str, date] | None = None,
    height: int = 400,
) -> dict[str, Any]:  # fmt: skip
    """What the picture draws, in arrays.

    Parameters
    ----------
    gap
        Agents spare (short: negative) in each interval of the horizon.
    strip
        What the coverage above is of.
    pinned, faulty
        Person and date of shifts that are pinned, or that break a rule.
    """
    row = {agent.agent: i for i, agent in enumerate(people)}
    shifts = [shift for shift in schedule.shifts if shift.agent in row]
    colours = {queue.queue: i % len(HUES) for i, queue in enumerate(plan.queues[: len(HUES)])}
    marks = [
        PINNED * ((s.agent, s.date) in pinned) + FAULTY * ((s.agent, s.date) in faulty)
        + CHOSEN * ((s.agent, s.date) == chosen)
        for s in shifts
    ]  # fmt: skip
    rests = [(row[s.agent], part) for s in shifts for part in s.activities if part.activity != WORK]
    return {
        "people": [agent.name or agent.agent for agent in people],
        "shifts": [[shift.agent, shift.date.isoformat()] for shift in shifts],
        **_bars(plan, "", [(row[shift.agent], shift.start, shift.end) for shift in shifts]),
        "colour": _packed([_colour(shift, colours) for shift in shifts]),
        "mark": _packed(marks),
        **_bars(plan, "rest_", [(at, part.start, part.end) for at, part in rests]),
        **_bars(plan, "away_", _away(plan, people)),
        "gap": _text(gap.astype(np.float32)),
        **_surroundings(plan, colours, timezone),
        "reach": reach,
        "strip": strip,
        "height": height,
        "alt": t("Rota of {0} people, {1} shifts; the table below has the same", len(people),
                 len(shifts)),
    }  # fmt: skip


def _bars(plan: Plan, kind: str, bars: Sequence[tuple[int, datetime, datetime]]) -> dict[str, str]:
    """Row, start and length of bars, in elapsed minutes of the horizon."""
    first = plan.horizon.first.timestamp()
    starts = [round((begin.timestamp() - first) / 60) for _, begin, _ in bars]
    lengths = [round((end.timestamp() - begin.timestamp()) / 60) for _, begin, end in bars]
    return {
        f"{kind}row": _packed([at for at, _, _ in bars]), f"{kind}start": _packed(starts),
        f"{kind}length": _packed(lengths),
    }  # fmt: skip


def _surroundings(plan: Plan, colours: dict[str, int], timezone: str) -> dict[str, Any]:
    """What stands around the bars: colours and their legend, days, zooms."""
    others = [[t("other"), OTHER]] if len(plan.queues) > len(HUES) else []
    return {
        "colours": [*HUES, OTHER],
        "legend": [*([queue_words(name), HUES[i]] for name, i in colours.items()), *others],
        "zooms": [
            [t("Day"), DAY_MINUTES], [t("Week"), 7 * DAY_MINUTES], [t("All"), plan.horizon.minutes],
        ],
        "days": _days(plan, timezone),
        "minutes": plan.horizon.minutes,
        "step": plan.horizon.interval_minutes,
    }  # fmt: skip


def _packed(values: Sequence[int]) -> str:
    return _text(np.array(values, dtype=np.int32))


def _text(values: NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode()


def _colour(shift: Shift, colours: dict[str, int]) -> int:
    """That of the queue that takes most of the shift."""
    hours: dict[str, float] = {}
    for part in shift.activities:
        if part.queue:
            hours[part.queue] = hours.get(part.queue, 0.0) + part.hours
    main = max(hours, key=lambda name: hours[name], default="")
    return colours.get(main.split("|")[0], len(HUES))


def _away(plan: Plan, people: Sequence[Agent]) -> list[tuple[int, datetime, datetime]]:
    """Days of leave, from midnight to midnight on the clock of the team."""
    found = []
    for i, agent in enumerate(people):
        place = plan.team[agent.team].zone
        for leave in plan.leave.get(agent.agent, ()):
            begin = datetime.combine(max(leave.first, plan.horizon.start), time(), place)
            end = datetime.combine(leave.last + timedelta(days=1), time(), place)
            found.append((i, begin, min(end, plan.horizon.last)))
    return [(i, begin, end) for i, begin, end in found if begin < end]


def _days(plan: Plan, timezone: str) -> list[list[Any]]:
    """Midnights on the clock shown, in elapsed minutes; a day of 23 or 25 hours is as long."""
    place = zone(timezone)
    day = plan.horizon.first.astimezone(place).date()
    found = []
    while (midnight := datetime.combine(day, time(), place)) < plan.horizon.last:
        minute = round((midnight - plan.horizon.first).total_seconds() / 60)
        found.append([minute, day_name(day), short_day(day)])
        day += timedelta(days=1)
    return found


def rota_canvas(data: dict[str, Any], *, key: str) -> Any:
    """Draw it; ``clicked``, ``moved`` and ``interval`` of what it gives say what was done."""
    return component("rota_canvas", "<div id='planner-rota'></div>")(
        key=key, data=data, height=data["height"] + 36, on_clicked_change=nothing,
        on_moved_change=nothing, on_interval_change=nothing,
    )  # fmt: skip


def gap_of(plan: Plan, values: pd.DataFrame) -> NDArray[np.float64]:
    """``value`` of a table of intervals in the order of the horizon; nothing is 0."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    own = values.set_index("interval_start")["value"]
    found: NDArray[np.float64] = own.reindex(starts).fillna(0.0).to_numpy(dtype=float)
    return found
