"""Published values, laws that tie the models together, and an independent quadrature."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import poisson

from planner.staffing import erlang

DEFINITIONS = ("offered", "answered", "virtual", "excluding_short_abandons")

loads = st.floats(0.01, 2000)
staffing = st.floats(0.3, 2.5)
patiences = st.floats(3, 30_000)
times = st.floats(0, 600)
unhurried = settings(deadline=None, max_examples=80)


@pytest.mark.parametrize(
    ("load", "agents", "published"),
    [
        (1, 1, 0.5),  # exact
        (1, 2, 0.2),  # exact
        (0.5, 1, 1 / 3),  # exact
        (1.3608, 5, 0.01),  # ITU, PLANITU Erlang B table
        (75.242, 100, 0.001),  # ITU, PLANITU Erlang B table
        (245.38, 200, 0.2),  # ITU, PLANITU Erlang B table
        (10, 12, 0.119739),  # ErlangCTest.java
    ],
)
def test_blocking_as_published(load: float, agents: int, published: float) -> None:
    assert erlang.blocking(load, agents) == pytest.approx(published, rel=2e-4)


@pytest.mark.parametrize(
    ("figure", "load", "agents", "aht", "within", "published", "digits"),
    [
        # Call Centre Helper: 100 calls in 30 minutes of 180 s
        ("wait", 10, 14, 180, 0, 0.1741319336, 1e-9),
        ("occupancy", 10, 14, 180, 0, 0.714286, 1e-6),
        # README of the R package ErlangC 0.1.0
        ("level", 10, 11, 180, 20, 0.3896138, 6e-8),
        ("level", 10, 12, 180, 20, 0.640158, 6e-7),
        ("level", 10, 13, 180, 20, 0.7955948, 6e-8),
        ("asa", 10, 11, 180, 0, 122.78127684408, 1e-9),
        ("asa", 10, 13, 180, 0, 17.1162271821896, 1e-9),
        # mitan.co.uk, as in the README of pyErlang
        ("level", 48, 55, 240, 15, 0.8459, 5e-5),
        ("wait", 60, 65, 180, 0, 0.4201, 5e-5),
        # documentation of call-center-tools
        ("wait", 1000 * 120 / 3600, 40, 120, 0, 0.1907, 5e-5),
        # QueueCalc, Erlang notebook: number waiting 5.2 at 8 a minute
        ("asa", 8, 9, 60, 0, 5.2 / 8 * 60, 0.5),
    ],
)
def test_erlang_c_as_published(
    figure: str,
    load: float,
    agents: int,
    aht: float,
    within: float,
    published: float,
    digits: float,
) -> None:
    value = {
        "wait": erlang.wait_probability(load, agents, aht=aht),
        "occupancy": erlang.occupancy(load, agents, aht=aht),
        "level": erlang.service_level(load, agents, aht=aht, within=within),
        "asa": erlang.mean_wait(load, agents, aht=aht),
    }[figure]
    assert value == pytest.approx(published, abs=digits)


@pytest.mark.parametrize(
    ("figure", "load", "agents", "aht", "patience", "published", "digits"),
    [
        # README of erlangR: 120 calls an hour of 280 s
        ("abandonment", 120 * 280 / 3600, 9, 280, 100, 0.17955929, 5e-9),
        ("abandonment", 120 * 280 / 3600, 15, 280, 100, 0.01089631, 5e-9),
        ("wait", 120 * 280 / 3600, 12, 280, 100, 0.1882, 5e-5),
        ("asa", 120 * 280 / 3600, 12, 280, 100, 5.563, 5e-4),
        ("occupancy", 120 * 280 / 3600, 12, 280, 100, 0.7345, 5e-5),
        # tests of pyworkforce
        ("wait", 10, 14, 180, 300, 0.14526, 5e-6),
        ("level in 20 s", 10, 14, 180, 300, 0.916792, 5e-7),
        ("asa", 10, 14, 180, 300, 0.069919 * 60, 3e-5),
        # callcentretools, Erlang calculator 5.0: 400 calls in 30 minutes of 257 s
        ("abandonment", 400 * 257 / 1800, 59, 257, 60, 0.0545, 5e-5),
        ("abandonment", 400 * 257 / 1800, 72, 257, 60, 0.0034, 5e-5),
        # Gans, Koole, Mandelbaum (2003), table: 48 calls a minute, 50 agents
        ("abandonment", 48, 50, 60, 120, 0.031, 5e-4),
        ("asa", 48, 50, 60, 120, 3.7, 0.05),
    ],
)  # fmt: skip
def test_erlang_a_as_published(
    figure: str,
    load: float,
    agents: int,
    aht: float,
    patience: float,
    published: float,
    digits: float,
) -> None:
    value = {
        "abandonment": erlang.abandonment(load, agents, aht=aht, patience=patience),
        "wait": erlang.wait_probability(load, agents, aht=aht, patience=patience),
        "asa": erlang.mean_wait(load, agents, aht=aht, patience=patience),
        "occupancy": erlang.occupancy(load, agents, aht=aht, patience=patience),
        "level in 20 s": erlang.service_level(load, agents, aht=aht, within=20, patience=patience),
    }[figure]
    assert value == pytest.approx(published, abs=digits)


@pytest.mark.parametrize(
    ("load", "agents", "patience", "within"),
    [(57.11, 54, 0.5, 0.08), (57.11, 60, 0.5, 0.08), (3, 5, 2, 0.1), (400, 380, 0.2, 0.05),
     (400, 430, 3, 0.02), (0.3, 2, 20, 0.5)],
)  # fmt: skip
def test_service_levels_equal_the_integral_over_the_virtual_wait(
    load: float, agents: int, patience: float, within: float
) -> None:
    """Density of the virtual wait v of M/M/n+M, times in handle times, by balance of flows:
    load x P(one agent free) x exp(load p (1 - e^(-v/p)) - agents v).
    """

    def total(weight: Callable[[float], float], start: float, end: float) -> float:
        def density(v: float) -> float:
            grown = -load * patience * math.expm1(-v / patience)
            return load * math.exp(grown - agents * v) * weight(v)

        return float(quad(density, start, end, epsabs=1e-15, epsrel=1e-12, limit=500)[0])

    def stays(v: float) -> float:
        return math.exp(-v / patience)

    end = within + 40.0
    states = poisson.cdf(agents - 1, load) / poisson.pmf(agents - 1, load)
    one_free = 1 / (states + total(lambda _: 1, 0, within) + total(lambda _: 1, within, end))
    late = one_free * total(lambda _: 1, within, end)
    answered_late = one_free * total(stays, within, end)
    early = one_free * total(lambda v: 1 - stays(v), 0, within) + late * (1 - stays(within))
    lost = early + late * stays(within) - answered_late
    offered = 1 - lost - answered_late
    expected = [offered, offered / (1 - lost), 1 - late, offered / (1 - early)]
    levels = [
        erlang.service_level(
            load, agents, aht=1, within=within, patience=patience, definition=definition
        )
        for definition in DEFINITIONS
    ]
    assert levels == pytest.approx(expected, abs=1e-10)
    assert erlang.abandonment(load, agents, aht=1, patience=patience) == pytest.approx(
        lost, abs=1e-10
    )


def test_definitions_of_a_usual_queue() -> None:
    """57.11 erlangs of 257 s, patience 120 s, 20 s: five points apart on the same day."""
    load = 400 * 257 / 1800
    levels = [
        erlang.service_level(load, 57, aht=257, within=20, patience=120, definition=definition)
        for definition in DEFINITIONS
    ]
    assert levels == pytest.approx([0.7993, 0.8536, 0.8180, 0.8384], abs=5e-5)
    assert erlang.service_level(load, 60, aht=257, within=20) == pytest.approx(0.5116, abs=5e-5)


@unhurried
@given(load=loads, share=staffing)
def test_equal_patience_and_handle_time_give_a_poisson_number_of_contacts(
    load: float, share: float
) -> None:
    agents = math.ceil(load * share)
    wait = erlang.wait_probability(load, agents, aht=300, patience=300)
    assert wait == pytest.approx(poisson.sf(agents - 1, load), abs=1e-11)


@unhurried
@given(load=st.floats(0.01, 200), share=st.floats(1.02, 2))
def test_endless_patience_is_erlang_c(load: float, share: float) -> None:
    agents = load * share + 0.5
    patient = erlang.service_level(load, agents, aht=300, within=20, patience=1e9)
    assert patient == pytest.approx(
        erlang.service_level(load, agents, aht=300, within=20), abs=2e-4
    )


@unhurried
@given(load=loads, share=staffing)
def test_no_patience_is_erlang_b(load: float, share: float) -> None:
    lost = erlang.abandonment(load, load * share, aht=300, patience=1e-7)
    assert lost == pytest.approx(erlang.blocking(load, load * share), abs=1e-6)


@unhurried
@given(load=loads, share=staffing, patience=patiences)
def test_flows_balance(load: float, share: float, patience: float) -> None:
    """Those who give up are the mean number waiting over patience; the rest occupy the agents."""
    agents, aht = load * share, 300.0
    lost = erlang.abandonment(load, agents, aht=aht, patience=patience)
    waiting = load / aht * erlang.mean_wait(load, agents, aht=aht, patience=patience)
    assert load / aht * lost == pytest.approx(waiting / patience, rel=1e-9, abs=1e-12)
    busy = erlang.occupancy(load, agents, aht=aht, patience=patience)
    assert load * (1 - lost) == pytest.approx(busy * agents, rel=1e-9)


def test_without_agents_everybody_gives_up() -> None:
    assert erlang.abandonment(8, 0, aht=300, patience=90) == 1
    assert erlang.mean_wait(8, 0, aht=300, patience=90) == 90
    assert erlang.service_level(8, 0, aht=300, within=20, patience=90) == 0


def test_more_load_than_agents_without_patience_waits_for_ever() -> None:
    assert erlang.mean_wait(50, 50, aht=180) == math.inf
    assert erlang.service_level(50, 50, aht=180, within=10) == 0
    assert erlang.wait_probability(50, 40, aht=300) == 1
    assert erlang.occupancy(50, 40, aht=300) == 1


def test_no_load_is_a_quiet_queue() -> None:
    assert erlang.service_level(0, 3, aht=300, within=20, patience=60) == 1
    assert erlang.mean_wait(0, 0, aht=300) == 0
    assert erlang.occupancy(0, 2, aht=300) == 0
    assert erlang.blocking(0, 2) == 0


@unhurried
@given(load=loads, share=staffing, patience=patiences, within=times, more=st.floats(0.01, 5))
def test_more_agents_never_worse(
    load: float, share: float, patience: float, within: float, more: float
) -> None:
    agents = np.array([load * share, load * share + more])
    for definition in DEFINITIONS:
        few, many = erlang.service_level(
            load, agents, aht=300, within=within, patience=patience, definition=definition
        )
        assert many >= few - 1e-9
    lost = erlang.abandonment(load, agents, aht=300, patience=patience)
    assert lost[1] <= lost[0] + 1e-12


def test_no_figure_is_nan_anywhere_in_the_domain() -> None:
    rng, size = np.random.default_rng(5), 20_000
    load = np.where(rng.random(size) < 0.01, 0, 10 ** rng.uniform(-2, 5, size))
    agents = load * rng.uniform(0, 3, size)
    agents = np.where(rng.random(size) < 0.7, np.floor(agents), agents)
    patience = 300 * 10 ** rng.uniform(-2, 3, size)
    patience[rng.random(size) < 0.2] = np.inf
    within = rng.choice([0, 1, 20, 300, 86_400], size)
    shares = [
        erlang.service_level(
            load, agents, aht=300, within=within, patience=patience, definition=definition
        )
        for definition in DEFINITIONS
    ]
    shares.append(erlang.wait_probability(load, agents, aht=300, patience=patience))
    shares.append(erlang.abandonment(load, agents, aht=300, patience=patience))
    shares.append(erlang.occupancy(load, agents, aht=300, patience=patience))
    shares.append(erlang.blocking(load, agents))
    for share in shares:
        assert ((share >= 0) & (share <= 1)).all()
    assert (erlang.mean_wait(load, agents, aht=300, patience=patience) >= 0).all()


def test_numbers_give_floats_and_arrays_broadcast() -> None:
    assert type(erlang.blocking(10, 12)) is float
    table = erlang.wait_probability(np.array([[8.0], [9.0]]), [10, 11, 12], aht=300)
    assert table.shape == (2, 3)
    assert table[1, 2] == erlang.wait_probability(9.0, 12, aht=300)
    mixed = erlang.abandonment(10, 12, aht=300, patience=[60, np.inf])
    assert mixed[0] > 0
    assert mixed[1] == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: erlang.blocking(-1, 2), "load is -1: expected erlangs, 0 or more"),
        (lambda: erlang.blocking([1, np.nan], 2), "load is nan: expected erlangs"),
        (
            lambda: erlang.wait_probability(1, -2, aht=300),
            "agents is -2: expected agents, 0 or more",
        ),
        (lambda: erlang.mean_wait(1, 2, aht=0), "aht is 0: expected seconds, more than 0"),
        (lambda: erlang.mean_wait(1, 2, aht=np.array("5 min")), "expected seconds, more than 0"),
        (lambda: erlang.abandonment(1, 2, aht=1, patience=0), "patience is 0: expected seconds"),
        (lambda: erlang.service_level(1, 2, aht=1, within=-1), "within is -1: expected seconds"),
        (
            lambda: erlang.service_level(1, 2, aht=1, within=1, definition="all"),
            "definition is 'all': expected one of offered, answered",
        ),
        (lambda: erlang.blocking([1, 2], [1, 2, 3]), "arguments do not broadcast"),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
