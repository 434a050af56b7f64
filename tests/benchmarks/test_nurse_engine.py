"""The planner's engine on the public format: legal, proven, and the best there is where listed."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from benchmarks.nurse_engine import solve
from benchmarks.nurse_instances import Instance, _broken, check, read_instance
from planner.errors import InfeasibleError
from tests.benchmarks.test_nurse import PUBLIC, TINY, needs_public

CYCLE = TINY.replace("E,480,\nL,420,E", "E,480,L\nL,420,E")
"""Neither shift may follow the other: no order of the two says so."""
SHORT_RUNS = TINY.replace("ana,E=4|L=6,3000,1800,3,2,2,1", "ana,E=3|L=1,3000,1400,3,3,3,1")


def _read(text: str, folder: Path) -> Instance:
    path = folder / "Tiny.txt"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return read_instance(path)


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The kernels' compilation, so that no test's seconds go into it."""
    solve(_read(TINY, tmp_path_factory.mktemp("compiled")), 0.1, 1)


@pytest.mark.parametrize("text", [TINY, CYCLE, SHORT_RUNS], ids=["tiny", "cycle", "short runs"])
def test_no_roster_listed_is_cheaper(text: str, tmp_path: Path) -> None:
    """Every legal line of both people, every pair of them, by the checker's own words."""
    instance = _read(text, tmp_path)
    roster, bound = solve(instance, 20.0, 1)
    verdict = check(instance, roster)
    assert not verdict.breaches
    assert bound <= verdict.penalty + 1e-6
    assert verdict.penalty == _cheapest(instance)


def _cheapest(instance: Instance) -> int:
    kinds = {kind.shift: kind for kind in instance.shifts}
    wishes, covers = [], []
    for person in instance.staff:
        lines = [
            line
            for line in product(("", *kinds), repeat=instance.days)
            if not any(_broken(person, list(line), kinds))
        ]
        wishes.append(np.array([
            sum(wish.weight for wish in instance.wishes
                if wish.employee == person.employee
                and (line[wish.day] == wish.shift) != wish.wanted)
            for line in lines
        ]))  # fmt: skip
        covers.append(np.array([
            [line[need.day] == need.shift for need in instance.cover] for line in lines
        ], dtype=int))  # fmt: skip
    required = np.array([need.required for need in instance.cover])
    under = np.array([need.under for need in instance.cover])
    over = np.array([need.over for need in instance.cover])
    missing = required - covers[0][:, None] - covers[1][None]
    cost = np.maximum(missing, 0) @ under + np.maximum(-missing, 0) @ over
    return int((cost + wishes[0][:, None] + wishes[1][None]).min())


def test_somebody_without_a_rota_is_named(tmp_path: Path) -> None:
    text = TINY.replace("bo,E=10|L=1,2400,480,4,1,1,2", "bo,E=1|L=0,2400,960,4,1,1,2")
    with pytest.raises(InfeasibleError, match="bo has no legal rota"):
        solve(_read(text, tmp_path), 2.0, 1)


@needs_public
@pytest.mark.parametrize(("number", "best"), [(3, 1001), (4, 1716)])
def test_public_instances_are_solved_and_proven(number: int, best: int) -> None:
    instance = read_instance(PUBLIC / f"Instance{number}.txt")
    roster, bound = solve(instance, 60.0, 1)
    verdict = check(instance, roster)
    assert not verdict.breaches
    assert (verdict.penalty, bound) == (best, best)
