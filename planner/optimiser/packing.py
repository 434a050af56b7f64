"""From a compiled problem to the flat arrays of the kernels."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import accumulate, pairwise
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
            apart=1,
            shared=problem.shared.facts,
            change_price=problem.plan.prices.change,
            **_options(problem.groups),
            **_rules(problem.groups),
            **_people(problem),
        )
    )


def _options(groups: Sequence[Group]) -> dict[str, Any]:
    """Every shift that people of a group may start, group by group, with what it looks like."""

    def every(name: str) -> Ints:
        return np.concatenate([getattr(group.options, name) for group in groups]).astype(np.int64)

    def all_of(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(group, name) for group in groups])

    def shifted(parts: Sequence[Ints], lengths: Iterable[int]) -> list[Ints]:
        return [
            (part + base).astype(np.int64)
            for part, base in zip(parts, accumulate(lengths, initial=0), strict=False)
        ]

    templates = shifted([group.options.template for group in groups], map(_templates, groups))
    bins = np.concatenate(shifted([group.bins for group in groups], map(_bins, groups)))
    firsts = [group.options.first for group in groups]
    length = np.concatenate([group.space.length for group in groups])
    chain = np.concatenate([group.space.pairs.chain for group in groups])
    start, end, wall, night = every("start"), every("end"), every("wall"), every("night")
    number = np.arange(len(wall))
    easy = [all_of(f"bin_{name}")[bins] for name in ("start", "end", "wall", "wall_after")]
    rows = [start, end, length, night, chain, wall, wall, number]
    loose = [*easy[:2], length, night, chain, *easy[2:], number]
    return {
        "begin": all_of("begin"),
        "finish": all_of("finish"),
        "start": start,
        "end": end,
        "paid": every("paid"),
        "template": np.concatenate(templates),
        "day": every("day"),
        "own_template": every("template"),
        "wall": wall,
        "toll": np.concatenate([group.options.toll for group in groups]),
        "option_rows": np.stack(rows).astype(np.int64),
        "loose_rows": np.stack(loose).astype(np.int64),
        "bins": bins,
        "breaks": _stack_breaks([group.breaks for group in groups]),
        "first": _pad(shifted(firsts, (len(group.options) for group in groups))),
        "bin_first": _pad(shifted([group.bin_first for group in groups], map(_bins, groups))),
        "days": np.array([len(group.options.dates) for group in groups]),
    }


def _templates(group: Group) -> int:
    return len(group.breaks)


def _bins(group: Group) -> int:
    return len(group.bin_start)


def _people(problem: Problem) -> dict[str, Any]:
    """What people are, may do and wish, a row each."""
    groups, people = problem.groups, problem.people

    def of_each(name: str, kind: type | None = None) -> NDArray[Any]:
        return np.array([getattr(person, name) for person in people], dtype=kind)

    def by_day(name: str, fill: float = 0) -> NDArray[Any]:
        return _pad([getattr(person, name) for person in people], fill=fill)

    bases = [0, *accumulate(len(group.options) for group in groups)]
    return {
        "group": of_each("group"),
        "effect": of_each("effect"),
        "rate": of_each("rate"),
        "wage": _pad_last([group.wage for group in groups]),
        "wish": by_day("wish"),
        "barred": _barred(problem),
        "productive": of_each("productive", np.uint8),
        "part": of_each("part"),
        "hits": of_each("hits"),
        "covers": of_each("covers").reshape(len(people), -1),
        "status": by_day("status"),
        "pinned": by_day("pinned", -1),
        "pinned_wall": by_day("pinned_wall", -1),
        "both": by_day("both"),
        "allowed": by_day("allowed"),
        "closing": by_day("closing", NOTHING),
        "final": by_day("final", NOTHING),
        "skip": of_each("skip"),
        "seam_walls": of_each("seam_walls"),
        "kept": _kept(problem, np.array(bases)),
        "start_of": np.array([astuple(person.start) for person in people]),
    }


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
        "usage_minutes": _pad([week.minutes for week in usage], fill=-1),
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
