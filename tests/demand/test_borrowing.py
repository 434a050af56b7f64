"""Small queues: level and shape of the parent, split by their own share."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from planner.clock import LocalTimes
from planner.demand import forecast
from planner.demand.series import Floats
from planner.domain import History, Market, Plan, Queue

Make = Callable[..., Plan]
MakeQueue = Callable[..., Queue]
MakeHistory = Callable[..., History]
Join = Callable[..., History]
FIRST, DAYS = date(2027, 1, 18), 42


def shape(local: LocalTimes) -> Floats:
    return np.where((local.minute >= 480) & (local.minute < 1200), 2.0, 0.4)


def errors(plan: Plan, true: Callable[[LocalTimes], Floats], queue: str) -> float:
    table = forecast(plan)
    mean = table.loc[table["queue"] == queue, "mean"].to_numpy()
    minute = np.arange(len(mean)) * 60 % 1440
    rate = true(LocalTimes(day=np.zeros(len(mean), dtype=np.int64), minute=minute))
    return float(np.abs(mean - rate).sum() / rate.sum())


def test_a_small_queue_borrows_from_its_language(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory, joined: Join
) -> None:
    """14 contacts a day beside 140: a sixth of the error goes, whatever the draw."""
    gains = []
    for seed in range(4):
        small = history_of(
            first=FIRST, days=DAYS, queue="small", seed=seed, rate=lambda t: 0.5 * shape(t)
        )
        large = history_of(
            first=FIRST, days=DAYS, queue="large", seed=seed + 50, rate=lambda t: 5 * shape(t)
        )
        found = []
        for language in ("fr", ""):
            queues = tuple(queue_of(queue=name, language=language) for name in ("small", "large"))
            plan = plan_of(minutes=60, queues=queues, history=joined(small, large))
            found.append(errors(plan, lambda t: 0.5 * shape(t), "small"))
        gains.append(found[0] / found[1])
    assert max(gains) < 0.9


def test_the_small_one_keeps_its_own_share_of_the_parent(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory, joined: Join
) -> None:
    """Both double in the last week: the small one's level follows the sum."""

    def rate(base: float) -> Callable[[LocalTimes], Floats]:
        late = FIRST.toordinal() - date(1970, 1, 1).toordinal() + DAYS - 14
        return lambda t: base * np.where(t.day >= late, 2.0, 1.0)

    markets = tuple(
        Market(market=name, queue="help", timezone=place)
        for name, place in [("at", "Europe/Vienna"), ("de", "Europe/Berlin")]
    )
    history = joined(
        *(
            history_of(
                first=FIRST, days=DAYS, market=name, rate=rate(base), timezone="Europe/Berlin"
            )
            for name, base in [("at", 0.3), ("de", 30.0)]
        )
    )
    plan = plan_of(
        timezone="Europe/Berlin", minutes=60, queues=(queue_of(),), markets=markets, history=history
    )
    by_market = forecast(plan).groupby("market")["mean"].mean()
    assert by_market["at"] == pytest.approx(by_market["de"] / 100, rel=0.02)


def test_strangers_lend_nothing(
    plan_of: Make, queue_of: MakeQueue, history_of: MakeHistory, joined: Join
) -> None:
    small = history_of(first=FIRST, days=DAYS, queue="small", seed=1, rate=0.5)
    large = history_of(first=FIRST, days=DAYS, queue="large", seed=2, rate=9.0)
    queues = (
        queue_of(queue="small", language="fr"), queue_of(queue="large", language="de"),
    )  # fmt: skip
    beside = forecast(plan_of(queues=queues, history=joined(small, large)))
    alone = forecast(plan_of(queues=queues[:1], history=small))
    own = beside.loc[beside["queue"] == "small", "mean"].to_numpy()
    assert own == pytest.approx(alone["mean"].to_numpy())
