"""Every published Erlang figure of the shared reference table, one row a test."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.optimize import brentq

from planner.staffing import erlang
from planner.staffing.rounding import gross_agents, whole_agents

TABLE = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "erlang.csv"
Row = dict[str, str]
OTHER_MODELS = ("mm1k",)
OTHER_ROUNDING = ("required_agents_gross_half",)
"""Rounds to half people, which this program does not."""


def rows() -> list[Row]:
    if not TABLE.exists():
        return []
    with TABLE.open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    return [
        r for r in table if r["model"] not in OTHER_MODELS and r["metric"] not in OTHER_ROUNDING
    ]


def number(row: Row, column: str, default: float = 0.0) -> float:
    return float(row[column]) if row[column] else default


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
    """Handle time in seconds; Gross and Harris' example serves 3 an hour."""
    return number(row, "aht_s", 1200.0)


def agents(row: Row) -> float:
    return number(row, "agents")


def wait(row: Row) -> float:
    patience = limit(row, "patience_s")
    return float(
        erlang.wait_probability(load(row), agents(row), aht=handle(row), patience=patience)
    )


def asa(row: Row) -> float:
    patience = limit(row, "patience_s")
    return float(erlang.mean_wait(load(row), agents(row), aht=handle(row), patience=patience))


def level(row: Row) -> float:
    share = erlang.service_level(
        load(row), agents(row), aht=handle(row), within=number(row, "target_s"),
        patience=limit(row, "patience_s"),
    )  # fmt: skip
    return float(share)


def busy(row: Row) -> float:
    patience = limit(row, "patience_s")
    return float(erlang.occupancy(load(row), agents(row), aht=handle(row), patience=patience))


def lost(row: Row) -> float:
    patience = limit(row, "patience_s")
    return float(erlang.abandonment(load(row), agents(row), aht=handle(row), patience=patience))


def queue_length(row: Row) -> float:
    return load(row) / handle(row) * asa(row)


def required(row: Row, max_abandon: float | None = None) -> float:
    count = erlang.required_agents(
        load(row), aht=handle(row), within=number(row, "target_s"),
        service_level=number(row, "target_sl", 1e-6), patience=limit(row, "patience_s"),
        max_occupancy=limit(row, "max_occupancy"), max_abandon=max_abandon,
    )  # fmt: skip
    return float(count)


def gross(row: Row) -> float:
    net = agents(row) or required(row)
    return float(whole_agents(gross_agents(net, number(row, "shrinkage"))))


def lines_for_two_percent(row: Row) -> float:
    return next(n for n in range(1, 100) if erlang.blocking(load(row), n) <= 0.02)


def load_for_blocking(row: Row) -> float:
    def excess(erlangs: float) -> float:
        return float(erlang.blocking(erlangs, agents(row))) - number(row, "target_sl")

    return float(brentq(excess, 1e-9, 1e4, xtol=1e-12, rtol=1e-14))


FIGURES: dict[str, Callable[[Row], float]] = {
    "p_wait": wait,
    "p_wait_pct": lambda row: 100 * wait(row),
    "p_immediate": lambda row: 1 - wait(row),
    "p_immediate_pct": lambda row: 100 * (1 - wait(row)),
    "service_level": level,
    "service_level_pct": lambda row: 100 * level(row),
    "sl_offered": level,
    "sl_offered_pct": lambda row: 100 * level(row),
    "asa_s": asa,
    "asa_all_s": asa,
    "asa_all_min": lambda row: asa(row) / 60,
    "sojourn_s": lambda row: asa(row) + handle(row) * (1 - lost(row)),
    "sojourn_min": lambda row: (asa(row) + handle(row)) / 60,
    "sojourn_over_aht": lambda row: asa(row) / handle(row) + 1,
    "occupancy": busy,
    "occupancy_pct": lambda row: 100 * busy(row),
    "p_abandon": lost,
    "p_abandon_pct": lambda row: 100 * lost(row),
    "queue_length": queue_length,
    "number_in_system": lambda row: queue_length(row) + busy(row) * agents(row),
    "required_agents": required,
    "required_agents_abandon": lambda row: required(row, max_abandon=0.02),
    "required_agents_gross": gross,
    "required_agents_gross_real": lambda row: float(
        gross_agents(agents(row), number(row, "shrinkage"))
    ),
    "required_channels": lines_for_two_percent,
    "p_block": lambda row: float(erlang.blocking(load(row), agents(row))),
    "lost_per_hour": lambda row: load(row) * float(erlang.blocking(load(row), agents(row))),
    "offered_load_for_blocking": load_for_blocking,
    "p_n_ge_4": lambda row: wait(row) * (load(row) / agents(row)) ** (4 - agents(row)),
    "erlangs": load,
}  # fmt: skip


@pytest.mark.skipif(not TABLE.exists(), reason="../shared/reference/erlang.csv is not there")
def test_the_table_is_whole() -> None:
    assert len(rows()) > 280
    assert {row["metric"] for row in rows()} <= set(FIGURES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_published_figure(row: Row) -> None:
    figure = FIGURES[row["metric"]](row)
    miss = abs(figure - float(row["expected"]))
    if row["status"] == "ok":
        assert miss <= float(row["tolerance"]) * (1 + 1e-6) + 4e-16
    if row["status"] == "published_wrong":
        assert miss > float(row["tolerance"])
    assert figure == pytest.approx(float(row["own_value"]), rel=1e-9)
