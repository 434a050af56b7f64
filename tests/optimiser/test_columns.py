"""Whole rotas by column generation, over people whose rotas are simply listed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from planner.errors import InfeasibleError
from planner.optimiser.columns import choose
from planner.optimiser.columns_growth import grow
from planner.optimiser.columns_master import Master
from planner.optimiser.columns_work import OFF, Best, Bools, Floats, Ints, Part, Work

DAYS, OPTIONS, PEOPLE = 4, 2, 3
EVERY = np.array(list(product((OFF, *range(OPTIONS)), repeat=DAYS)))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def _work(seed: int, threads: ThreadPoolExecutor) -> tuple[Work, list[Ints]]:
    """Random people with a third of all rotas each; an early option also fills a shared row."""
    rng = np.random.default_rng(seed)
    legal = [EVERY[rng.random(len(EVERY)) < 0.33] for _ in range(PEOPLE)]

    def best_rota(who: int, cost: Floats, must: Bools, _near: Ints | None) -> Best:
        priced = np.concatenate([cost, np.where(must, np.inf, 0.0)[:, None]], axis=1)
        sums = priced[np.arange(DAYS), legal[who]].sum(axis=1)
        if not np.isfinite(sums.min(initial=np.inf)):
            return Best(value=np.inf, rota=None, proven=True)
        return Best(value=float(sums.min()), rota=legal[who][sums.argmin()], proven=True)

    own = np.arange(DAYS * OPTIONS).reshape(DAYS, OPTIONS)
    shared = np.full((DAYS, OPTIONS), -1)
    shared[:, 0] = DAYS * OPTIONS + np.arange(DAYS) // 2
    rows = np.stack([own, shared], axis=2)
    count = DAYS * OPTIONS + DAYS // 2
    work = Work(
        names=["ana", "bo", "cy"], cost=rng.integers(-5, 6, (PEOPLE, DAYS, OPTIONS)).astype(float),
        rows=rows, need=rng.integers(0, 3, count).astype(float),
        under=rng.integers(1, 30, count).astype(float),
        over=rng.integers(0, 10, count).astype(float), constant=7.0, step=1.0,
        best_rota=best_rota, threads=threads,
    )  # fmt: skip
    return work, legal


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_is_cheaper(seed: int, threads: ThreadPoolExecutor) -> None:
    """All choices of all people, one by one."""
    work, legal = _work(seed, threads)
    least = _least(work, legal)
    found = choose(work, seconds=3.0, seed=seed)
    assert found.penalty == pytest.approx(work.penalty(found.rotas))
    assert found.bound <= least
    assert found.penalty == least
    for who, rota in enumerate(found.rotas):
        assert (legal[who] == rota).all(axis=1).any()


def _least(work: Work, legal: list[Ints]) -> float:
    """The penalty of the cheapest of all choices."""
    own = [np.array([work.own(who, rota) for rota in rows]) for who, rows in enumerate(legal)]
    cover = [np.array([work.cover([rota]) for rota in rows]) for rows in legal]
    total = cover[0][:, None, None] + cover[1][None, :, None] + cover[2][None, None]
    missing = work.need - total
    money = np.maximum(missing, 0) @ work.under + np.maximum(-missing, 0) @ work.over
    money += own[0][:, None, None] + own[1][None, :, None] + own[2][None, None]
    return work.constant + float(money.min())


@pytest.mark.parametrize("seed", range(12))
def test_a_part_costs_what_the_whole_does(seed: int, threads: ThreadPoolExecutor) -> None:
    """Some people on some days: the same money, and no mixture dearer than the rotas at hand."""
    work, legal = _work(seed, threads)
    rng = np.random.default_rng(seed)
    rotas = [rows[rng.integers(len(rows))] for rows in legal]
    part = Part.whole(work).around(rotas, [0, 2], slice(1, 3))
    now = {who: rotas[who] for who in part.people}
    assert part.penalty(now) == pytest.approx(work.penalty(rotas))
    master = Master(part)
    for who, rota in now.items():
        assert part.allows(who, rota)
        master.add(who, rota)
    growth = grow(master, until=np.inf, near={})
    assert growth.bound <= master.value + 1e-6
    assert master.value <= work.penalty(rotas) + 1e-6
    for who, rota in master.heaviest().items():
        assert (np.delete(rota, slice(1, 3)) == np.delete(rotas[who], slice(1, 3))).all()


def test_somebody_without_a_rota_is_named(threads: ThreadPoolExecutor) -> None:
    work, legal = _work(1, threads)
    legal[1] = legal[1][:0]
    with pytest.raises(InfeasibleError, match="bo has no legal rota"):
        choose(work, seconds=1.0, seed=1)


def test_the_same_seed_gives_the_same_choice(threads: ThreadPoolExecutor) -> None:
    work, _ = _work(3, threads)
    one, two = (choose(work, seconds=2.0, seed=5) for _ in range(2))
    assert one.penalty == two.penalty
