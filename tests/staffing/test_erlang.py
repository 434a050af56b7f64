"""Laws that tie the models together, an independent chain and quadrature, 50-digit values."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import poisson

from planner.staffing import erlang
from planner.staffing.steady_state import steady_state

DEFINITIONS = ("offered", "answered", "virtual", "excluding_short_abandons")

loads = st.floats(0.01, 2000)
staffing = st.floats(0.3, 2.5)
patiences = st.floats(3, 30_000)
times = st.floats(0, 600)
unhurried = settings(deadline=None, max_examples=80)


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
@given(load=st.floats(0.01, 200), share=st.floats(1.02, 2), within=times)
def test_endless_patience_is_erlang_c(load: float, share: float, within: float) -> None:
    agents = load * share + 0.5
    for figure in (erlang.wait_probability, erlang.mean_wait, erlang.occupancy):
        assert figure(load, agents, aht=300, patience=1e9) == pytest.approx(
            figure(load, agents, aht=300), rel=2e-3
        )
    level = erlang.service_level(load, agents, aht=300, within=within, patience=1e9)
    assert level == pytest.approx(
        erlang.service_level(load, agents, aht=300, within=within), abs=2e-4
    )
    assert erlang.abandonment(load, agents, aht=300, patience=1e9) < 1e-6


@unhurried
@given(load=loads, share=staffing)
def test_no_patience_is_erlang_b(load: float, share: float) -> None:
    lost = erlang.abandonment(load, load * share, aht=300, patience=1e-7)
    assert lost == pytest.approx(erlang.blocking(load, load * share), abs=1e-6)


@unhurried
@given(load=st.floats(0.01, 1e5), share=st.floats(0, 2))
def test_one_more_agent_follows_from_erlangs_recursion(load: float, share: float) -> None:
    """1/B(n+1) = 1 + (n+1)/a / B(n), for fractions of agents too."""
    agents = load * share
    few, many = erlang.blocking(load, [agents, agents + 1])
    if few > 1e-200:
        assert 1 / many == pytest.approx(1 + (agents + 1) / load / few, rel=1e-11)


@unhurried
@given(load=st.floats(0.01, 300), share=staffing, patience=st.floats(0.01, 30))
def test_figures_are_those_of_the_chain_of_contacts(
    load: float, share: float, patience: float
) -> None:
    """Stationary numbers present: who finds all agents busy, who waits, who is served.

    Those who give up are the mean number waiting over patience; the others occupy the agents.
    """
    agents = math.ceil(load * share)
    present = np.arange(agents + int(load * patience + 40 * math.sqrt(load * patience)) + 200)
    leaving = np.minimum(present, agents) + np.maximum(present - agents, 0) / patience
    log_weight = np.cumsum(np.append(0.0, np.log(load / leaving[1:])))
    chance = np.exp(log_weight - log_weight.max())
    chance /= chance.sum()
    waiting = float(chance @ np.maximum(present - agents, 0))
    served = float(chance @ np.minimum(present, agents))

    queue: dict[str, Any] = {"load": load, "agents": agents, "aht": 1, "patience": patience}
    wait = erlang.wait_probability(**queue)
    assert wait == pytest.approx(chance[agents:].sum(), rel=1e-8, abs=1e-12)
    lost = erlang.abandonment(**queue)
    assert load * lost == pytest.approx(waiting / patience, rel=1e-8, abs=1e-12)
    assert load * erlang.mean_wait(**queue) == pytest.approx(waiting, rel=1e-8, abs=1e-12)
    assert load * (1 - lost) == pytest.approx(served, rel=1e-8)
    assert agents * erlang.occupancy(**queue) == pytest.approx(served, rel=1e-8)


@unhurried
@given(load=loads, share=staffing, patience=patiences)
def test_agents_carry_what_does_not_give_up(load: float, share: float, patience: float) -> None:
    agents = load * share
    lost = erlang.abandonment(load, agents, aht=300, patience=patience)
    busy = erlang.occupancy(load, agents, aht=300, patience=patience)
    assert load * (1 - lost) == pytest.approx(busy * agents, rel=1e-9)


@unhurried
@given(load=loads, share=staffing, patience=patiences, within=times)
def test_everybody_is_answered_in_time_or_gives_up_in_time_or_still_waits(
    load: float, share: float, patience: float, within: float
) -> None:
    """And nobody stops waiting for another reason: P{W > t} = P{V > t} exp(-t / patience)."""
    offered, answered, virtual, excluding = (
        erlang.service_level(
            load, load * share, aht=300, within=within, patience=patience, definition=definition
        )
        for definition in DEFINITIONS
    )
    lost = erlang.abandonment(load, load * share, aht=300, patience=patience)
    assert offered == pytest.approx(answered * (1 - lost), abs=1e-12)
    waiting_still = (1 - virtual) * math.exp(-within / patience)
    gave_up = 1 - offered - waiting_still
    assert offered == pytest.approx(excluding * (1 - gave_up), abs=1e-12)
    assert 0 <= gave_up + 1e-12 <= lost + 2e-12


@unhurried
@given(load=loads, share=staffing, patience=patiences, within=times, more=st.floats(0.01, 300))
def test_who_would_be_answered_between_two_times_is_answered_unless_he_gives_up_before(
    load: float, share: float, patience: float, within: float, more: float
) -> None:
    """P{answered, t < W <= t'} lies between exp(-t'/p) and exp(-t/p) times P{t < V <= t'}."""
    times_out = np.array([within, within + more])
    answered, would_be = (
        np.diff(
            erlang.service_level(
                load, load * share, aht=300, within=times_out, patience=patience, definition=way
            )
        )[0]
        for way in ("offered", "virtual")
    )
    fewest, most = np.exp(-times_out[::-1] / patience) * would_be
    assert fewest - 1e-12 <= answered <= most + 1e-12


@unhurried
@given(load=st.floats(0.5, 500), share=st.floats(0.7, 1.3), patience=st.floats(20, 3000))
def test_the_mean_wait_is_the_area_under_the_chance_to_wait_longer(
    load: float, share: float, patience: float
) -> None:
    """Integral of P{V > t} exp(-t / patience) dt, by the trapezoidal rule in the logarithm of t."""
    log_time, step = np.linspace(-30, 5, 4001, retstep=True)
    time = patience * np.exp(log_time)
    virtual = erlang.service_level(
        load, load * share, aht=300, within=time, patience=patience, definition="virtual"
    )
    area = step * float(((1 - virtual) * np.exp(-time / patience)) @ time)
    mean = erlang.mean_wait(load, load * share, aht=300, patience=patience)
    assert mean == pytest.approx(area, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize(
    ("queue", "wait", "lost", "virtual_late", "answered_late"),
    [
        ((0.02, 1, 1000, 0.1), 0.019999592278044064, 2.0386097796841786e-5,
         0.018132569637074496, 0.018112275362881351),
        ((0.0167, 0.0226, 0.048, 530), 0.92179625845391757, 0.92079777705321575,
         5.7896993746685372e-6, 0.0),
        ((57.11, 57, 0.5, 0.08), 0.44008676733295401, 0.062711010578934549,
         0.18630382698049116, 0.14182282687196634),
        ((300, 250, 3, 0.02), 0.9999998847095166, 0.1666666686309146,
         0.99999966816783032, 0.8333330003726273),
        ((646.3, 660.5, 51.2, 0.0132), 0.45306222686087224, 0.00056169057728777552,
         0.37128332660463199, 0.37073184593736455),
        ((5000, 1700, 0.01, 0.001), 0.9999999786973706, 0.66000000000645138,
         0.99999949569899438, 0.33999952910099639),
        ((5000, 5100, 0.1, 0.02), 0.044760131320505384, 0.0012957324296160444,
         1.2161884850747184e-7, 9.8658507531129678e-8),
        ((20_000, 20_040, 500, 0.001), 0.68459440888397678, 3.2698538342486205e-5,
         0.65711019554312004, 0.65707752430565819),
        ((31086.4, 31_123, 471.5, 0.00755), 0.7558856426679078, 4.0281098814028653e-5,
         0.56523751796794763, 0.56519869258323926),
    ],
)  # fmt: skip
def test_figures_in_fifty_digits(
    queue: tuple[float, ...], wait: float, lost: float, virtual_late: float, answered_late: float
) -> None:
    """From the closed forms in 60-digit arithmetic; load, agents, then times in handle times."""
    load, agents, patience, within = queue
    usual: dict[str, Any] = {"aht": 1, "patience": patience}
    assert erlang.wait_probability(load, agents, **usual) == pytest.approx(wait, abs=3e-14)
    assert erlang.abandonment(load, agents, **usual) == pytest.approx(lost, abs=3e-14)
    virtual, offered = (
        erlang.service_level(load, agents, within=within, definition=way, **usual)
        for way in ("virtual", "offered")
    )
    assert 1 - virtual == pytest.approx(virtual_late, abs=3e-14)
    assert 1 - lost - offered == pytest.approx(answered_late, abs=3e-14)


def test_without_agents_everybody_gives_up() -> None:
    assert erlang.abandonment(8, 0, aht=300, patience=90) == 1
    assert erlang.mean_wait(8, 0, aht=300, patience=90) == 90
    for definition in DEFINITIONS:
        usual: dict[str, Any] = {"aht": 300, "within": 20, "definition": definition}
        assert erlang.service_level(8, 0, patience=90, **usual) == 0
    nobody = steady_state(*np.array([[8.0, 8.0], [0.0, 0.0], [90, np.inf], [20.0, 20.0]]))
    assert nobody.abandoned_early.tolist() == [pytest.approx(1 - math.exp(-20 / 90)), 0]
    assert nobody.answered_late.tolist() == [0, 1]


def test_more_load_than_agents_without_patience_waits_for_ever() -> None:
    assert erlang.mean_wait(50, 50, aht=180) == math.inf
    assert erlang.service_level(50, 50, aht=180, within=10) == 0
    assert erlang.wait_probability(50, 40, aht=300) == 1
    assert erlang.occupancy(50, 40, aht=300) == 1


def test_no_load_is_a_quiet_queue() -> None:
    assert erlang.service_level(0, 3, aht=300, within=20, patience=60) == 1
    assert erlang.mean_wait(0, 0, aht=300) == 0
    assert erlang.occupancy(0, 2, aht=300) == 0
    assert erlang.blocking(0, 2) == erlang.blocking(0, 1) == 0


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
