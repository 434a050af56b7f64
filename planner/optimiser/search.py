"""The rota: named people rounded from the coverage plan, then improved move by move."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.assembly import Assembler
from planner.optimiser.covering import TIMING, CoveragePlan
from planner.optimiser.deferred import IdleTime
from planner.optimiser.kernels.choosing import UNKNOWN
from planner.optimiser.kernels.cover import schedule_cost
from planner.optimiser.kernels.groups import improve, seed_random
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import adopt, respond, sweep
from planner.optimiser.kernels.packed import Facts, Guide, Room, State, copy_state, new_room
from planner.optimiser.packing import deferred_work, empty_state
from planner.optimiser.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDING_SOFTNESS = 0.5
SETTLED, SETTLING = 0.15, 3
"""Down to this softness work that can wait follows the prices, so many steps a sweep; below, it
goes where people are free."""
SLIDE = (
    (0.5, 0.9), (0.3, 0.9), (0.2, 0.9), (0.1, 0.9), (0.1, 0.7), (0.1, 0.5), (0.1, 0.3), (0.05, 0.2),
    (0.0, 0.1), (0.0, 0.0),
)  # fmt: skip
"""(softness, blend of the proven bound's prices) of the best-response sweeps, sliding to the true
marginal cost. The prices lead until the last: what they cost is what others could be had for."""
CYCLE = ((0.2, 0.9), (0.1, 0.9), (0.1, 0.5), (0.1, 0.3), (0.0, 0.1), (0.0, 0.0))
"""The same for a schedule that is good already, once prices are sharper."""
FROM_MIXTURE = 5
"""Rotas that the bound's prices suggest to everybody take so many of these stages."""
ADOPTION = (0.1, 0.9)
"""The stage at which those respond whose suggested rota breaks a rule, close to it."""
REPAIR = (0.0, 0.0)
"""The stage at which people are made to keep limits of whole teams."""


class RotaSearch:
    """One schedule in the making and the moves that make it better."""

    def __init__(self, problem: Problem, facts: Facts, assembler: Assembler, *, seed: int) -> None:
        self.problem, self.facts, self.assembler = problem, facts, assembler
        self.kernel = bind(facts)
        rows = assembler.counter.pool_rows(problem.demand.works)
        self.idle = IdleTime(rows, len(problem.lack))
        self.room: Room = new_room(facts, len(problem.lack))
        self.deferred = deferred_work(problem)
        self.state: State = empty_state(problem, facts)
        self.random = np.random.default_rng(seed)
        self.cost = np.inf

    def round(
        self, plan: CoveragePlan, perhaps: Callable[[int], NDArray[np.int64]] | None = None
    ) -> None:
        """Give everybody a rota, the others being present as the coverage plan has them.

        One person after the other leaves the crowd of the coverage plan and takes the rota that is
        best given who has one and what the crowd still does. ``perhaps`` gives a rota by day that
        may suit a person, to begin from.
        """
        state, facts = self.state, self.facts
        state.work[:] = plan.work
        state.lack[:] += self.deferred.need(plan.work)
        if len(self.idle.rows):
            self.idle.update(state.lack, self._idle_of_crowd(plan))
        for index, crew in enumerate(plan.crews):
            who = crew.one.number
            state.lack[:] -= np.outer(plan.presence[index], facts.hits[who] * facts.effect[who])
            state.thin[:] -= np.outer(plan.presence[index], facts.covers[who])
        crew_of = {
            person.number: index for index, crew in enumerate(plan.crews) for person in crew.people
        }
        guide = Guide(np.zeros_like(state.lack), np.zeros_like(state.thin))
        nothing = np.full(1, UNKNOWN)
        for who in self.random.permutation(len(self.problem.people)):
            index = crew_of[int(who)]
            share = plan.presence[index] / len(plan.crews[index].people)
            state.lack[:] += np.outer(share, facts.hits[who] * facts.effect[who])
            state.thin[:] += np.outer(share, facts.covers[who])
            days = int(facts.days[facts.group[who]])
            known = nothing if perhaps is None else perhaps(int(who))
            respond(
                self.kernel, state, guide, self.room, int(who), 0, days, ROUNDING_SOFTNESS, 0.0,
                0.0, known,
            )  # fmt: skip
        self._clean()

    def slide(self, guide: Guide, stage: tuple[float, float], people: Ints | None = None) -> None:
        """One best-response sweep over everybody, or over some; a stage of :data:`SLIDE` or
        :data:`CYCLE`."""
        softness, blend = stage
        order = self.random.permutation(
            np.arange(len(self.problem.people)) if people is None else people
        )
        sweep(self.kernel, self.state, guide, self.room, order, softness, blend)
        self._see_idle()
        if softness > SETTLED:
            self.deferred.settle(
                self.kernel, self.state.lack, self.state.thin, self.state.work, softness=softness,
                guide=guide, blend=blend, steps=SETTLING, spread=TIMING,
            )  # fmt: skip
        else:
            self.deferred.refit(self.state.lack, self.state.work, guide, TIMING)
        self._clean()

    def adopt(self, rotas: Ints, guide: Guide) -> None:
        """Begin anew from a rota of everybody, options by day, as far as it keeps the rules."""
        order = self.random.permutation(len(rotas))
        adopt(self.kernel, self.state, guide, self.room, order, rotas, *ADOPTION)
        self._see_idle()
        self.deferred.refit(self.state.lack, self.state.work, guide, TIMING)
        self._clean()

    def improve(self, guide: Guide, *, moves: int, heat: float) -> None:
        """So many small moves; ``heat`` is the money a move may now and then lose."""
        seed_random(int(self.random.integers(2**31)))
        people = np.arange(len(self.problem.people))
        improve(self.kernel, self.state, guide, self.room, people, moves, heat)
        self._see_idle()
        self.deferred.refit(self.state.lack, self.state.work, guide, TIMING)
        self._clean()

    def _see_idle(self) -> None:
        """Count on as much idle time as people would have, given to queues as they now stand."""
        if len(self.idle.rows):
            self.idle.update(self.state.lack, self.assembler.idle(self.state))

    def _idle_of_crowd(self, plan: CoveragePlan) -> Floats:
        """Idle time if the coverage plan's crowd had every live queue's need, all alike."""
        counter = self.assembler.counter
        present = np.zeros((len(self.state.lack), len(counter.skills)))
        for crew, presence in zip(plan.crews, plan.presence, strict=True):
            queues = self.problem.plan.agents[crew.one.number].queues
            present[:, counter.skills.index(queues)] += presence * crew.one.effect
        return counter.idle(counter.evenly(present))

    def copy(self) -> State:
        """The schedule as it stands."""
        return copy_state(self.state)

    def go_back(self, state: State, cost: float) -> None:
        """Stand again where a schedule stood that was copied before."""
        self.state, self.cost = copy_state(state), cost

    def _clean(self) -> None:
        self.cost = float(schedule_cost(self.kernel, self.state))
