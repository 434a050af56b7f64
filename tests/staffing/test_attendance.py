"""Service averaged over who is there and over the rate, against sums written out."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from planner.domain import Queue
from planner.staffing import erlang
from planner.staffing.attendance import Attendance
from planner.staffing.uncertain import average_service

Floats = NDArray[np.float64]


def voice(**columns: Any) -> Queue:
    usual: dict[str, Any] = {"patience_s": 120.0, "answer_within_s": 20.0}
    given: dict[str, Any] = {"queue": "en", "channel": "voice", "timezone": "UTC", "aht_s": 300.0}
    return Queue(**(given | usual | columns))


def level(
    queue: Queue, *, load: float, people: float, chance: float, productivity: float = 1.0,
    **more: Any,
) -> float:  # fmt: skip
    """Service level of one case; people have the productivity of the rest unless told."""
    case = {
        "load": load, "cv": 0.0, "handle_s": 300.0, "patience_s": queue.patience_s or np.inf,
        "people": people, "agents": people * chance * productivity, "slots": queue.concurrency,
    } | more  # fmt: skip
    arrays: dict[str, Any] = {name: np.array([float(of)]) for name, of in case.items()}
    return float(Attendance(**arrays, productivity=productivity).service_level(queue)[0])


def erlangs(queue: Queue, load: float, agents: Floats, definition: str = "offered") -> Floats:
    found: Floats = erlang.service_level(
        load, agents, aht=300, within=queue.answer_within_s, patience=queue.patience_s,
        definition=definition,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("patience", [None, 120.0])
def test_people_who_come_for_certain_give_erlangs_service(patience: float | None) -> None:
    queue = voice(patience_s=patience)
    found = level(queue, load=3.0, people=5, chance=1.0)
    assert found == pytest.approx(erlangs(queue, 3.0, np.array([5.0]))[0], abs=1e-9)


@pytest.mark.parametrize("patience", [None, 120.0])
def test_each_person_is_there_or_not(patience: float | None) -> None:
    queue, there = voice(patience_s=patience), np.arange(6.0)
    expected = (binom.pmf(there, 5, 0.8) * erlangs(queue, 3.0, there)).sum()
    found = level(queue, load=3.0, people=5, chance=0.8)
    assert found == pytest.approx(expected, abs=1e-9)
    assert found < erlangs(queue, 3.0, np.array([4.0]))[0] - 0.015


def test_parts_of_people_are_there_for_part_of_the_time() -> None:
    queue = voice()
    four, five = (level(queue, load=3.0, people=n, chance=0.8) for n in (4, 5))
    found = level(queue, load=3.0, people=4.25, chance=0.8)
    assert found == pytest.approx(0.75 * four + 0.25 * five, abs=1e-9)


def test_slow_people_are_heads_with_less_in_hand() -> None:
    queue, there = voice(), np.arange(9.0)
    expected = (binom.pmf(there, 8, 0.8) * erlangs(queue, 3.0, there * 0.75)).sum()
    found = level(queue, load=3.0, people=8, chance=0.8, productivity=0.75)
    assert found == pytest.approx(expected, abs=1e-9)


def test_people_more_productive_than_the_rest_count_in_full() -> None:
    queue = voice()
    found = level(queue, load=3.0, people=4, chance=1.0, agents=5.0)
    assert found == pytest.approx(erlangs(queue, 3.0, np.array([5.0]))[0], abs=1e-9)


def test_chats_at_once_come_and_go_with_the_person() -> None:
    queue, there = voice(channel="chat", concurrency=2), np.arange(4.0)
    expected = (binom.pmf(there, 3, 0.8) * erlangs(queue, 3.0, 2 * there)).sum()
    assert level(queue, load=3.0, people=3, chance=0.8) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("definition", ["answered", "excluding_short_abandons"])
def test_contacts_that_a_definition_leaves_out_are_left_out_of_the_average(definition: str) -> None:
    queue, there = voice(service_level_definition=definition), np.arange(1, 6.0)
    chance, good = binom.pmf(there, 5, 0.8), erlangs(queue, 3.0, there)
    counted = good / erlangs(queue, 3.0, there, definition)
    absent = (1 - 0.8) ** 5
    nobody = 0.0 if definition == "answered" else np.exp(-20 / 120)
    expected = (chance * good).sum() / ((chance * counted).sum() + absent * nobody)
    assert level(queue, load=3.0, people=5, chance=0.8) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("load", "people", "cv", "patience"),
    [(0.4, 2, 0.3, 120.0), (3.0, 6, 0.3, 120.0), (3.0, 6, 0.1, None), (60.0, 85, 0.2, 120.0)],
)
def test_rates_and_people_are_averaged_over_together(
    load: float, people: int, cv: float, patience: float | None
) -> None:
    queue, there = voice(patience_s=patience), np.arange(people + 1.0)
    one = np.ones_like(there)
    each = average_service(queue, load * one, there, 300 * one, cv * one)
    expected = (binom.pmf(there, people, 0.8) * each).sum()
    found = level(queue, load=load, people=people, chance=0.8, cv=cv)
    assert found == pytest.approx(expected, abs=0.001)
    assert found < level(queue, load=load, people=people, chance=0.8)


def test_many_cases_at_once_are_each_what_they_are_alone() -> None:
    """Loads from one to 400 erlangs, handle times that differ: interpolated within 0.4 points."""
    rng, count = np.random.default_rng(5), 200
    load = np.exp(rng.uniform(0, np.log(400), count))
    people = np.ceil(load + rng.normal(1, 0.5, count) * np.sqrt(load)) / 0.8
    columns: dict[str, Any] = {
        "load": load, "cv": rng.choice([0.0, 0.1, 0.3], count), "people": people,
        "handle_s": rng.uniform(270, 330, count), "patience_s": np.full(count, 120.0),
        "agents": people * 0.8, "slots": np.ones(count),
    }  # fmt: skip
    queue = voice()
    found = Attendance(**columns).service_level(queue)
    alone = [
        Attendance(**{name: of[i : i + 1] for name, of in columns.items()}).service_level(queue)[0]
        for i in range(count)
    ]
    assert np.abs(found - alone).max() < 0.004
    assert found.mean() == pytest.approx(np.mean(alone), abs=0.001)


def test_nobody_serves_nobody_and_nothing_is_always_in_time() -> None:
    assert level(voice(), load=3.0, people=0, chance=0.8) == 0
    assert level(voice(), load=3.0, people=5, chance=0.0) == pytest.approx(0, abs=1e-9)
    assert level(voice(), load=0.0, people=0, chance=0.8) == 1
