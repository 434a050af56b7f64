"""The lean best rota of plain cases against every rota listed, under random contracts."""

from random import Random

import numpy as np
import pytest

from benchmarks.nurse_bands import Band, band
from benchmarks.nurse_cases import Choices, Ints, Terms, choices
from benchmarks.nurse_instances import Employee
from planner.optimiser.kernels.case import FREE, MUST_REST, MUST_WORK, NOTHING, Case
from planner.optimiser.kernels.listing import rotas_of
from planner.optimiser.kernels.plain import best_plain_rota, is_plain
from planner.optimiser.kernels.rota import best_rota
from planner.optimiser.kernels.walk import rules_money

DAYS = 9
SEEDS = range(60)


def _drawn(random: Random) -> tuple[Choices, Case, Case]:
    """Choices, their case in the whole tally, and in its band."""
    types = random.choice((1, 2, 3))
    units = np.array([random.choice((2, 3)) for _ in range(types)])
    follow = np.array([[random.random() < 0.6 for _ in range(types)] for _ in range(types)])
    terms = Terms(days=DAYS, minutes=240, units=units, follow=follow)
    least_run = random.choice((1, 2, 3))
    person = Employee(
        employee="a", most={}, max_minutes=random.choice((2400, 3600)),
        min_minutes=random.choice((0, 960, 1440)),
        max_consecutive_shifts=least_run + random.choice((0, 1, 2)),
        min_consecutive_shifts=least_run, min_consecutive_days_off=random.choice((1, 2, 3)),
        max_weekends=random.choice((0, 1, 2)), days_off=frozenset(),
    )  # fmt: skip
    most = np.array([random.choice((1, 2, DAYS)) for _ in range(types)])
    counted = [s for s in range(types) if most[s] < DAYS and random.random() < 0.5]
    made = choices(terms, person, most, counted)
    reward = np.array([round(random.uniform(-60, 80), 2) for _ in made.case.reward])
    status = np.full(DAYS, FREE)
    status[random.randrange(DAYS)] = random.choice((FREE, MUST_WORK, MUST_REST))
    case = made.case._replace(reward=reward, status=status)
    low, high = -(-person.min_minutes // 240), person.max_minutes // 240
    narrow = band(case, status != MUST_REST, low, high)
    total = np.arange(case.units)
    final = np.where((total >= low) & (total <= high), 0.0, 10 * NOTHING)
    return made, case._replace(final=final), narrow.into(case, low, high)


def _best_listed(case: Case) -> tuple[Ints, float]:
    listed, money = rotas_of(case, np.ones(len(case.reward), np.uint8), 400_000)
    if not len(listed):
        return np.zeros(0, np.int64), NOTHING
    worth = np.append(case.reward, 0.0)[listed].sum(axis=1) + money
    return listed[worth.argmax()], float(worth.max())


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_listed_is_worth_more(seed: int) -> None:
    """In the whole tally and in its band: the best rota listed, and worth what it is said to be."""
    _, case, narrow = _drawn(Random(seed))
    _, most = _best_listed(case)
    for same in (case, narrow):
        assert is_plain(same)
        chosen = np.full(DAYS, -1)
        found = best_plain_rota(same, chosen)
        if most <= NOTHING:
            assert found <= NOTHING
            continue
        assert found == pytest.approx(most, abs=1e-6)
        x = np.where(chosen >= 0, same.first[:-1] + chosen, -1)
        assert rules_money(same, x) > NOTHING
        assert np.append(same.reward, 0.0)[x].sum() == pytest.approx(found, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_both_programmes_agree(seed: int) -> None:
    """The programme for all cases finds the same worth, follow and pace included."""
    for case in _drawn(Random(seed))[1:]:
        lean, whole = np.full(DAYS, -1), np.full(DAYS, -1)
        most = best_plain_rota(case, lean)
        found = best_rota(case, whole)
        assert (found <= NOTHING) == (most <= NOTHING)
        assert found <= NOTHING or found == pytest.approx(most, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_around_a_rota_nothing_is_worth_more_and_itself_is_found(seed: int) -> None:
    """A band around the best rota holds it."""
    made, case, _ = _drawn(Random(seed))
    rota, most = _best_listed(case)
    if most <= NOTHING:
        return
    classes = np.where(rota >= 0, rota % made.kinds, -1)
    worked = classes >= 0
    units = np.concatenate([[0], np.cumsum(np.where(worked, case.unit[classes], 0))])
    late = np.arange(DAYS) % 7
    fresh = ~np.concatenate([[False], worked[:-1]])
    counts = worked & ((late == 5) | ((late == 6) & fresh))
    weekends = np.concatenate([[0], np.cumsum(counts)])
    total = np.flatnonzero(case.final > NOTHING)
    whole = band(case, case.status != MUST_REST, int(total[0]), int(total[-1]))
    narrow: Band = whole.near(units, weekends, 3, 0)
    paced = narrow.into(case, int(total[0]), int(total[-1]))
    assert best_plain_rota(paced, np.full(DAYS, -1)) == pytest.approx(most, abs=1e-6)
