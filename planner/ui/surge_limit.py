"""Solve backwards: the largest launch that a kept rota survives at a service level."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd
from scipy.optimize import brentq

from planner.clock import instant, zone
from planner.domain import Plan
from planner.rules.needs import needs_of
from planner.service import modelled_service_levels
from planner.staffing import require
from planner.ui.levers import Levers as Sliders
from planner.ui.levers import changed_forecast, changed_teams
from planner.ui.rota_service import Cover

Levels = dict[str, tuple[float, float]]
"""Service level and contacts by queue."""
DAYS = 7
LARGEST = 20.0
CLOSE = 0.02
"""The surge is known to so much."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The largest surge: ``None`` where even none at all is too much.

    ``level`` is the share of live contacts answered in time in the days from the surge's start at
    that surge (or without one), ``weakest`` the queue that is worst off then and ``weakest_level``
    its share. ``beyond``: the largest that was tried is survived.
    """

    surge: float | None
    level: float
    weakest: str
    weakest_level: float
    beyond: bool = False


def surge_limit(
    plan: Plan, forecast: pd.DataFrame, cover: Cover, levers: Sliders, target: float
) -> Limit:
    """The largest surge at which the days after its start keep the target.

    The other sliders stay where they are. Share of live contacts answered in time over all live
    queues, as :func:`planner.service.modelled_service_levels` has it, weighted by contacts.

    Parameters
    ----------
    cover
        What the rota covers, with the sliders for people applied.
    target
        A share.
    """

    def at(surge: float) -> Levels:
        return _levels(plan, forecast, cover, replace(levers, surge=surge))

    still = at(1.0)
    if not _mean(still) >= target:
        return _limit(None, still)
    most = at(LARGEST)
    if _mean(most) >= target:
        return replace(_limit(LARGEST, most), beyond=True)
    surge, levels = _searched(at, target)
    return _limit(surge, levels)


def _searched(at: Callable[[float], Levels], target: float) -> tuple[float, Levels]:
    """The largest surge that keeps the target, and its levels (R. P. Brent's method, 1973)."""
    known: dict[float, Levels] = {}

    def spare(surge: float) -> float:
        known[surge] = at(surge)
        return _mean(known[surge]) - target

    brentq(spare, 1.0, LARGEST, xtol=CLOSE / 2, rtol=CLOSE / LARGEST)
    surge = max(surge for surge, levels in known.items() if _mean(levels) >= target)
    return surge, known[surge]


def _limit(surge: float | None, levels: Levels) -> Limit:
    weakest = min(levels, key=lambda name: levels[name][0], default="")
    worst = levels[weakest][0] if weakest else float("nan")
    return Limit(surge=surge, level=_mean(levels), weakest=weakest, weakest_level=worst)


def _levels(plan: Plan, forecast: pd.DataFrame, cover: Cover, levers: Sliders) -> Levels:
    """Service level and contacts of each live queue in the days from the surge's start."""
    assert levers.start is not None
    now = changed_teams(plan, levers)
    volumes = changed_forecast(now, forecast, levers)
    needs = require(now, volumes)
    place = zone(plan.horizon.timezone)
    first = instant(levers.start, 0, place)
    last = instant(levers.start + timedelta(days=DAYS), 0, place)
    inside = (needs["interval_start"] >= first) & (needs["interval_start"] < last)
    counted = needs.assign(volume=needs["volume"].where(inside, 0.0))
    _, at = needs_of(now, needs)
    present = pd.DataFrame({"covered": cover.covered[at], "people": cover.people[at]})
    levels = modelled_service_levels(now, counted, present, forecast=volumes)
    contacts = counted.groupby("queue")["volume"].sum()
    return {name: (level, float(contacts[name])) for name, level in levels.items()}


def _mean(levels: Levels) -> float:
    total = sum(contacts for _, contacts in levels.values())
    if total <= 0:
        return float("nan")
    return sum(level * contacts for level, contacts in levels.values()) / total
