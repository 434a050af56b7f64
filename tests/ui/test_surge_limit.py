"""Solve backwards: the largest surge that a cover survives."""

import numpy as np
import pytest

from planner.demand import forecast
from planner.domain import Market, Plan
from planner.ui.levers import Levers
from planner.ui.rota_service import Cover
from planner.ui.surge_limit import CLOSE, LARGEST, Limit, surge_limit
from tests.support.tiny import tiny_plan

MARKETS = (Market(market="m", queue="help", timezone="UTC", weekly_volume=2000),)
PLAN = tiny_plan(markets=MARKETS)
LEVERS = Levers(start=PLAN.horizon.start)


def limit(plan: Plan, agents: float, target: float) -> Limit:
    everywhere = np.full((1, plan.horizon.intervals), agents)
    cover = Cover(covered=everywhere, people=np.ceil(everywhere))
    return surge_limit(plan, forecast(plan), cover, LEVERS, target)


def test_the_largest_surge_keeps_the_target_and_a_little_more_does_not() -> None:
    found = limit(PLAN, 12, 0.8)
    assert found.surge is not None
    assert 1 < found.surge < LARGEST
    assert not found.beyond
    assert 0.8 <= found.level < 0.84
    assert found.weakest == "help"
    assert found.weakest_level == pytest.approx(found.level)


def test_more_people_survive_more() -> None:
    few, many = limit(PLAN, 10, 0.8).surge, limit(PLAN, 20, 0.8).surge
    assert few is not None
    assert many is not None
    assert many > few + CLOSE


def test_a_thin_rota_survives_none_and_a_crowd_all() -> None:
    assert limit(PLAN, 1, 0.99).surge is None
    crowd = limit(PLAN, 5000, 0.5)
    assert crowd.beyond
    assert crowd.surge == LARGEST


def test_without_contacts_there_is_nothing_to_say() -> None:
    plan = tiny_plan(markets=(Market(market="m", queue="help", timezone="UTC", weekly_volume=0),))
    found = limit(plan, 5, 0.8)
    assert found.surge is None
    assert found.level != found.level
