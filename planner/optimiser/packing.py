"""From a compiled problem to the flat arrays of the kernels."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.deferred import DeferredWork
from planner.optimiser.kernels.case import NOTHING
from planner.optimiser.kernels.packed import Facts, Guide, State
from planner.optimiser.kernels.shared import copy_shared
from planner.optimiser.problem import Group, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


def pack(problem: Problem) -> Facts:
    """Everything about a problem that does not change during a search."""
    groups, people = problem.groups, problem.people
    option_base = np.cumsum([0, *(len(group.options) for group in groups)])
    bin_base = np.cumsum([0, *(len(group.bin_start) for group in groups)])
    template_base = np.cumsum([0, *(len(group.breaks) for group in groups)])

    def options(name: str) -> Ints:
        parts = [getattr(group.options, name) for group in groups]
        return np.concatenate(parts).astype(np.int64)

    def shifted(parts: Sequence[Ints], base: Ints) -> Ints:
        return np.concatenate([part + base[i] for i, part in enumerate(parts)]).astype(np.int64)

    length = np.concatenate([group.space.length for group in groups])
    chain = np.concatenate([group.space.pairs.chain for group in groups])
    times = [options(name) for name in ("start", "end")]
    wall, night = options("wall"), options("night")
    bins = shifted([group.bins for group in groups], bin_base)
    bin_rows = [
        np.concatenate([getattr(group, name) for group in groups])
        for name in ("bin_start", "bin_end", "bin_wall", "bin_wall_after")
    ]
    number = np.arange(len(wall))
    rows = [*times, length, night, chain, wall, wall, number]
    easy = [row[bins] for row in bin_rows]
    loose = [*easy[:2], length, night, chain, *easy[2:], number]
    return _in_rows(
        Facts(
            ticks=problem.ticks,
            price=problem.price,
            thin_price=problem.thin_price,
            surplus_price=problem.surplus_price,
            square=problem.square,
            members=problem.demand.members,
            parts=problem.demand.parts,
            fixed=np.full(problem.lack.shape, -1.0),
            begin=np.concatenate([group.begin for group in groups]),
            finish=np.concatenate([group.finish for group in groups]),
            start=times[0],
            end=times[1],
            paid=options("paid"),
            work=options("work"),
            night=night,
            template=shifted([group.options.template for group in groups], template_base),
            day=options("day"),
            own_template=options("template"),
            wall=wall,
            length=length,
            toll=np.concatenate([group.options.toll for group in groups]),
            option_rows=np.stack(rows).astype(np.int64),
            loose_rows=np.stack(loose).astype(np.int64),
            chain=chain,
            bins=bins,
            breaks=_stack_breaks([group.breaks for group in groups]),
            apart=1,
            first=_pad([group.options.first + option_base[i] for i, group in enumerate(groups)]),
            bin_first=_pad([group.bin_first + bin_base[i] for i, group in enumerate(groups)]),
            bin_start=bin_rows[0],
            bin_end=bin_rows[1],
            bin_wall=bin_rows[2],
            bin_wall_after=bin_rows[3],
            days=np.array([len(group.options.dates) for group in groups]),
            **_rules(groups),
            shared=problem.shared.facts,
            group=np.array([person.group for person in people]),
            effect=np.array([person.effect for person in people]),
            rate=np.array([person.rate for person in people]),
            wage=_pad_last([group.wage for group in groups]),
            wish=_pad([person.wish for person in people]),
            barred=_barred(problem),
            productive=np.array([person.productive for person in people], dtype=np.uint8),
            part=np.array([person.part for person in people]),
            hits=np.array([person.hits for person in people]),
            covers=np.array([person.covers for person in people]).reshape(len(people), -1),
            status=_pad([person.status for person in people]),
            pinned=_pad([person.pinned for person in people], fill=-1),
            pinned_wall=_pad([person.pinned_wall for person in people], fill=-1),
            both=_pad([person.both for person in people]),
            allowed=_pad([person.allowed for person in people]),
            closing=_pad([person.closing for person in people], fill=NOTHING),
            final=_pad([person.final for person in people], fill=NOTHING),
            skip=np.array([person.skip for person in people]),
            seam_walls=np.array([person.seam_walls for person in people]),
            kept=_kept(problem, option_base),
            change_price=problem.plan.prices.change,
            start_of=np.array([astuple(person.start) for person in people]),
        )
    )


def _rules(groups: Sequence[Group]) -> dict[str, Any]:
    """What the contracts' rules compile to, group by group."""
    spaces = [group.space for group in groups]
    runs, usage = [space.runs for space in spaces], [space.usage for space in spaces]

    def numbers(values: Iterable[float], kind: type) -> NDArray[Any]:
        return np.array(list(values), dtype=kind)

    return {
        "next_on": _pad([run.next_on for run in runs], fill=-1),
        "first_on": np.array([run.first_on for run in runs]),
        "first_cost": np.array([run.first_cost for run in runs]),
        "run_cost": _pad([run.run_cost for run in runs]),
        "stop_cost": _pad([run.stop_cost for run in runs]),
        "off_after": _pad([run.off_after for run in runs]),
        "off_cost": _pad([run.off_cost for run in runs]),
        "off_run": numbers((len(run.off_cost) for run in runs), np.int64),
        "runs": numbers((len(run.next_on) for run in runs), np.int64),
        "usage_next": _pad([week.next for week in usage], fill=-1),
        "usage_count": _pad([week.count for week in usage]),
        "rested": _pad([week.rested for week in usage]),
        "judged": _pad([space.judged for space in spaces]),
        "week_begin": _pad([space.week_begin for space in spaces]),
        "week_end": _pad([space.week_end for space in spaces]),
        "unit": _pad([space.unit for space in spaces]),
        "week": _pad([space.week for space in spaces]),
        "weekday": _pad([space.weekday for space in spaces]),
        **{
            name: numbers((getattr(space, name) for space in spaces), kind)
            for name, kind in (
                ("week_rest", np.int64), ("units", np.int64), ("weekends", np.int64),
                ("weekend_price", float), ("both_price", float),
            )
        },
        **{
            name: numbers((getattr(space.pairs, name) for space in spaces), np.int64)
            for name in ("rest", "night_rest", "forward", "memory", "chains", "spread")
        },
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rounded:
    """Facts and needs with more rows than one a set, see :func:`round_up`.

    ``need[t, row]`` and ``facts.hits[person, row]`` hold all kinds of rows; ``set_of[row]`` the
    set a row belongs to; ``factor[t, row]`` turns a row's price into that of one effective agent;
    ``work`` the deferred queues against these rows.
    """

    facts: Facts
    need: Floats
    set_of: Ints
    factor: Floats
    work: DeferredWork

    def plain(self, guide: Guide) -> Guide:
        """The same prices by set alone, as the search counts."""
        sets = np.zeros((len(guide.sets), int(self.set_of.max()) + 1))
        for row, chosen in enumerate(self.set_of):
            sets[:, chosen] += guide.sets[:, row] * self.factor[:, row]
        return Guide(sets, guide.cover)


def round_up(problem: Problem, facts: Facts) -> Rounded:
    """Rows for coverage plan and bound: those of the problem, and more that make them sharper.

    *Whole people.* Where ``r`` effective agents are needed and one person brings at most ``e``,
    ``n`` whole people leave at least ``f (⌈r/e⌉ − n)`` short, with ``f = r − e ⌊r/e⌋``
    (mixed-integer rounding, Nemhauser & Wolsey 1990). True where everybody is there for whole
    intervals and the need is fixed: not for rows with work that can wait.

    *Idle time.* A row with such work is relieved by all the idle time there may be; a second one
    instead counts everybody at what one person can be worth to it at most.
    """
    demand, lack = problem.demand, problem.lack
    sets = lack.shape[1]
    with_work = demand.works.any(axis=0)
    most = np.array([facts.effect[facts.hits[:, s] == 1].max(initial=1e-6) for s in range(sets)])
    whole = np.floor(np.maximum(lack, 0.0) / most + 1e-9)
    rest = np.maximum(np.maximum(lack, 0.0) - whole * most, 0.0)
    kinds = {
        "plain": (lack - demand.idle, np.full_like(lack, -1.0), np.ones_like(lack)),
        "whole": (rest * (whole + 1), rest, rest / most),
        "idle": (lack, -demand.idle_weight, demand.idle_weight),
    }
    more: dict[str, NDArray[np.bool_]] = {
        "plain": np.ones(sets, dtype=bool),
        "whole": np.asarray(~with_work & (problem.ticks == 1)),
        "idle": np.asarray(with_work & (demand.idle > 0).any(axis=0)),
    }
    order, parts = list[tuple[str, int]](), [0]
    for low, high in pairwise(demand.parts.tolist()):
        order += [(kind, row) for kind in kinds for row in range(low, high) if more[kind][row]]
        parts.append(len(order))
    need, fixed, factor = (
        np.column_stack([kinds[kind][column][:, row] for kind, row in order]) for column in range(3)
    )
    set_of = np.array([row for _, row in order], dtype=np.int64)
    bounds = np.array(parts, dtype=np.int64)
    return Rounded(
        facts=_in_rows(
            facts._replace(
                breaks=_stack_breaks([group.windows for group in problem.groups]), apart=0,
                parts=bounds, hits=facts.hits[:, set_of], fixed=fixed,
                members=facts.members[set_of],
            )
        ),
        need=np.ascontiguousarray(need), set_of=set_of, factor=factor,
        work=DeferredWork(demand.deferred, demand.works[:, set_of], bounds),
    )  # fmt: skip


def _in_rows(facts: Facts) -> Facts:
    """The same with every array in C order, so that compiled code fits every problem."""
    rows: dict[str, Any] = {
        name: np.ascontiguousarray(part)
        for name, part in facts._asdict().items()
        if isinstance(part, np.ndarray)
    }
    shared: dict[str, Any] = {
        name: np.ascontiguousarray(part) if isinstance(part, np.ndarray) else part
        for name, part in facts.shared._asdict().items()
    }
    return facts._replace(**rows, shared=facts.shared._replace(**shared))


def deferred_work(problem: Problem) -> DeferredWork:
    """The deferred queues of a problem against its own rows."""
    return DeferredWork(problem.demand.deferred, problem.demand.works, problem.demand.parts)


def empty_state(problem: Problem, facts: Facts) -> State:
    """Nobody planned yet, and no work that can wait put anywhere."""
    people, days = facts.status.shape
    return State(
        lack=problem.lack.copy(),
        thin=problem.thin.copy(),
        chosen=np.full((people, days), -1, dtype=np.int64),
        places=np.full((people, days, facts.breaks.shape[1]), -1, dtype=np.int64),
        labour=np.zeros(people),
        rules=np.zeros(people),
        placed=np.zeros(people, dtype=np.uint8),
        work=np.zeros((len(problem.lack), len(problem.demand.deferred))),
        shared=copy_shared(problem.shared.start),
    )


def _kept(problem: Problem, base: Ints) -> Ints:
    """Options of a rota that is kept, counted over all groups; no column where none is."""
    people = problem.people
    if not any(len(person.kept) for person in people):
        return np.zeros((len(people), 0), dtype=np.int64)
    rows = [np.where(p.kept >= 0, p.kept + base[p.group], p.kept) for p in people]
    return _pad(rows, fill=-2)


def _barred(problem: Problem) -> NDArray[np.uint8]:
    """Options outside people's availability; a single column where there is none."""
    if not any(person.barred.any() for person in problem.people):
        return np.zeros((len(problem.people), 1), dtype=np.uint8)
    return _pad([person.barred for person in problem.people])


def _pad_last(parts: Sequence[Floats]) -> Floats:
    """Running sums of unlike length, the last value going on."""
    most = max(len(part) for part in parts)
    return np.stack([np.concatenate([p, np.full(most - len(p), p[-1])]) for p in parts])


def _pad(parts: Sequence[NDArray[Number]], *, fill: float = 0) -> NDArray[Number]:
    """Arrays of unlike shape as one, padded at the end of every axis."""
    shape = np.max([part.shape for part in parts], axis=0)
    whole = np.full((len(parts), *shape), fill, dtype=parts[0].dtype)
    for index, part in enumerate(parts):
        corner: tuple[int | slice, ...] = (index, *(slice(size) for size in part.shape))
        whole[corner] = part
    return whole


def _stack_breaks(parts: Sequence[Ints]) -> Ints:
    most = max(part.shape[1] for part in parts)
    tables = []
    for part in parts:
        table = np.zeros((len(part), most, part.shape[2]), dtype=np.int64)
        table[:, : part.shape[1]] = part
        tables.append(table)
    return np.concatenate(tables)
