"""Small plans and histories to forecast from."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.clock import Horizon, LocalTimes, instant, local_times, zone
from planner.domain import Event, History, Market, Plan, Profile, Queue

Rate = Callable[[LocalTimes], NDArray[np.float64]]


def make_queue(**changes: Any) -> Queue:
    usual: dict[str, Any] = {"queue": "help", "channel": "voice", "timezone": "UTC", "aht_s": 300.0}
    return Queue(**(usual | changes))


def make_plan(
    *,
    start: date = date(2027, 3, 1),
    days: int = 7,
    timezone: str = "UTC",
    minutes: int = 15,
    queues: tuple[Queue, ...] = (),
    markets: tuple[Market, ...] = (),
    profiles: tuple[Profile, ...] = (),
    events: tuple[Event, ...] = (),
    history: History | None = None,
) -> Plan:
    horizon = Horizon(start=start, days=days, timezone=timezone, interval_minutes=minutes)
    return Plan(
        name="test",
        horizon=horizon,
        queues=queues or (make_queue(weekly_volume=1000.0),),
        markets=markets,
        profiles={profile.profile: profile for profile in profiles},
        events=events,
        history=history or History.empty(),
        teams=(),
        contracts=(),
        shifts=(),
        agents=(),
    )


def make_history(
    *,
    first: date,
    days: int,
    rate: Rate | float,
    minutes: int = 60,
    timezone: str = "UTC",
    queue: str = "help",
    market: str = "",
    seed: int | None = None,
    aht_s: float = np.nan,
) -> History:
    """History up to ``first`` + ``days`` in UTC rows; ``rate`` (contacts an hour) is local.

    Counts are drawn from a Poisson law where a seed is given, else they are the rates themselves.
    """
    place = zone(timezone)
    begin, end = (int(instant(first, 1440 * d, place).timestamp()) for d in (0, days))
    start = np.arange(begin, end, minutes * 60)
    local = local_times((start + minutes * 30).astype("datetime64[s]"), place)
    hourly = rate(local) if callable(rate) else np.full(len(start), rate)
    mean = hourly * minutes / 60
    offered = mean if seed is None else np.random.default_rng(seed).poisson(mean).astype(float)
    count = len(start)
    return History(
        minutes=minutes,
        start=start,
        queue=np.full(count, queue, dtype=object),
        market=np.full(count, market, dtype=object),
        offered=offered,
        aht_s=np.full(count, aht_s),
    )


def join_histories(*parts: History) -> History:
    return History(
        minutes=parts[0].minutes,
        start=np.concatenate([part.start for part in parts]),
        queue=np.concatenate([part.queue for part in parts]),
        market=np.concatenate([part.market for part in parts]),
        offered=np.concatenate([part.offered for part in parts]),
        aht_s=np.concatenate([part.aht_s for part in parts]),
    )


def make_profile(name: str = "day", seed: int = 1) -> Profile:
    """An uneven week by the half hour: busier by day and from Monday to Friday."""
    hour = np.arange(1440) // 30 / 2
    weekday = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.6, 0.4])
    noise = np.random.default_rng(seed).uniform(0.9, 1.1, (7, 48)).repeat(30, axis=1)
    share = weekday[:, None] * (0.2 + np.exp(-((hour - 13) ** 2) / 20)) * noise
    return Profile(profile=name, share=share / share.sum())


@pytest.fixture(scope="session")
def queue_of() -> Callable[..., Queue]:
    return make_queue


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., Plan]:
    return make_plan


@pytest.fixture(scope="session")
def history_of() -> Callable[..., History]:
    return make_history


@pytest.fixture(scope="session")
def joined() -> Callable[..., History]:
    return join_histories


@pytest.fixture(scope="session")
def profile_of() -> Callable[..., Profile]:
    return make_profile
