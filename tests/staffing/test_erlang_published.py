"""Every published Erlang figure of ``published.csv``, one row a test.

``published``, within ``tolerance``, is what the source prints; ``exact`` is the same figure in
50-digit arithmetic. ``status`` is ``ok``, ``published_wrong`` (the source errs, and the formulas
must not) or ``rounds_differently`` (right but for its last digit). ``share`` is what a row aims at:
a service level, a share blocked or given up. ``published_sources.csv`` names the sources.
"""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.optimize import brentq

from planner.staffing import erlang
from planner.staffing.rounding import gross_agents, whole_agents

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared/reference/erlang.csv"
FINITE_QUEUE = "mm1k"
"""A model of the shared table that this program does not have: a waiting room that is full."""
Row = dict[str, str]


def table(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = table(HERE / "published.csv")


def number(row: Row, column: str) -> float:
    return float(row[column]) if row[column] else 0.0


def limit(row: Row, column: str) -> float | None:
    return float(row[column]) if row[column] else None


def load(row: Row) -> float:
    """Volume x handle time / interval, unless the source rounded its erlangs before use."""
    stated = number(row, "erlangs")
    if not row["volume"]:
        return stated
    exact = number(row, "volume") * number(row, "aht_s") / number(row, "interval_s")
    return exact if not stated or abs(exact - stated) < 1e-6 else stated


def handle(row: Row) -> float:
    """Handle time in seconds; any will do where only shares are asked for."""
    return number(row, "aht_s") or 60.0


def agents(row: Row) -> float:
    return number(row, "agents")


def of_queue(figure: Callable[..., float]) -> Callable[[Row], float]:
    def value(row: Row) -> float:
        return float(
            figure(load(row), agents(row), aht=handle(row), patience=limit(row, "patience_s"))
        )

    return value


wait = of_queue(erlang.wait_probability)
asa = of_queue(erlang.mean_wait)
busy = of_queue(erlang.occupancy)
lost = of_queue(erlang.abandonment)


def level(row: Row) -> float:
    share = erlang.service_level(
        load(row), agents(row), aht=handle(row), within=number(row, "target_s"),
        patience=limit(row, "patience_s"),
    )  # fmt: skip
    return float(share)


def blocked(row: Row) -> float:
    return float(erlang.blocking(load(row), agents(row)))


def queue_length(row: Row) -> float:
    return load(row) / handle(row) * asa(row)


def required(row: Row) -> float:
    count = erlang.required_agents(
        load(row), aht=handle(row), within=number(row, "target_s"),
        service_level=number(row, "share"), patience=limit(row, "patience_s"),
        max_occupancy=limit(row, "max_occupancy"),
    )  # fmt: skip
    return float(count)


def required_for_abandonment(row: Row) -> float:
    count = erlang.required_agents(
        load(row), aht=handle(row), within=0, service_level=1e-6,
        patience=limit(row, "patience_s"), max_abandon=number(row, "share"),
    )  # fmt: skip
    return float(count)


def gross(row: Row) -> float:
    return float(gross_agents(agents(row) or required(row), number(row, "shrinkage")))


def lines_needed(row: Row) -> float:
    return next(n for n in range(100) if erlang.blocking(load(row), n) <= number(row, "share"))


def load_for_blocking(row: Row) -> float:
    def excess(erlangs: float) -> float:
        return float(erlang.blocking(erlangs, agents(row))) - number(row, "share")

    return float(brentq(excess, 1e-9, 1e4, xtol=1e-12, rtol=1e-14))


FIGURES: dict[str, Callable[[Row], float]] = {
    "erlangs": load,
    "p_block": blocked,
    "lost_per_hour": lambda row: load(row) * blocked(row),
    "required_channels": lines_needed,
    "offered_load_for_blocking": load_for_blocking,
    "p_wait": wait,
    "p_immediate": lambda row: 1 - wait(row),
    "p_n_ge_4": lambda row: wait(row) * (load(row) / agents(row)) ** (4 - agents(row)),
    "p_abandon": lost,
    "occupancy": busy,
    "service_level": level,
    "sl_offered": level,
    "asa_s": asa,
    "asa_all_s": asa,
    "asa_all_min": lambda row: asa(row) / 60,
    "sojourn_s": lambda row: asa(row) + handle(row) * (1 - lost(row)),
    "sojourn_min": lambda row: (asa(row) + handle(row)) / 60,
    "sojourn_over_aht": lambda row: asa(row) / handle(row) + 1,
    "queue_length": queue_length,
    "number_in_system": lambda row: queue_length(row) + busy(row) * agents(row),
    "required_agents": required,
    "required_agents_abandon": required_for_abandonment,
    "required_agents_gross": lambda row: float(whole_agents(gross(row))),
    "required_agents_gross_half": lambda row: math.floor(2 * gross(row) + 0.5) / 2,
    "required_agents_gross_real": gross,
}


def figure_of(row: Row) -> float:
    metric = row["metric"]
    if metric.endswith("_pct"):
        return 100 * FIGURES[metric.removesuffix("_pct")](row)
    return FIGURES[metric](row)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_published_figure(row: Row) -> None:
    figure = figure_of(row)
    miss = abs(figure - float(row["published"]))
    rounding = 1e-6 * float(row["tolerance"]) + 4e-16
    if row["status"] == "ok":
        assert miss <= float(row["tolerance"]) + rounding
    if row["status"] == "published_wrong":
        assert miss > float(row["tolerance"])
    assert figure == pytest.approx(float(row["exact"]), rel=1e-11)


def test_every_figure_has_a_source() -> None:
    assert len(ROWS) == 295
    assert {row["source"] for row in ROWS} == {
        row["source"] for row in table(HERE / "published_sources.csv")
    }


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is missing: nothing to compare with")
def test_no_figure_of_the_shared_table_is_left_out() -> None:
    stated = {(row["id"], row["published"], row["tolerance"], row["status"]) for row in ROWS}
    shared = {
        (row["id"], row["expected"], row["tolerance"], row["status"])
        for row in table(SHARED)
        if row["model"] != FINITE_QUEUE
    }
    assert stated == shared
