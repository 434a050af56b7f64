"""Chat in slots against a model that counts the chats of every agent."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammainc

from planner.domain import Queue
from planner.staffing import erlang
from planner.staffing.live import agents_for, figures_of

AHT_BY_CHATS = (300.0, 360.0, 450.0)
"""Mean handle time of a chat while its agent has one, two, three of them."""
PATIENCE, WITHIN = 120.0, 30.0


def in_time(rate: float, agents: int) -> float:
    """Share of chats answered in time, by birth and death of the number of chats.

    A new chat goes to the agent with the fewest; m chats on n agents are m // n each and one more
    for m mod n of them. Who waits, waits as in Erlang A with all slots taken.
    """
    handle = np.array([*AHT_BY_CHATS, np.inf])
    slots = agents * len(AHT_BY_CHATS)
    served = np.arange(1, slots + 1)
    each, more = served // agents, served % agents
    output = (agents - more) * each / handle[np.maximum(each, 1) - 1] + more * (each + 1) / handle[
        each
    ]
    full = slots / AHT_BY_CHATS[-1]
    leaving = np.concatenate([output, full + np.arange(1, 4000) / PATIENCE])
    logs = np.concatenate([[0.0], np.cumsum(np.log(rate) - np.log(leaving))])
    share = np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum()
    waiting = np.arange(share.size - slots)
    lost = (share[slots:] * waiting).sum() / PATIENCE / rate
    c, b = full * PATIENCE, rate * PATIENCE
    late = gammainc(c + 1, b * np.exp(-WITHIN / PATIENCE)) / gammainc(c, b) * full / rate
    return float(1 - lost - share[slots:].sum() * late)


def fewest(enough: Callable[[int], bool]) -> int:
    return next(n for n in range(1, 200) if enough(n))


def desk(**columns: Any) -> Queue:
    given: dict[str, Any] = {
        "queue": "chat", "channel": "chat", "timezone": "UTC", "aht_s": AHT_BY_CHATS[-1],
        "concurrency": 3, "patience_s": PATIENCE, "answer_within_s": WITHIN, "max_occupancy": 1.0,
    }  # fmt: skip
    return Queue(**(given | columns))


def one(value: float) -> NDArray[np.float64]:
    return np.array([value])


@pytest.mark.parametrize(("rate", "agents"), [(0.05, 8), (0.2, 29), (0.01, 2)])
def test_slots_need_the_agents_of_the_exact_model(rate: float, agents: int) -> None:
    aht = AHT_BY_CHATS[-1]
    assert fewest(lambda n: in_time(rate, n) >= 0.8) == agents
    real = float(agents_for(desk(), one(rate * aht), one(aht))[0])
    assert agents - 1 < real <= agents
    level = figures_of(desk(), one(rate * aht), one(agents), one(aht))["service_level"][0]
    assert 0 <= in_time(rate, agents) - level < 0.05, (
        "slower than real agents, who are quicker alone"
    )


@pytest.mark.parametrize(
    ("rate", "slots", "divided"), [(0.05, 10, 10), (0.2, 33, 34), (0.01, 3, 3)]
)
def test_shortcuts_overstaff(rate: float, slots: int, divided: int) -> None:
    """Without patience, and with the handle time divided by the chats at once."""
    aht = AHT_BY_CHATS[-1]
    real = agents_for(desk(patience_s=None), one(rate * aht), one(aht))
    assert np.ceil(real)[0] == slots
    shortcut = erlang.required_agents(rate * aht / 3, aht=aht / 3, within=WITHIN, service_level=0.8)
    assert shortcut == divided


def test_the_limit_of_occupancy_is_one_of_slots() -> None:
    load, aht = np.array([3.0, 30.0, 90.0]), np.full(3, 450.0)
    queue = desk(max_occupancy=0.7)
    agents = agents_for(queue, load, aht)
    figures = figures_of(queue, load, agents, aht)
    carried = load * (1 - figures["abandon"]) / (3 * agents)
    assert figures["occupancy"] == pytest.approx(carried)
    assert figures["occupancy"][1:] == pytest.approx([0.7, 0.7], abs=1e-5)


def test_one_chat_at_a_time_is_a_call() -> None:
    load, aht = np.array([0.2, 7.0]), np.full(2, 300.0)
    alone, voice = desk(concurrency=1), desk(concurrency=1, channel="voice")
    assert agents_for(alone, load, aht).tolist() == agents_for(voice, load, aht).tolist()
