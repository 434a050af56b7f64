"""The routed system against exact values where there are some, and against its own rules."""

from collections.abc import Sequence

import numpy as np
import pytest

from planner.staffing import erlang
from planner.staffing.skill_routing import (
    ANSWERED,
    IN_TIME,
    OFFERED,
    Contacts,
    Floats,
    Kinds,
    outcomes,
    service_levels,
)
from planner.staffing.steady_state import DEFINITIONS

HANDLE_S, WITHIN_S = 300.0, 20.0
CONTACTS = 200_000


def kinds(
    *loads: float, patience_s: float = 120.0, units: Sequence[int] | None = None,
    priority: Sequence[int] | None = None,
) -> Kinds:  # fmt: skip
    each = np.ones(len(loads))
    return Kinds(
        rate=np.array(loads) / HANDLE_S, aht_s=each * HANDLE_S, patience_s=each * patience_s,
        within_s=each * WITHIN_S, units=np.array(units or each, dtype=np.int64),
        priority=np.array(priority or each, dtype=np.int64),
    )  # fmt: skip


def played(
    of: Kinds, agents: Sequence[int], serves: Sequence[Sequence[int]], *,
    capacity: int = 1, contacts: int = CONTACTS, seed: int = 1,
) -> Floats:  # fmt: skip
    return outcomes(
        Contacts.drawn(of, contacts, seed=seed), of, np.array(agents, dtype=np.int64),
        serves=np.array(serves, dtype=np.uint8), capacity=capacity,
    )  # fmt: skip


def levels(counts: Floats, definition: str = "offered") -> list[float]:
    return [float(level) for level in service_levels(counts, (definition,) * len(counts))]


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize(("load", "agents"), [(2.0, 3), (12.0, 13), (30.0, 29)])
def test_one_queue_is_erlang_a(load: float, agents: int, definition: str) -> None:
    counts = played(kinds(load), [agents], [[1]])
    exact = erlang.service_level(
        load, agents, aht=HANDLE_S, within=WITHIN_S, patience=120, definition=definition
    )
    assert levels(counts, definition) == pytest.approx([exact], abs=0.012)
    abandoned = 1 - counts[0, ANSWERED] / counts[0, OFFERED]
    exact = erlang.abandonment(load, agents, aht=HANDLE_S, patience=120)
    assert abandoned == pytest.approx(exact, abs=0.005)


def test_endless_patience_is_erlang_c() -> None:
    counts = played(kinds(5.0, patience_s=np.inf), [7], [[1]])
    exact = erlang.service_level(5, 7, aht=HANDLE_S, within=WITHIN_S)
    assert levels(counts) == pytest.approx([exact], abs=0.012)


def test_chats_are_slots() -> None:
    counts = played(kinds(10.0, units=[1]), [5], [[1]], capacity=2)
    exact = erlang.service_level(10, 10, aht=HANDLE_S, within=WITHIN_S, patience=120)
    assert levels(counts) == pytest.approx([exact], abs=0.012)


def test_people_who_serve_everything_are_one_pool() -> None:
    counts = played(kinds(6.0, 4.0), [11], [[1, 1]])
    exact = erlang.service_level(10, 11, aht=HANDLE_S, within=WITHIN_S, patience=120)
    assert levels(counts) == pytest.approx([exact, exact], abs=0.012)


def test_people_of_one_queue_each_are_apart() -> None:
    counts = played(kinds(6.0, 4.0), [7, 5], [[1, 0], [0, 1]])
    exact = [
        erlang.service_level(load, agents, aht=HANDLE_S, within=WITHIN_S, patience=120)
        for load, agents in ((6, 7), (4, 5))
    ]
    assert levels(counts) == pytest.approx(exact, abs=0.012)


def test_priority_decides_who_is_served_first() -> None:
    even = levels(played(kinds(6.0, 4.0), [10], [[1, 1]]))
    first, second = levels(played(kinds(6.0, 4.0, priority=[2, 1]), [10], [[1, 1]]))
    assert second > even[1] + 0.05
    assert first < even[0] - 0.005


def test_calls_wait_for_a_whole_agent() -> None:
    """Chats take the half that is free, calls cannot."""
    call, chat = levels(played(kinds(4.0, 8.0, units=[2, 1]), [9], [[1, 1]], capacity=2))
    assert chat > call + 0.02


def test_specialists_are_kept_for_last() -> None:
    """Those who serve both take contacts of the first queue only when its own people are busy."""
    narrow = levels(played(kinds(4.0, 2.0), [8, 3], [[1, 0], [1, 1]]))
    wide = levels(played(kinds(4.0, 2.0), [0, 11], [[1, 0], [1, 1]]))
    apart = levels(played(kinds(4.0, 2.0), [8, 3], [[1, 0], [0, 1]]))
    assert apart[1] - 0.05 < narrow[1] < wide[1]


def test_the_same_seed_the_same_contacts() -> None:
    one, same, other = (
        played(kinds(6.0, 4.0), [11], [[1, 1]], contacts=20_000, seed=seed) for seed in (1, 1, 2)
    )
    assert (one == same).all()
    assert (one != other).any()
    assert (one[:, IN_TIME] <= one[:, ANSWERED]).all()
    assert one[:, OFFERED].sum() == 18_000


def test_nobody_answers_nobody() -> None:
    counts = played(kinds(2.0, 1.0), [0, 3], [[1, 0], [0, 1]], contacts=20_000)
    assert counts[0, ANSWERED] == 0
    assert levels(counts)[0] == 0


def test_a_kind_without_contacts_is_in_time() -> None:
    assert levels(played(kinds(3.0, 0.0), [4], [[1, 1]], contacts=20_000))[1] == 1
