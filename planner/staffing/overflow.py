"""Contacts that a full group of agents passes on to a partner, and how many of one's own pay off.

Symbols: ``a`` offered load in erlangs, ``n`` agents of one's own, ``m`` and ``v`` mean and variance
of the busy agents that the overflow would have in an endless group, ``z = v/m`` its peakedness. A
stream that overflows comes in bursts, ``z > 1``: staffed as though it were even (``z = 1``), the
partner loses three times what it expects.

Everything here is of overflow at once, when all agents are busy. What overflows after a time of
waiting has no formula; simulate it.

Sources: L. Kosten, "On the blocking probability of graded multiples" (1937); R. I. Wilkinson,
"Theories for toll traffic engineering in the U.S.A.", Bell System Technical Journal 35 (1956);
Y. Rapp, "Planning of junction network in a multi-exchange area", Ericsson Technics 20 (1964);
W. S. Hayward's approximation after A. A. Fredericks, "Congestion in blocking systems – a simple
approximation technique", Bell System Technical Journal 59 (1980).
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import elementwise

from planner.staffing import erlang
from planner.staffing.arguments import Values, broadcast, shaped
from planner.staffing.poisson_tail import Array
from planner.staffing.steady_state import blocking

TOLERANCE = 1e-9
"""Width in agents to which a partner's staff is known."""
NOTHING = 1e-290
"""Stands for a share of 0 where a logarithm is taken."""


class Overflow(NamedTuple):
    """What a group passes on: mean in erlangs, variance, and peakedness, their quotient."""

    mean: Any
    variance: Any
    peakedness: Any


def overflow(load: Values, agents: Values) -> Overflow:
    """What overflows from agents who are all busy.

    Parameters
    ----------
    load
        Offered load in erlangs, an even (Poisson) stream.
    agents
        Agents of one's own; real-valued.

    Returns
    -------
    Overflow
        Floats for numbers, arrays for arrays. Without agents everything overflows, evenly; without
        load nothing does, with a peakedness of 1.
    """
    given, shape = broadcast(load=load, agents=agents)
    a, n = given["load"], given["agents"]
    mean = a * np.minimum(blocking(a, n), 1.0)
    peakedness = np.where(a > 0, 1 - mean + a / (n + 1 + mean - a), 1.0)
    parts = (mean, mean * peakedness, peakedness)
    return Overflow(*(shaped(part, shape) for part in parts))


def partner_blocking(load: Values, agents: Values, partner: Values) -> Any:
    """Share of the overflow that a partner has to turn away, by Hayward's approximation.

    A stream of peakedness ``z`` on ``p`` agents loses what an even one of ``m/z`` loses on
    ``p/z``. Too low by 7 to 23 % for partners of a third to all of one's own size; as though the
    stream were even it would be too low by half to three quarters.

    Parameters
    ----------
    load, agents
        Erlangs offered and agents of one's own.
    partner
        Agents of the partner.
    """
    stream = overflow(load, agents)
    return erlang.blocking(
        stream.mean / stream.peakedness, np.asarray(partner, dtype=float) / stream.peakedness
    )


def exact_partner_blocking(load: Values, agents: Values, partner: Values) -> Any:
    """The same exactly, where the partner's agents handle contacts as fast as one's own.

    Both groups together are one of ``n + p`` that turns contacts away.
    """
    both = np.asarray(agents, dtype=float) + np.asarray(partner, dtype=float)
    return erlang.blocking(load, both) / erlang.blocking(load, agents)


def partner_agents(load: Values, agents: Values, *, max_blocking: Values) -> Any:
    """Agents that a partner needs so that it turns away no more than a share of the overflow.

    Real-valued, by :func:`partner_blocking`; 0 where nothing overflows.

    Parameters
    ----------
    max_blocking
        Share above 0 and below 1.
    """
    stream = overflow(load, agents)
    mean, peakedness, share = (
        np.asarray(of, dtype=float)
        for of in np.broadcast_arrays(stream.mean, stream.peakedness, max_blocking)
    )
    if not ((share > 0) & (share < 1)).all():
        raise ValueError(f"max_blocking is {max_blocking!r}: expected a share above 0 and below 1")
    even = (mean / peakedness).ravel()
    needed = np.zeros_like(even)
    some = even > 0
    needed[some] = _lines(even[some], share.ravel()[some])
    return shaped(needed * peakedness.ravel(), mean.shape)


def equivalent_group(mean: float, variance: float) -> tuple[float, float]:
    """Load and agents of a group that overflows with this mean and variance.

    Several overflows into one partner are added up so: means and variances of all, and the one
    group that would make them (Wilkinson 1956, by Rapp's formula of 1964).

    Returns
    -------
    tuple
        Erlangs offered, and agents; real-valued.
    """
    if not (mean > 0 and variance >= mean):
        raise ValueError(
            f"mean is {mean:g} and variance {variance:g}: expected a mean above 0 and a variance "
            "of at least the mean, as overflow has"
        )
    z = variance / mean
    load = variance + 3 * z * (z - 1)
    return load, load * (mean + z) / (mean + z - 1) - mean - 1


def base_agents(loads: Values, *, own_cost: float, partner_cost: float) -> float:
    """Agents of one's own that pay off, when what is above them costs a partner's rate.

    The level that is needed in just the share ``own_cost / partner_cost`` of the time: an agent
    more would stand idle for longer than the partner is cheaper (the newsvendor's rule on the
    load-duration curve). Shifts have a length, so the rota's own answer is dearer.

    Parameters
    ----------
    loads
        Agents needed in intervals of equal length, all of which one's own would be paid for.
    own_cost, partner_cost
        Money for an hour of one's own, and for one of the partner's.

    Returns
    -------
    float
        One of ``loads``; 0 where the partner is cheaper.
    """
    if not (own_cost > 0 and partner_cost > 0):
        raise ValueError(
            f"own_cost is {own_cost:g} and partner_cost {partner_cost:g}: expected money above 0"
        )
    given, _ = broadcast(load=loads)
    if own_cost >= partner_cost:
        return 0.0
    return float(np.quantile(given["load"], 1 - own_cost / partner_cost, method="inverted_cdf"))


def _lines(load: Array, share: Array) -> Array:
    """Real-valued lines on which an even stream loses just a share, all loads above 0."""

    def room(lines: Array, erlangs: Array, limit: Array) -> Array:
        return np.asarray(np.log(limit) - np.log(np.maximum(blocking(erlangs, lines), NOTHING)))

    # Lines that carry all of it at full occupancy, and twice the square root of the load beyond.
    most = load + 2 * np.sqrt(load) + 2
    while (short := room(most, load, share) < 0).any():
        most[short] *= 2
    found = elementwise.find_root(
        room, (np.zeros_like(load), most), args=(load, share),
        tolerances={"xatol": TOLERANCE, "xrtol": 0, "fatol": 0, "frtol": 0},
    )  # fmt: skip
    return np.asarray(found.x)
