"""Where pooled needs are too light: extra agents for sets of queues, found by simulation.

The pooled need of a set takes its people for one crowd in which everybody serves everything. Real
people serve a part each, calls of a large queue fill those who alone speak a small one's language,
and the same number answers fewer contacts in time. For a dozen typical intervals of a group the
cheapest staff that meets every need is simulated; while a queue stays more than a point below its
target, one of the sets that hold a failing queue gets more people, the one that brings most for
its money (cutting planes after M. T. Cezik and P. L'Ecuyer, "Staffing multiskill call centers via
linear programming and simulation", Management Science 54(2), 2008). What was added, in square roots
of the set's load, is then carried over to all intervals by their load.

An approximation in five ways: systems in balance, whole agents, a dozen mixes of work for
thousands of intervals, at most eight cuts in each, and the simulation's own error of about half a
point.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp

from planner.domain import Queue
from planner.staffing.poisson_tail import Array
from planner.staffing.pooled_need import Pool
from planner.staffing.rounding import ROUNDING, whole_agents
from planner.staffing.skill_routing import (
    OFFERED,
    Bytes,
    Contacts,
    Floats,
    Ints,
    Kinds,
    outcomes,
    service_levels,
)
from planner.staffing.skill_sets import Names

LEVELS = 5
"""Levels of load from which typical intervals are taken, two from each."""
ROUNDS = 8
"""Most cuts in one interval."""
TOLERANCE = 0.01
"""Share by which a simulated service level may miss its target."""
CONTACTS_PER_ERLANG, FEWEST, MOST = 1_500, 50_000, 300_000
"""Contacts of a simulation: a standard error of 0.3 points at 3 erlangs, 0.8 at 80."""
COMPARED = 1 / 8
"""Share of them that is enough to compare two staffs, which meet the same contacts."""
SEED = 1
MOST_UNITS = 60
"""Largest number of parts that an agent's attention is cut into."""
FREE, DEAR = 1e-3, 1e9
"""Prices of people who cost nothing, and of those who do next to nothing: finite numbers."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """Live queues that people link: ``erlangs`` and ``aht_s`` are ``[queue, interval]``.

    ``skills`` are the sets of these queues that people serve, ``prices`` what an effective
    agent-hour of each costs at least; ``sets`` those of several queues that limit what people can
    do, the last one of all queues.
    """

    queues: tuple[Queue, ...]
    erlangs: Array
    aht_s: Array
    skills: tuple[Names, ...]
    prices: Array
    sets: tuple[Names, ...]

    @cached_property
    def names(self) -> Names:
        return tuple(queue.queue for queue in self.queues)

    @cached_property
    def rows(self) -> tuple[Names, ...]:
        """Everything that needs people: the sets, then each queue by itself."""
        return (*self.sets, *((name,) for name in self.names))

    @cached_property
    def hits(self) -> NDArray[np.bool_]:
        """Whether people of a skill serve any queue of a row: ``[row, skill]``."""
        return np.array(
            [[bool({*names} & {*skill}) for skill in self.skills] for names in self.rows]
        )

    @cached_property
    def serves(self) -> Bytes:
        """Whether people of a skill serve a queue: ``[skill, queue]``."""
        return np.array([[name in skill for name in self.names] for skill in self.skills], np.uint8)

    def pool(self, names: Names) -> Pool:
        """The queues of a set, in all intervals."""
        at = [self.names.index(name) for name in names]
        return Pool([self.queues[i] for i in at], self.erlangs[at], self.aht_s[at])

    def at(self, intervals: NDArray[np.intp], factor: Array) -> "Work":
        """Some intervals only, their work times a factor each."""
        return Work(
            queues=self.queues, erlangs=self.erlangs[:, intervals] * factor,
            aht_s=self.aht_s[:, intervals], skills=self.skills, prices=self.prices,
            sets=self.sets,
        )  # fmt: skip


def cuts(work: Work) -> dict[Names, Array]:
    """Agents to add to the pooled need of each set, one entry an interval, never below 0."""
    chosen = typical_intervals(work.erlangs)
    if not chosen.size:
        return {names: np.zeros(work.erlangs.shape[1]) for names in work.sets}
    typical = work.at(chosen, _to_whole_need(work, chosen))
    needs = np.array([typical.pool(names).agents() for names in typical.rows])
    extra = np.array([Moment(typical, i).added(needs[:, i]) for i in range(chosen.size)]).T
    return {
        names: _carried_over(extra[i], typical.pool(names).load, work.pool(names).load)
        for i, names in enumerate(work.sets)
    }


def typical_intervals(erlangs: Array, levels: int = LEVELS) -> NDArray[np.intp]:
    """Intervals spread over the range of the whole load, two mixes of work at each level.

    At every level of load the one whose mix is nearest to that level's mean, and the farthest; the
    intervals of least and of most load besides.
    """
    total = erlangs.sum(axis=0)
    busy = np.flatnonzero(total > 0)
    if not busy.size:
        return busy
    found = {int(busy[np.argmin(total[busy])]), int(busy[np.argmax(total[busy])])}
    edges = np.linspace(total[busy].min(), total[busy].max(), levels + 1)[1:-1]
    level = np.searchsorted(edges, total[busy])
    for each in np.unique(level):
        of = busy[level == each]
        mix = erlangs[:, of] / total[of]
        distance = np.abs(mix - mix.mean(axis=1, keepdims=True)).sum(axis=0)
        found |= {int(of[np.argmin(distance)]), int(of[np.argmax(distance)])}
    return np.array(sorted(found), dtype=np.intp)


def _to_whole_need(work: Work, chosen: NDArray[np.intp]) -> Array:
    """Factors at which the need of all queues is the next whole number, so that none is spare."""
    trial = np.linspace(1, 2, 65)
    every = work.at(np.repeat(chosen, trial.size), np.tile(trial, chosen.size))
    need = every.pool(work.names).agents().reshape(chosen.size, trial.size)
    fits = need <= whole_agents(need[:, :1]) + ROUNDING
    return np.asarray(trial[fits.cumprod(axis=1).sum(axis=1).astype(int) - 1])


def _carried_over(extra: Array, typical: Array, load: Array) -> Array:
    """Extra agents at the typical loads of a set as extra agents at all its loads."""
    there = typical > 0
    if not extra[there].any():
        return np.zeros_like(load)
    order = np.argsort(typical[there], kind="stable")
    at = typical[there][order]
    beta = (extra[there] / np.sqrt(typical[there]))[order]
    smooth = np.convolve(np.pad(beta, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")
    return np.asarray(np.interp(load, at, smooth) * np.sqrt(load))


class Moment:
    """One interval, as a system that stays so.

    Parameters
    ----------
    contacts
        How many are simulated; so many for each erlang without it.
    """

    def __init__(
        self, work: Work, interval: int, *, contacts: int | None = None, seed: int = SEED
    ) -> None:
        self.work = work
        self.erlangs = work.erlangs[:, interval]
        self.hits = work.hits
        queues = work.queues
        self.targets = np.array([queue.service_level for queue in queues])
        self.definitions = tuple(queue.service_level_definition for queue in queues)
        self.capacity, units = _units(queues)
        self.kinds = Kinds(
            rate=self.erlangs / work.aht_s[:, interval], aht_s=work.aht_s[:, interval],
            patience_s=np.array([queue.patience_s or np.inf for queue in queues]),
            within_s=np.array([queue.answer_within_s for queue in queues]), units=units,
            priority=np.array([queue.priority for queue in queues], dtype=np.int64),
        )  # fmt: skip
        usual = int(np.clip(CONTACTS_PER_ERLANG * self.erlangs.sum(), FEWEST, MOST))
        self.contacts = Contacts.drawn(self.kinds, contacts or usual, seed=seed)
        self.fewer = self.contacts.first(int(self.contacts.kind.size * COMPARED))

    def added(self, needs: Array) -> Array:
        """Agents to add to the need of each row until the cheapest staff answers in time."""
        raised = needs
        for _ in range(ROUNDS):
            agents = self.staff(raised)
            missing = self._missing(agents, self.contacts)
            if not missing.any():
                break
            raised = self._raised(raised, agents, missing)
        return raised - needs

    def _raised(self, needs: Array, agents: Ints, missing: Floats) -> Array:
        """The needs with that of one set raised: most service for the money."""
        before = self._missing(agents, self.fewer).sum()
        best, best_rate = needs, -np.inf
        for chosen in self._candidates(missing):
            step = max(1, round(missing.sum() * np.sqrt(self._load(chosen)) / 2))
            trial = needs.copy()
            trial[chosen] = self.hits[chosen] @ agents + step
            staff = self._with_more(agents, trial, chosen=chosen)
            price = max(float(self.work.prices @ (staff - agents)), FREE)
            rate = (before - self._missing(staff, self.fewer).sum()) / price
            if rate > best_rate:
                best, best_rate = trial, rate
        return best

    def _candidates(self, missing: Floats) -> list[int]:
        """The smallest set with the queue that lacks most, that with all that lack, the largest."""
        sets, names = self.work.sets, self.work.names
        smallest = [
            min((i for i in range(len(sets)) if of <= {*sets[i]}), key=lambda i: len(sets[i]))
            for of in ({names[int(missing.argmax())]}, {*np.array(names)[missing > 0].tolist()})
        ]
        return list(dict.fromkeys((*smallest, len(sets) - 1)))

    def _load(self, chosen: int) -> float:
        names = self.work.sets[chosen]
        return float(sum(self.erlangs[self.work.names.index(name)] for name in names))

    def staff(self, needs: Array) -> Ints:
        """The cheapest whole number of agents of each skill that meets the needs."""
        found = milp(
            self.work.prices, integrality=np.ones(len(self.work.skills), dtype=np.int64),
            constraints=LinearConstraint(self.hits.astype(float), lb=whole_agents(needs)),
        )  # fmt: skip
        agents: Ints = np.rint(np.asarray(found.x, dtype=np.float64)).astype(np.int64)
        return agents

    def _with_more(self, agents: Ints, needs: Array, *, chosen: int) -> Ints:
        """A cheap staff near this one that meets the needs, of which one set's has been raised.

        People of one skill come, and whom they make superfluous go, the dearest first.
        """
        least = whole_agents(needs)
        step = least[chosen] - self.hits[chosen] @ agents
        trials = []
        for come in np.flatnonzero(self.hits[chosen]):
            staff = agents.copy()
            staff[come] += step
            spare = self.hits @ staff - least
            for go in np.argsort(-self.work.prices, kind="stable"):
                fewer = min(staff[go], spare[self.hits[:, go]].min()) if go != come else 0
                staff[go] -= fewer
                spare -= fewer * self.hits[:, go]
            trials.append(staff)
        return min(trials, key=lambda staff: float(self.work.prices @ staff))

    def service(self, agents: Ints) -> Floats:
        """Simulated service level of each queue by its own definition, 1 without contacts."""
        return service_levels(self._outcomes(agents, self.contacts), self.definitions)

    def _missing(self, agents: Ints, contacts: Contacts) -> Floats:
        """What each queue's simulated service level lacks, beyond tolerance and chance.

        Waits of contacts that come one after the other are alike; the standard error that follows
        was measured on single queues.
        """
        counts = self._outcomes(agents, contacts)
        spread = self.targets * (1 - self.targets) * (1 + self.erlangs / 2)
        chance = np.sqrt(spread / np.maximum(counts[:, OFFERED], 1))
        least = self.targets - TOLERANCE - chance
        missing = np.maximum(least - service_levels(counts, self.definitions), 0)
        return np.where(self.erlangs > 0, missing, 0)

    def _outcomes(self, agents: Ints, contacts: Contacts) -> Floats:
        return outcomes(
            contacts, self.kinds, agents, serves=self.work.serves, capacity=self.capacity
        )


def _units(queues: tuple[Queue, ...]) -> tuple[int, Ints]:
    """Parts of an agent's attention, and how many a contact of each queue takes."""
    each = np.array([queue.concurrency for queue in queues], dtype=np.int64)
    capacity = int(np.lcm.reduce(each))
    if capacity > MOST_UNITS:
        capacity = max(MOST_UNITS, int(each.max()))
    return capacity, np.maximum(capacity // each, 1)
