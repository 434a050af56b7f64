"""The what-if sliders: a forecast and a plan under other volumes, times, people and one surge."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from planner.clock import zone
from planner.demand.events import effect
from planner.domain import Event, Plan, Team

MOST_SHARE = 0.9
"""Shrinkage and absence end here, however far the sliders go."""
LAUNCH, OUTAGE = "launch", "outage"
LIKE_THE_TEAM = "team"
HOURS = {"day": (8, 16), "evening": (16, 24), "night": (22, 6)}
"""When people on top may work: from and to, full hours on their team's clock."""


@dataclass(frozen=True, kw_only=True)
class Levers:
    """Positions of the sliders; the defaults change nothing.

    ``volume`` and ``handle_time`` are factors; ``deflection`` is the share of contacts that no
    longer come; ``shrinkage`` and ``absence`` are added to every team's own. From 09:00 on
    ``start``, on each market's clock, volumes are multiplied by ``surge``: a launch fades with the
    half-life in days, an outage (``surge_kind``) ends after ``outage_hours``. All of these concern
    one ``queue`` where it is named. ``heads`` are people more or fewer by team; those on top work
    at the hours of ``extra_at``.
    """

    volume: float = 1.0
    handle_time: float = 1.0
    deflection: float = 0.0
    shrinkage: float = 0.0
    absence: float = 0.0
    surge: float = 1.0
    surge_kind: str = LAUNCH
    start: date | None = None
    half_life_days: float = 3.0
    outage_hours: int = 6
    queue: str = ""
    heads: tuple[tuple[str, int], ...] = ()
    extra_at: str = LIKE_THE_TEAM

    @property
    def still(self) -> bool:
        """Whether nothing is changed."""
        return self.demand == Levers().demand and self.staff == Levers().staff

    @property
    def contacts(self) -> float:
        """Factor of all volumes, before any surge."""
        return self.volume * (1 - self.deflection)

    @property
    def demand(self) -> tuple[object, ...]:
        """What decides about the demand."""
        surge = (self.surge_kind, self.start, self.half_life_days, self.outage_hours)
        moved = (self.contacts, self.handle_time, self.surge, surge if self.surging else None)
        return (*moved, self.queue if moved != (1.0, 1.0, 1.0, None) else "")

    @property
    def staff(self) -> tuple[object, ...]:
        """What decides about the people."""
        return (self.shrinkage, self.absence, self.heads, self.extra_at if self.heads else "")

    @property
    def surging(self) -> bool:
        return self.surge != 1 and self.start is not None


def changed_forecast(plan: Plan, forecast: pd.DataFrame, levers: Levers) -> pd.DataFrame:
    """The forecast with the sliders applied to ``mean`` and ``aht_s``.

    Parameters
    ----------
    forecast
        The table of :func:`planner.demand.forecast`: each queue's and market's intervals together.
    """
    mine = (forecast["queue"] == levers.queue).to_numpy() | (not levers.queue)
    contacts = np.where(mine, levers.contacts * _surge(plan, forecast, levers), 1.0)
    handle_time = np.where(mine, levers.handle_time, 1.0)
    mean = forecast["mean"].to_numpy(dtype=float) * contacts
    return forecast.assign(mean=mean, aht_s=forecast["aht_s"] * handle_time)


def surge_event(levers: Levers) -> Event | None:
    """The surge as a row of ``events.csv`` would have it; ``None`` without one."""
    if not levers.surging:
        return None
    assert levers.start is not None
    start = datetime.combine(levers.start, time(9))
    if levers.surge_kind == OUTAGE:
        end = start + timedelta(hours=levers.outage_hours)
        return Event(event="what if", kind=OUTAGE, start=start, end=end, multiplier=levers.surge)
    return Event(
        event="what if", kind=LAUNCH, start=start, multiplier=levers.surge,
        half_life_days=levers.half_life_days,
    )  # fmt: skip


def changed_teams(plan: Plan, levers: Levers) -> Plan:
    """The plan with the sliders' shrinkage and absence; heads stay."""
    if not levers.shrinkage and not levers.absence:
        return plan
    return replace(plan, teams=tuple(_with_shares(team, levers) for team in plan.teams))


def effect_ratio(team: Team, levers: Levers) -> float:
    """Effective agents that somebody of the team counts for now, over what it was."""
    now = _with_shares(team, levers)
    there = (1 - now.shrinkage) * (1 - now.absence)
    return there / ((1 - team.shrinkage) * (1 - team.absence))


def _with_shares(team: Team, levers: Levers) -> Team:
    return replace(
        team, shrinkage=_clipped(team.shrinkage, levers.shrinkage),
        absence=_clipped(team.absence, levers.absence),
    )  # fmt: skip


def _clipped(share: float, more: float) -> float:
    """A share with points added, between 0 and :data:`MOST_SHARE`; as it is without any."""
    return share if not more else min(max(share + more, 0.0), max(MOST_SHARE, share))


def _surge(
    plan: Plan, forecast: pd.DataFrame, levers: Levers
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Factor of every row: the surge on the clock of the row's market."""
    factor = np.ones(len(forecast))
    event = surge_event(levers)
    if event is None:
        return factor
    step = plan.horizon.interval_minutes * 30
    seconds = plan.horizon.starts.astype("datetime64[s]").astype(np.int64) + step
    starts = forecast["interval_start"].dt.tz_convert("UTC").dt.tz_localize(None)
    passed = starts.to_numpy().astype("datetime64[s]") - plan.horizon.starts[0]
    interval = passed.astype(np.int64) // (plan.horizon.interval_minutes * 60)
    for name, rows in _rows_by_zone(plan, forecast).items():
        factor[rows] = effect((event,), seconds, zone(name)).volume[interval[rows]]
    return factor


def _rows_by_zone(
    plan: Plan, forecast: pd.DataFrame
) -> dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Rows of the forecast by the zone of their market, or of their queue without one."""
    own = {(market.queue, market.market): market.timezone for market in plan.markets}
    keys = pd.MultiIndex.from_frame(forecast[["queue", "market"]])
    codes, distinct = keys.factorize()
    names = np.array(
        [own.get((queue, market), plan.queue[queue].timezone) for queue, market in distinct]
    )
    zones = names[codes]
    return {str(name): zones == name for name in np.unique(zones)}
