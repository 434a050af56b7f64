"""Contacts of one replication: when they come, how long they take, how long they wait.

A row of the forecast (queue, market, interval) has a mean and a rate that strays from it with the
coefficient of variation ``cv``. Most of that variance lies in a factor for the whole local day, one
draw for all queues and markets: the hours of a busy day are busy together, and so are its channels
(the requirement takes markets to be wrong together as well). The rest is noise of each interval.
Both factors are Gamma-distributed with mean 1, counts are Poisson, arrivals even in an interval.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from planner.simulation.floor import CONTACT, Floats, Ints, Records, blank
from planner.simulation.queues import Queues
from planner.simulation.rates import Rates

WARM_UP_S = 7200.0
"""Before the horizon the first interval repeats so long, so that nobody starts with empty hands."""


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Contacts of one replication, as records of :data:`planner.simulation.floor.CONTACT`.

    The first ``own`` arrive by themselves, in order of time; the rest are escalations that may
    follow. ``waiting`` marks those that waited at the start (``backlog.csv``).
    """

    contacts: Records
    own: int
    waiting: NDArray[np.bool_]


def draw(rates: Rates, queues: Queues, seed: np.random.SeedSequence) -> Draw:
    """One replication of everything that asks for attention, whoever is there to give it."""
    demand, nature = (np.random.default_rng(each) for each in seed.spawn(2))
    queue, arrival, waiting = _own(rates, queues, demand)
    own = len(queue)
    queue, child = _with_escalations(queues, queue, _factor(rates, queue, arrival), nature)
    contacts = blank(len(queue), CONTACT)
    contacts["queue"], contacts["child"] = queue, child
    contacts["work"] = _handle_times(queues, queue, nature)
    contacts["patience"] = nature.exponential(size=len(queue)) * queues.patience_s[queue]
    for name in ("arrival", "start", "end"):
        contacts[name] = np.inf
    contacts["arrival"][:own] = arrival
    waited = np.concatenate([waiting, np.zeros(len(queue) - own, dtype=bool)])
    return Draw(contacts=contacts, own=own, waiting=waited)


def _own(
    rates: Rates, queues: Queues, rng: np.random.Generator
) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    """Queue and time of what arrives by itself, in order of time, and whether it was waiting."""
    expected = _expected(rates, rng)
    counts = rng.poisson(expected)
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    queue, interval = np.divmod(cell, expected.shape[1])
    time = (interval + rng.random(len(cell))) * rates.step
    before, early = _warm_up(rates, queues, rng)
    left, since = _backlog(queues, rng)
    queue = np.concatenate([left, before, queue])
    time = np.concatenate([since, early, time])
    waiting = np.arange(len(queue)) < len(left)
    order = np.argsort(time, kind="stable")
    return _split(queues, queue[order], rng), time[order], waiting[order]


def _expected(rates: Rates, rng: np.random.Generator) -> Floats:
    """Contacts to expect, ``[queue, interval]``, on the days that this replication has."""
    uniform = rng.random(rates.days)[rates.kind_day]
    shape = 1 / np.maximum(rates.kind_v, 1e-12)
    factor = np.where(rates.kind_v > 1e-9, gammaincinv(shape, uniform) / shape, 1.0)
    mean = rates.mean * factor[rates.kind]
    noisy = rates.noise_v > 1e-9
    mean[noisy] *= rng.gamma(1 / rates.noise_v[noisy], rates.noise_v[noisy])
    size = rates.aht_s.size
    expected = np.bincount(rates.cell, mean, minlength=size).astype(float)
    return expected.reshape(rates.aht_s.shape)


def _warm_up(rates: Rates, queues: Queues, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Live contacts before the horizon, at the mean rate of its first interval."""
    mean = np.bincount(rates.cell, rates.mean, minlength=rates.aht_s.size)
    first = mean.reshape(rates.aht_s.shape)[:, 0] * (WARM_UP_S / rates.step)
    counts = rng.poisson(np.where(queues.live & queues.open[:, 0], first, 0.0))
    queue = np.repeat(np.arange(counts.size), counts)
    return queue, -WARM_UP_S * rng.random(len(queue))


def _backlog(queues: Queues, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """What waits at the start, oldest first in its queue; live contacts come at the start."""
    whole = np.floor(queues.backlog_contacts + rng.random(len(queues.backlog_contacts)))
    queue = np.repeat(queues.backlog_queue, whole.astype(np.int64))
    since = np.repeat(-3600.0 * queues.backlog_age_hours, whole.astype(np.int64))
    return queue, np.where(queues.live[queue], 0.0, since)


def _split(queues: Queues, queue: Ints, rng: np.random.Generator) -> Ints:
    """Each contact at its queue or at one of its parts."""
    uniform = rng.random(len(queue))
    routed = queue.copy()
    for whole, (parts, until) in queues.parts.items():
        here = queue == whole
        routed[here] = parts[np.searchsorted(until, uniform[here], side="right")]
    return routed


def _factor(rates: Rates, queue: Ints, arrival: Floats) -> Floats:
    """Factor on the share passed on when each contact arrives."""
    last = rates.escalation.shape[1] - 1
    interval = np.clip(arrival // rates.step, 0, last).astype(np.int64)
    return np.asarray(rates.escalation[queue, interval], dtype=float)


def _with_escalations(
    queues: Queues, queue: Ints, factor: Floats, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """The queues of the contacts and of all escalations that follow; each one's child or -1.

    ``factor`` on the share that is passed on by the first of them.
    """
    levels, children, count = [queue], [], len(queue)
    while len(levels[-1]):
        parent = levels[-1]
        passed = rng.random(len(parent)) < queues.escalation_share[parent] * factor
        factor = np.ones(int(passed.sum()))
        children.append(np.where(passed, count + np.cumsum(passed) - 1, -1))
        levels.append(_split(queues, queues.escalates_to[parent[passed]], rng))
        count += len(levels[-1])
    return np.concatenate(levels), np.concatenate([*children, np.zeros(0, np.int64)])


def _handle_times(queues: Queues, queue: Ints, rng: np.random.Generator) -> Floats:
    """Handle times as multiples of their mean: exponential, or lognormal with a stated spread."""
    times = rng.exponential(size=len(queue))
    cv = queues.aht_cv[queue]
    stated = np.isfinite(cv)
    width = np.sqrt(np.log1p(cv[stated] ** 2))
    times[stated] = np.exp(width * rng.standard_normal(int(stated.sum())) - width**2 / 2)
    return times
