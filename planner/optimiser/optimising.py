"""The run: coverage plan, rota, improvement and proof side by side, until time, gap or stop."""

import threading

import numpy as np
import pandas as pd

from planner.domain import Plan
from planner.errors import Cancelled
from planner.optimiser.assembly import Assembled, Assembler
from planner.optimiser.bounding import Bounder, work_at
from planner.optimiser.clash import clash_seconds, explain_clash, explain_teams
from planner.optimiser.coverage_lp import is_large
from planner.optimiser.coverage_totals import summary_of
from planner.optimiser.covering import COVERAGE_SWEEPS, CoveragePlan, CoverageSolver
from planner.optimiser.easing import compile_both
from planner.optimiser.exact_heads import solve_small
from planner.optimiser.keeping import Kept
from planner.optimiser.kernels.cover import schedule_cost
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.packed import State
from planner.optimiser.pace import MOVE_ROTAS, Pace, fewer
from planner.optimiser.packing import pack, round_up
from planner.optimiser.problem import Problem
from planner.optimiser.proving import BOUND_EVERY, Prover
from planner.optimiser.results import (
    OPTIMAL_GAP,
    CoverageSummary,
    Progress,
    Report,
    Result,
    Save,
    Status,
    Stop,
    gap_of,
    without_rounding,
)
from planner.optimiser.search import CYCLE, FROM_MIXTURE, REPAIR, SLIDE, RotaSearch

FIRST_SWEEPS = 20
"""Own steps of the coverage plan before a large one is solved, which they make smaller."""
LEAST_SWEEPS, SOLVED_SWEEPS = 20, 60
"""Own steps of the coverage plan at least; enough of them where it has been solved."""
COVERAGE_SHARE = 0.2
"""The coverage plan takes at most this share of the time before the rota begins."""
MOVES, HEAT = 100, 20.0
"""Small moves at a time, and the money that one may now and then cost at first."""
EXACT_SHARE = 0.8
"""Plans that can be solved to the end may take this share of the time for it."""
MOST_EXPECTED = 400
"""Of so many people it is seen beforehand whether they have a rota at all."""
NONE_KEEPS_LIMITS = "Stopped before the first schedule that keeps every team's limits."
FREELY = 3
"""So many first stages of the slide pass before breaches of teams' limits grow dearer."""
SLIDE_SHARE = 0.8
"""The slide leaves out stages that would not end within this share of the time that is left."""
FEWEST_STAGES = 3
"""Everybody responds once more only while there is time for so many stages."""
EARLY_REPAIRS, REPAIRS = 2, 6
"""So many rounds over the people of a broken limit for an early schedule; so many times a breach is
made dearer before the search gives up."""


class Run:
    """One run of the optimiser; :func:`optimise` is the way in."""

    def __init__(
        self, plan: Plan, needs: pd.DataFrame, *, seconds: float, gap: float, seed: int,
        report: Report | None, stop: Stop | None, save: Save | None, kept: Kept | None = None,
        workers: int = 2,
    ) -> None:  # fmt: skip
        self.pace = Pace(counted=workers == 1)
        self.workers, self.kept = workers, kept
        self.plan, self.seconds, self.gap, self.seed = plan, seconds, gap, seed
        self.report, self.stop, self.save = report, stop, save
        self._tell("Reading rules and needs")
        self.problem, bounded, self.unsure = compile_both(plan, needs, kept, threads=workers)
        self.facts = pack(self.problem)
        self.kernel = bind(self.facts)
        self.rounded = round_up(self.problem, self.facts)
        self.coverage = CoverageSolver(
            self.problem, self.rounded.facts, self.rounded.need, self.rounded.work
        )
        self.pace.know(self.problem, len(self.coverage.crews))
        self.assembler = Assembler(self.problem, self.facts, needs)
        self.prover = Prover(
            self.problem, self.rounded, self._bounder(bounded), self.coverage,
            constant=self.assembler.constant, pace=self.pace, seconds=seconds,
            stopped=self.stopped,
        )  # fmt: skip
        self.cost: float | None = None
        self.short_hours: float | None = None
        self.stepped: CoverageSummary | None = None
        self.standing = threading.Event()
        self.first_seconds = 0.0
        self.taken: Assembled | None = None
        self.seen: State | None = None
        self.sharing_cost = self.assembler.constant
        self.respond_seconds = self.assembly_seconds = 0.0

    def _bounder(self, bounded: Problem) -> Bounder:
        """Bounds of a problem, which may ask less of people than the one that is searched."""
        one = bounded is self.problem
        rounded = self.rounded if one else round_up(bounded, pack(bounded))
        return Bounder(bounded, rounded.facts, rounded.need, rounded.work)

    def stopped(self) -> bool:
        """Whether the user asked to stop."""
        return self.stop is not None and self.stop()

    def over(self) -> bool:
        """Whether time is up, the user stopped, or the gap is reached."""
        if self.pace.spent + self.assembly_seconds >= self.seconds or self.stopped():
            return True
        return self.cost is not None and self._enough(self.cost)

    def go(self) -> Result:
        """The whole run."""
        helper = None
        if is_large(self.problem, self.coverage):
            self._coverage_steps(FIRST_SWEEPS)
        if self.workers > 1:
            helper = threading.Thread(target=self.prover.run, args=(self.standing,), daemon=True)
            helper.start()
        else:
            self.prover.solve_coverage()
        try:
            self._expect_rotas()
            best = self._rota(alone=helper is None)
        finally:
            self.prover.finish()
            self.standing.set()
            if helper:
                helper.join()
        return self._result(best, cancelled=self.stopped())

    def _expect_rotas(self) -> None:
        """Refuse rules that leave somebody no rota; of many people the first rota tells."""
        if len(self.unsure) > MOST_EXPECTED:
            return
        nobody = self.prover.bounder.without_rota(self.unsure)
        if nobody:
            raise explain_clash(self.plan, self.problem, nobody, self.kept)

    def _rota(self, *, alone: bool) -> State:
        """The best state found: by listing all rotas of a small plan, else by search."""
        plan = self._coverage_plan()
        most = EXACT_SHARE * self.seconds
        small = solve_small(self.problem, self.facts, seconds=most, pace=self.pace)
        if small is not None:
            self.prover.raise_to(small.bound + self.assembler.constant)
            self._take(small.state)
            if self.over():
                return small.state
        search = RotaSearch(self.problem, self.facts, self.assembler, seed=self.seed)
        return self._search(search, plan, alone)

    def _coverage_plan(self) -> CoveragePlan:
        """The coverage plan: solved, or what its own steps have come to."""
        while self.coverage.sweeps < COVERAGE_SWEEPS:
            if self.stopped():
                raise Cancelled("Stopped before the first complete schedule.")
            self._coverage_steps(10)
            solved = self.prover.optimum is not None
            late = solved or self.pace.spent > COVERAGE_SHARE * self.seconds
            if late and self.coverage.sweeps >= (SOLVED_SWEEPS if solved else LEAST_SWEEPS):
                break
        self.stepped = summary_of(self.problem, self.coverage)
        optimum = self.prover.optimum
        if optimum is None:
            self.prover.lead(self.coverage.guide)
            return self.coverage.plan
        work = work_at(self.coverage.deferred, optimum.prices)
        return CoveragePlan(crews=self.coverage.crews, presence=optimum.presence, work=work)

    def _coverage_steps(self, sweeps: int) -> None:
        self.coverage.run(sweeps, of=COVERAGE_SWEEPS)
        self.pace.sweeps(sweeps)
        self._tell("Coverage plan: how many people start when")

    def _search(self, search: RotaSearch, plan: CoveragePlan, alone: bool) -> State:
        self._tell("First rota: everybody in turn")
        search.round(plan, self.prover.rota)
        self.pace.rotas(len(self.problem.people))
        left = np.flatnonzero(search.state.placed == 0).tolist()
        if left:
            raise explain_clash(self.plan, self.problem, left, self.kept)
        self.standing.set()
        self._take_if_legal(search)
        self._slide(search)
        self._keep_limits(search)
        best = search.copy()
        self._take(best)
        return best if self.over() else self._improve(search, best, alone)

    def _slide(self, search: RotaSearch) -> None:
        """Everybody responds in turn, at prices that slide to the true marginal ones.

        Hard limits of whole teams grow dearer on the way for as long as they are broken.
        """
        best, best_cost = search.copy(), search.cost
        stages = list(SLIDE)
        while stages and not self.over():
            begun = self.pace.spent
            self._respond(search, stages.pop(0))
            if search.cost < best_cost:
                best, best_cost = search.copy(), search.cost
            if self.taken is None:
                self._take_if_legal(search)
            if len(stages) < len(SLIDE) - FREELY and not self._legal(search):
                self.assembler.teams.raise_prices()
                best_cost = np.inf
            stages = fewer(stages, SLIDE_SHARE * (self.seconds - begun), self.pace.spent - begun)
            self._tell("Better rotas, everybody in turn")
        if best_cost < search.cost:
            search.go_back(best, best_cost)

    def _respond(self, search: RotaSearch, stage: tuple[float, float]) -> None:
        begun = self.pace.spent
        search.slide(self.prover.guide, stage)
        self.pace.rotas(len(self.problem.people))
        self.respond_seconds = self.pace.spent - begun

    def _take_if_legal(self, search: RotaSearch) -> None:
        """Hand a first schedule out early, at dearer limits if need be; then go on as before."""
        if self._legal(search):
            self._take(search.copy())
            return
        state, cost = search.copy(), search.cost
        with self.assembler.teams.dearer():
            self._repair(search)
        if self._legal(search):
            self._take(search.copy())
        search.go_back(state, cost)

    def _repair(self, search: RotaSearch) -> None:
        """Let the people of broken limits respond until the limits hold, a few times at most."""
        for _ in range(EARLY_REPAIRS):
            people = self.assembler.teams.concerned(search.state)
            if not len(people):
                return
            search.slide(self.prover.guide, REPAIR, people)
            self.pace.rotas(len(people))

    def _improve(self, search: RotaSearch, best: State, alone: bool) -> State:
        """Everybody at sharper prices, then small groups, in turn, until time, gap or stop."""
        best_cost = search.cost
        saved = proven = self.pace.spent
        fails = rounds = 0
        while not self.over():
            rounds += 1
            stages = self._stages_left()
            everybody = rounds > fails * fails and stages >= FEWEST_STAGES
            if everybody:
                rounds = 0
                self._cycle(search, stages)
            else:
                self._small_moves(search)
            if search.cost < best_cost - 1e-6 and self._legal(search):
                best, best_cost, fails = search.copy(), search.cost, 0
                late = self.pace.spent - saved > max(10.0, 0.1 * self.seconds)
                if late or self._enough(best_cost + self.sharing_cost):
                    self._take(best)
                    saved = self.pace.spent
            elif everybody:
                search.go_back(best, best_cost)
                fails += 1
            if alone and self.pace.spent > proven + 2 * BOUND_EVERY * self.seconds:
                self.prover.prove_more()
                proven = self.pace.spent
        return best

    def _cycle(self, search: RotaSearch, most: int) -> None:
        """Everybody in turn through so many of the last stages, from the bound's rotas if any."""
        if most >= FROM_MIXTURE and (mixed := self.prover.mixture()) is not None:
            search.adopt(mixed, self.prover.guide)
            self.pace.rotas(len(mixed))
        for stage in CYCLE[-most:]:
            if not self.over():
                self._respond(search, stage)
                self._tell("Better rotas, everybody in turn")
        self._repair(search)

    def _stages_left(self) -> int:
        """So many stages would end in time, the last schedule written."""
        left = self.seconds - self.pace.spent - self.assembly_seconds
        return min(len(CYCLE), max(0, int(left / max(self.respond_seconds, 1e-9))))

    def _small_moves(self, search: RotaSearch) -> None:
        heat = HEAT * max(0.0, 0.8 - self.pace.spent / self.seconds)
        search.improve(self.prover.guide, moves=MOVES, heat=heat)
        self.pace.rotas(MOVE_ROTAS * MOVES)
        self._tell("Better rotas, a few people at a time")

    def _legal(self, search: RotaSearch) -> bool:
        """Whether hard limits of whole teams hold; those of people always do."""
        return not self.assembler.teams.excess(search.state)

    def _keep_limits(self, search: RotaSearch) -> None:
        """Where hard limits of whole teams are still broken, make a breach dearer and go on.

        Done even when time is up, because a schedule that breaks them is none.
        """
        for repair in range(REPAIRS):
            stands = self.taken is not None and not self.taken.excess
            if self._legal(search) or (stands and self.over()):
                return
            if repair == 0 and not stands:
                self._expect_limits(search)
            if self.stopped():
                raise Cancelled(NONE_KEEPS_LIMITS)
            self._tell("Limits of whole teams")
            self.assembler.teams.raise_prices()
            search.slide(self.prover.guide, SLIDE[-1])
            search.improve(self.prover.guide, moves=MOVES, heat=0.0)

    def _expect_limits(self, search: RotaSearch) -> None:
        """Refuse limits of whole teams that clash with what people must be given.

        Looked for once a search has not kept them, on the clock, whatever time is counted by.
        """
        self._tell("Whether limits of whole teams can hold")
        concerned = self.assembler.teams.concerned(search.state).tolist()
        most = clash_seconds(self.seconds)
        clash = explain_teams(self.plan, concerned, seconds=most, kept=self.kept)
        if clash is not None:
            raise clash

    def _enough(self, cost: float) -> bool:
        """Whether a cost is as near to the bound as is asked."""
        return gap_of(cost, self.prover.bound) <= max(self.gap, OPTIMAL_GAP)

    def _take(self, state: State) -> None:
        """Assemble the best schedule so far and hand it out, once no hard limit is broken."""
        begun = self.pace.spent
        done = self.assembler.assemble(state)
        self.assembly_seconds = self.pace.spent - begun
        if self.taken is None or done.as_good_as(self.taken):
            self.taken = done
        self.sharing_cost, self.seen = done.cost - self._counted(state), state
        if self.taken.excess:
            return
        if self.cost is None:
            self.first_seconds = self.pace.seconds
        self.cost, self.short_hours = self.taken.cost, self.taken.short_hours
        self._tell("A complete schedule stands")
        if self.save is not None:
            self.save(self._as_result(self.taken, "feasible"))

    def _counted(self, state: State) -> float:
        """A state's cost as the search counts it: without fixed cost, queues shared perfectly."""
        return float(schedule_cost(self.kernel, state))

    def _result(self, state: State, *, cancelled: bool) -> Result:
        done = self._best_of(state)
        if done.excess and cancelled:
            raise Cancelled(NONE_KEEPS_LIMITS)
        if done.excess:
            raise self.assembler.impossible(state)
        if not np.isfinite(self.prover.bound):
            self.prover.prove(self.coverage.guide)
        proven = gap_of(done.cost, self.prover.bound) <= OPTIMAL_GAP
        status: Status = "optimal" if proven else "cancelled" if cancelled else "feasible"
        self.cost, self.short_hours = done.cost, done.short_hours
        result = self._as_result(done, status)
        self._tell("Done")
        return result

    def _best_of(self, state: State) -> Assembled:
        """The better of a state's schedule and the one that was taken."""
        if self.taken is not None and state is self.seen:
            return self.taken
        done = self.assembler.assemble(state)
        return self.taken if self.taken is not None and self.taken.as_good_as(done) else done

    def _as_result(self, done: Assembled, status: Status) -> Result:
        return Result(
            schedule=done.schedule, cost=done.cost,
            bound=without_rounding(self.prover.bound, done.cost),
            status=status, seconds=self.pace.seconds, first_seconds=self.first_seconds,
            seed=self.seed, coverage_plan=self._coverage_summary(),
        )  # fmt: skip

    def _coverage_summary(self) -> CoverageSummary:
        """The solved coverage plan, else what its own steps came to before the rota began."""
        if self.prover.optimum is not None or self.stepped is None:
            return summary_of(self.problem, self.coverage, self.prover.optimum)
        return self.stepped

    def _tell(self, phase: str) -> None:
        if self.report is None:
            return
        known = hasattr(self, "prover") and np.isfinite(self.prover.bound)
        self.report(
            Progress(
                seconds=self.pace.seconds, phase=phase, cost=getattr(self, "cost", None),
                bound=self.prover.bound if known else None,
                short_hours=getattr(self, "short_hours", None),
            )
        )  # fmt: skip
