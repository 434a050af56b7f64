"""The what-if sliders: a forecast under other volumes, handle times and one more launch."""

from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import pandas as pd

from planner.clock import zone
from planner.demand.events import effect
from planner.domain import Event, Plan


@dataclass(frozen=True, kw_only=True)
class Levers:
    """Positions of the sliders; the defaults change nothing.

    ``volume`` and ``handle_time`` are factors. From ``start``, 09:00 on each market's clock, a
    launch multiplies volumes by ``surge`` and fades with the half-life in days.
    """

    volume: float = 1.0
    handle_time: float = 1.0
    surge: float = 1.0
    start: date | None = None
    half_life_days: float = 3.0

    @property
    def still(self) -> bool:
        """Whether nothing is changed."""
        return self.volume == 1 and self.handle_time == 1 and (self.surge == 1 or not self.start)


def changed_forecast(plan: Plan, forecast: pd.DataFrame, levers: Levers) -> pd.DataFrame:
    """The forecast with the sliders applied to ``mean`` and ``aht_s``.

    Parameters
    ----------
    forecast
        The table of :func:`planner.demand.forecast`: each queue's and market's intervals together.
    """
    mean = forecast["mean"].to_numpy(dtype=float) * levers.volume * _surge(plan, forecast, levers)
    return forecast.assign(mean=mean, aht_s=forecast["aht_s"] * levers.handle_time)


def _surge(
    plan: Plan, forecast: pd.DataFrame, levers: Levers
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Factor of every row: the launch on the clock of the row's market."""
    factor = np.ones(len(forecast))
    if levers.start is None or levers.surge == 1:
        return factor
    launch = Event(
        event="what if", kind="launch", start=datetime.combine(levers.start, time(9)),
        multiplier=levers.surge, half_life_days=levers.half_life_days,
    )  # fmt: skip
    step = plan.horizon.interval_minutes * 30
    seconds = plan.horizon.starts.astype("datetime64[s]").astype(np.int64) + step
    starts = forecast["interval_start"].dt.tz_convert("UTC").dt.tz_localize(None)
    passed = starts.to_numpy().astype("datetime64[s]") - plan.horizon.starts[0]
    interval = passed.astype(np.int64) // (plan.horizon.interval_minutes * 60)
    for name, rows in _rows_by_zone(plan, forecast).items():
        factor[rows] = effect((launch,), seconds, zone(name)).volume[interval[rows]]
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
