"""Rules that several people or a team share and that clash: the smallest set, and what frees it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.domain import Pin, Plan
from planner.errors import DataError, InfeasibleError
from planner.feasibility import clashes
from planner.optimiser import clash, optimise
from planner.optimiser.clash import explain_teams
from tests.support.crowded_plans import any_rotas, crowded_plan, kept_of
from tests.support.tiny import flat_needs, tiny_plan

EARLY, LATE = "06:00 8 h", "14:00 8 h"
SHIFTS = ("2027-03-01 06:00 8", "2027-03-01 14:00 8")
EVERY_DAY = 56.0
"""Hours a week that take a shift of eight hours every day."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time enough on a machine that does other things as well."""
    monkeypatch.setattr(clash, "LEAST_SECONDS", 120.0)


def _pin(agent: str, day: int, shift: str) -> Pin:
    return Pin(agent=agent, date=date(2027, 3, day), shift=shift)


def _seats() -> Plan:
    """Ana's pins leave bob the other seat-half of two days, between which he has no rest."""
    return tiny_plan(
        shifts=SHIFTS, days=3, people=("ana", "bob"), team={"max_seats": 1},
        contract={"min_hours_per_week": EVERY_DAY, "min_rest_hours": 11.0},
        pins=(_pin("ana", 1, EARLY), _pin("ana", 2, LATE)),
    )  # fmt: skip


def _ceiling() -> Plan:
    """Ten days off in all are needed of two people, the commitment leaves fewer."""
    return tiny_plan(
        shifts=SHIFTS[:1], people=("ana", "bob"), team={"min_paid_hours_per_week": 96.0},
        contract={"max_consecutive_days": 3, "min_consecutive_days_off": 2},
    )  # fmt: skip


def _changes() -> Plan:
    """Two runs of work that end on the same day, and a team that may change by one only."""
    return tiny_plan(
        shifts=SHIFTS[:1], days=4, people=("ana", "bob"), team={"max_change_per_day": 1},
        contract={"max_consecutive_days": 2, "min_hours_per_horizon": 16.0},
        pins=tuple(_pin(name, 2, EARLY) for name in ("ana", "bob"))
        + tuple(_pin(name, 1, EARLY) for name in ("ana", "bob")),
    )  # fmt: skip


CASES: dict[str, tuple[Callable[[], Plan], tuple[str, ...], str]] = {
    "seats and rest": (_seats, (
        "teams.csv, team, max_seats: at most 1 person on shift at a time",
        "contracts.csv, rules, min_rest_hours: at least 11 hours of rest between shifts – bob.",
        "pins.csv: ana has '06:00 8 h' on Mon 2027-03-01; ana has '14:00 8 h' on Tue 2027-03-02.",
    ), "set max_seats of team to at least 2"),
    "commitment and days off": (_ceiling, (
        "teams.csv, team, min_paid_hours_per_week: at least 96 paid hours of the whole team a "
        "week – in the week from Mon 2027-03-01.",
        "at most 3 working days in a row – ana and bob.",
    ), "set min_paid_hours_per_week of team to at most 80"),
    "daily change and runs": (_changes, (
        "max_change_per_day: at most 1 person more or fewer than on the day before – on",
        "max_consecutive_days: at most 2 working days in a row – ana and bob.",
    ), "set max_change_per_day of team to at least 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_clash_is_named_with_the_change_that_frees_it(name: str) -> None:
    make, says, frees = CASES[name]
    plan = make()
    assert clashes(plan) == ()
    with pytest.raises(InfeasibleError) as raised:
        optimise(plan, flat_needs(plan, 1.0), seconds=1, workers=1)
    assert raised.value.proven
    told = "\n".join(raised.value.clash)
    assert [words for words in says if words not in told] == []
    assert frees in raised.value.remedy


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("seats and rest", {"max_seats": 2}),
        ("commitment and days off", {"min_paid_hours_per_week": 80.0}),
        ("daily change and runs", {"max_change_per_day": 2}),
    ],
)
def test_the_change_that_is_named_frees_it(name: str, limit: dict[str, Any]) -> None:
    plan = CASES[name][0]()
    freed = replace(plan, teams=(replace(plan.teams[0], **limit),))
    assert explain_teams(freed, (0, 1), seconds=10) is None
    assert any_rotas(freed)
    assert not any_rotas(plan)


def test_a_limit_with_a_price_never_clashes() -> None:
    priced = replace(_seats(), rules={"max_seats": 5.0})
    assert explain_teams(priced, (0, 1), seconds=10) is None
    result = optimise(priced, flat_needs(priced, 1.0), seconds=1, workers=1)
    assert len(result.schedule.shifts) == 6


def test_what_a_search_could_not_keep_is_told_as_not_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clash, "MOST_SHIFTS", 0)
    plan = _seats()
    with pytest.raises(InfeasibleError) as raised:
        optimise(plan, flat_needs(plan, 1.0), seconds=0.1, workers=1)
    assert not raised.value.proven
    assert raised.value.clash[0].startswith("teams.csv, team, max_seats: 8.0 agent-hours above, on")


def test_a_set_is_found_only_where_no_choice_of_rotas_is_legal() -> None:
    found: Counter[tuple[bool, bool | None]] = Counter()
    for seed in range(30):
        plan, kept = crowded_plan(seed), kept_of(seed, crowded_plan(seed))
        try:
            legal = any_rotas(plan, kept)
        except DataError:
            continue
        people = range(len(plan.agents))
        found[explain_teams(plan, people, seconds=20, kept=kept) is not None, legal] += 1
    assert found[True, True] == 0
    assert found[True, False] > 5
    assert found[False, True] > 5
