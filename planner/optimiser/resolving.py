"""A finished schedule in the search's own arrays, so that one person's rota can be solved again.

Everybody else's shifts stay as they are. Who of those present takes which queue, when work that can
wait is done and when several people meet is found anew, before a change as well as after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Plan
from planner.errors import DataError
from planner.errors import Problem as Fault
from planner.optimiser.asking import Asked, covering, imposed, offered
from planner.optimiser.assembly import Assembler
from planner.optimiser.covering import TIMING
from planner.optimiser.keeping import Offered
from planner.optimiser.kernels.acts import place_acts, put_act, take_act
from planner.optimiser.kernels.case import HARDLY, NO
from planner.optimiser.kernels.choosing import own_rules, rules_of
from planner.optimiser.kernels.cover import NOT_KEPT, running_total
from planner.optimiser.kernels.handles import bind
from planner.optimiser.kernels.moves import clear_day, set_day
from planner.optimiser.kernels.packed import Facts, Guide, State
from planner.optimiser.kernels.worth import fill_value
from planner.optimiser.packing import pack
from planner.optimiser.problem import Eased, compile_problem
from planner.optimiser.search import RotaSearch
from planner.schedules import BREAK, MEAL, Schedule, Shift

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AT_ONCE = (0.0, 0.0)
"""The stage of a sweep at which only the true marginal cost counts."""
MOST_AGAIN = 3
"""A person responds again while work that can wait follows, so often at most."""
CHANGE = 0.1
"""A day changes only for so many times the price of an hour's shortage, so that few do; what is
told of a rota is what the audit says, without this."""
WORTH = 1e-6
"""A rota is better from so much money on."""
NEVER = 1e6
"""Worth of an interval in which somebody must not be away."""
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Rotas:
    """Everybody's rota in the search's arrays; ``cost`` as the search counts it."""

    state: State
    idle: Floats
    cost: float


class Standing:
    """A schedule as it stands (``now``), and what it becomes where rotas are solved again.

    ``eased`` says who need not keep which rules of their contract.

    Raises
    ------
    DataError
        Shifts that the plan does not offer, or of people whom it does not know.
    """

    def __init__(
        self, plan: Plan, needs: pd.DataFrame, schedule: Schedule, *, eased: Eased | None = None
    ) -> None:
        self.plan = plan
        self.problem = compile_problem(plan, needs, eased=eased)
        self.facts = pack(self.problem)
        self.kernel = bind(self.facts)
        self.assembler = Assembler(self.problem, self.facts, needs)
        self.search = RotaSearch(self.problem, self.facts, self.assembler, seed=0)
        self.number = {person.agent: person.number for person in self.problem.people}
        state = self.search.state
        self.nothing = Guide(np.zeros_like(state.lack), np.zeros_like(state.thin))
        self._load(schedule)
        self._keep()
        self.now = self._held()

    def schedule(self, rotas: Rotas) -> Schedule:
        """The schedule of everybody's rotas, people given to queues."""
        return self.assembler.assemble(rotas.state).schedule

    def best(
        self, agent: str, asked: Asked | None = None, *, of: Rotas | None = None
    ) -> Rotas | None:
        """Everybody's rotas with one person's best, perhaps with a day as it is asked.

        ``None`` where the hard rules leave the person no such rota.
        """
        who, before = self.number[agent], of or self.now
        facts = [self.facts] if asked is None else imposed(self.problem, self.facts, who, asked)
        found = [rotas for each in facts if (rotas := self._solved(who, each, before))]
        return min(found, key=lambda rotas: rotas.cost, default=None)

    def round(self, agents: Sequence[str], *, of: Rotas | None = None) -> Rotas:
        """Everybody's rotas after each of these people in turn has taken their best one."""
        self._stand_at(of or self.now)
        for agent in agents:
            self._respond(self.number[agent])
        return self._held()

    def without(self, agent: str) -> Rotas:
        """Everybody's rotas, one person's shifts taken out."""
        self._stand_at(self.now)
        self._clear(self.number[agent])
        return self._held()

    def worth(self, agent: str) -> Floats:
        """Money that one more person like this one would save in each interval, as things stand."""
        self._stand_at(self.now)
        return self._worth(self.number[agent])

    def _worth(self, who: int) -> Floats:
        state, value = self.search.state, np.zeros(len(self.search.room.value))
        fill_value(
            self.kernel, state.lack, state.thin, self.nothing, who, 0, len(value), *AT_ONCE, value
        )
        return value

    def pause_elsewhere(self, agent: str, minute: int) -> Rotas | None:
        """Everybody's rotas with the break or activity that a person has at a minute where else in
        its window it costs least; ``None`` where there is no such thing, or no other place."""
        who, tick = self.number[agent], minute // self.problem.tick
        self._stand_at(self.now)
        state = self.search.state
        for k, at in enumerate(state.shared.acts[who].tolist()):
            if at >= 0 and at <= tick < at + self.facts.shared.act_size[k]:
                return self._act_elsewhere(who, k, minute)
        for day in np.flatnonzero(state.chosen[who] >= 0).tolist():
            rows = self.facts.breaks[self.facts.template[state.chosen[who, day]]]
            for number, at in enumerate(state.places[who, day].tolist()):
                if at >= 0 and at <= tick < at + rows[number, 0]:
                    return self._break_elsewhere(who, day, number, tick)
        return None

    def _act_elsewhere(self, who: int, k: int, minute: int) -> Rotas | None:
        state, room = self.search.state, self.search.room
        take_act(self.kernel, state, who, k)
        value = self._worth(who)
        value[minute // self.plan.horizon.interval_minutes] += NEVER
        running_total(value, self.facts.ticks, 0, len(value), room.total)
        place_acts(self.kernel, state, who, room.total)
        here = state.shared.acts[who, k]
        return None if here < 0 else self._followed()

    def _break_elsewhere(self, who: int, day: int, number: int, tick: int) -> Rotas | None:
        """The best of all places of one break in which nothing else of the shift is in the way."""
        state, option = self.now.state, int(self.now.state.chosen[who, day])
        rows = self.facts.breaks[self.facts.template[option]]
        size, earliest, latest, _ = rows[number].tolist()
        begin, finish = int(self.facts.begin[option]), int(self.facts.finish[option])
        ticks, found = self.facts.ticks, list[Rotas]()
        for at in range(begin + earliest, min(begin + latest, finish - size) + 1):
            covers = at // ticks <= tick // ticks <= (at + size - 1) // ticks
            if at % ticks or covers or not self._is_free(who, day, number, at, at + size):
                continue
            places = state.places[who, day].copy()
            places[number] = at
            self._stand_at(self.now)
            self._place_anew(who, day, places)
            found.append(self._followed())
        return min(found, key=lambda rotas: rotas.cost, default=None)

    def _place_anew(self, who: int, day: int, places: Ints) -> None:
        """Other places for a shift's breaks; its activities stay."""
        state, option = self.search.state, int(self.search.state.chosen[who, day])
        acts = state.shared.acts[who].copy()
        clear_day(self.kernel, state, who, day)
        set_day(self.kernel, state, who, day, option, places)
        for k in np.flatnonzero(acts != state.shared.acts[who]).tolist():
            put_act(self.kernel, state, who, k, int(acts[k]))

    def _is_free(self, who: int, day: int, but: int, begin: int, end: int) -> bool:
        """Whether neither another break nor an activity of a shift lies in a stretch of ticks."""
        state = self.now.state
        rows = self.facts.breaks[self.facts.template[state.chosen[who, day]]]
        taken = [
            (at, at + int(rows[number, 0]))
            for number, at in enumerate(state.places[who, day].tolist())
            if at >= 0 and number != but
        ]
        sizes = self.facts.shared.act_size.tolist()
        taken += [
            (at, at + size)
            for at, size in zip(state.shared.acts[who].tolist(), sizes, strict=True)
            if at >= 0
        ]
        return all(end <= low or high <= begin for low, high in taken)

    def _followed(self) -> Rotas:
        """What stands, after work that can wait has followed."""
        self.search.slide(self.nothing, AT_ONCE, NOBODY)
        return self._held()

    def offered(self, agent: str, day: date) -> list[str]:
        """Names of the templates that a person is offered on a date."""
        return offered(self.problem, self.number[agent], day)

    def covering(self, agent: str, minute: int) -> list[Asked]:
        """What a person may be asked for to be there at a minute since the horizon's start."""
        return covering(self.problem, self.number[agent], minute)

    def _solved(self, who: int, facts: Facts, of: Rotas) -> Rotas | None:
        """The better of two answers: work that can wait is put elsewhere after it, or before."""
        found, kernel = list[Rotas](), bind(facts)
        for work_first in (False, True) if len(self.search.deferred) else (False,):
            self._stand_at(of)
            self._clear(who)
            self.search.state.placed[who] = 0
            if work_first:
                self._refit()
            self.search.kernel = kernel
            self._respond(who)
            self.search.kernel = self.kernel
            if self.search.state.placed[who]:
                found.append(self._held())
        return min(found, key=lambda rotas: rotas.cost, default=None)

    def _respond(self, who: int) -> None:
        """A person's best rota, and again as long as it gets better."""
        people = np.array([who])
        for _ in range(MOST_AGAIN):
            before = self.search.cost
            self.search.slide(self.nothing, AT_ONCE, people)
            if not len(self.search.deferred) or self.search.cost > before - WORTH:
                return

    def _refit(self) -> None:
        state = self.search.state
        self.search.deferred.refit(state.lack, state.work, self.nothing, TIMING)

    def _clear(self, who: int) -> None:
        for day in range(self.facts.status.shape[1]):
            clear_day(self.kernel, self.search.state, who, day)
        self.search.state.rules[who] = 0.0

    def _stand_at(self, rotas: Rotas) -> None:
        self.search.go_back(rotas.state, rotas.cost)
        self.search.idle.amount = rotas.idle.copy()

    def _held(self) -> Rotas:
        search = self.search
        return Rotas(state=search.copy(), idle=search.idle.amount.copy(), cost=search.cost)

    def _load(self, schedule: Schedule) -> None:
        """Put the shifts of a schedule into the empty state, and the work that can wait."""
        faults = [
            _fault(shift, "is of nobody in agents.csv and teams.csv")
            for shift in schedule.shifts
            if shift.agent not in self.number
        ]
        every = [Offered(group.options) for group in self.problem.groups]
        for person in self.problem.people:
            shifts = schedule.by_agent.get(person.agent, ())
            faults += [
                _fault(shift, "is not as shifts.csv offers it, breaks included")
                for shift in shifts
                if not self._put(person.number, every[person.group], shift)
            ]
            self._settle(person.number, shifts)
        if faults:
            raise DataError(faults)
        state = self.search.state
        state.work[:] = self.search.deferred.even(len(state.lack))
        state.lack[:] += self.search.deferred.need(state.work)
        self.search.slide(self.nothing, AT_ONCE, NOBODY)

    def _keep(self) -> None:
        """From now on a day that changes has a small price, for everybody who has shifts."""
        state = self.search.state
        price = CHANGE * self.plan.prices.shortage_per_hour
        kept, shifts = state.chosen.copy(), (state.chosen >= 0).sum(axis=1)
        kept[shifts == 0] = NOT_KEPT
        state.labour[:] -= price * shifts
        self.facts = self.facts._replace(kept=kept, change_price=price)
        self.kernel = self.search.kernel = bind(self.facts)
        self.search.slide(self.nothing, AT_ONCE, NOBODY)

    def _put(self, who: int, every: Offered, shift: Shift) -> bool:
        """Give a person the shift; ``False`` where the plan has no such shift."""
        options, horizon = every.options, self.plan.horizon
        if shift.date not in options.dates:
            return False
        day = options.dates.index(shift.date)
        found = every.find(self.plan, day, shift)
        if found == NOT_KEPT or self.search.state.chosen[who, day] >= 0:
            return False
        places = np.full(self.facts.breaks.shape[1], -1, dtype=np.int64)
        rests = [part for part in shift.activities if part.activity in (BREAK, MEAL)]
        for number, pause in enumerate(options.templates[int(options.template[found])].breaks):
            alike = (
                part
                for part in rests
                if round(60 * part.hours) == pause.minutes and part.paid == pause.paid
            )
            own = next(alike, None)
            if own is None:
                return False
            rests.remove(own)
            places[number] = horizon.minute_of(own.start) // self.problem.tick
        option = int(self.facts.first[self.facts.group[who], 0]) + found
        set_day(self.kernel, self.search.state, who, day, option, places)
        return True

    def _settle(self, who: int, shifts: Sequence[Shift]) -> None:
        """What a person's rota holds beyond shifts: activities inside them, money of the rules."""
        state, facts = self.search.state, self.facts
        for k, row in enumerate(self.problem.shared.activities):
            tick = self._tick_of(who, k, row.activity, shifts)
            if facts.shared.act_of[who, k] and tick is not None:
                put_act(self.kernel, state, who, k, tick)
        state.placed[who] = 1
        money = rules_of(self.kernel, who, state.chosen[who], NO, own_rules())
        state.rules[who] = -money if money > HARDLY else 0.0

    def _tick_of(self, who: int, k: int, activity: str, shifts: Sequence[Shift]) -> int | None:
        """When an activity that is due in some days begins in a person's shifts."""
        group, shared = self.facts.group[who], self.facts.shared
        dates = self.problem.groups[group].options.dates
        days = dates[shared.act_from[group, k] : shared.act_to[group, k]]
        minutes = int(shared.act_size[k]) * self.problem.tick
        starts = (
            part.start
            for shift in shifts
            if shift.date in days
            for part in shift.activities
            if part.activity == activity and round(60 * part.hours) == minutes
        )
        first = next(starts, None)
        return None if first is None else self.plan.horizon.minute_of(first) // self.problem.tick


def _fault(shift: Shift, message: str) -> Fault:
    return Fault(
        file="schedule.csv", column=f"{shift.agent} on {shift.date}",
        value=f"{shift.shift} {shift.start:%H:%M}Z to {shift.end:%H:%M}Z",
        message=f"{message}: its rota cannot be solved again",
    )  # fmt: skip
