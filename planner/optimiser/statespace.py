"""One contract's rules, compiled once into the state graph of the kernel ``rota``."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.clock import monday_of
from planner.domain import Contract
from planner.optimiser.options import Options

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class StateSpace:
    """What the rules of a contract need to remember, as transition tables.

    ``next_on[run, night]`` and ``first_on[night]``: run state after one more working day, -1 where
    a rule forbids it; ``run_days`` and ``run_nights`` what a run state stands for.
    ``usage_next[week, usage, length]``: hours and days used in the week; ``usage_minutes`` and
    ``usage_days`` what a usage stands for; ``lengths`` the paid minutes of each length class.
    ``weekends`` is -1 where nothing limits them; ``off_run`` the shortest run of days off.
    """

    next_on: Ints
    first_on: Ints
    run_days: Ints
    run_nights: Ints
    lengths: Ints
    length: Ints
    week: Ints
    usage_next: Ints
    usage_count: Ints
    usage_minutes: Ints
    usage_days: Ints
    weekday: Ints
    weekends: int
    off_run: int
    rest: int


def compile_contract(contract: Contract, options: Options) -> StateSpace:
    """The state graph of a contract over a team's dates."""
    runs = _runs(contract, nights=bool(options.night.any()))
    mondays = [monday_of(day) for day in options.dates]
    week = np.array([(monday - mondays[0]).days // 7 for monday in mondays], dtype=np.int64)
    lengths = np.unique(options.paid)
    length = np.searchsorted(lengths, options.paid)
    usage = _usage(contract, options, week, lengths, length)
    limited = contract.max_weekends is not None
    return StateSpace(
        next_on=runs[0], first_on=runs[1], run_days=runs[2], run_nights=runs[3],
        lengths=lengths, length=length.astype(np.int64), week=week,
        usage_next=usage[0], usage_count=(usage[1] >= 0).sum(axis=1), usage_minutes=usage[1],
        usage_days=usage[2],
        weekday=np.array([day.weekday() for day in options.dates], dtype=np.int64),
        weekends=contract.max_weekends if limited and contract.max_weekends is not None else -1,
        off_run=max(1, contract.min_consecutive_days_off or 1),
        rest=round(60 * (contract.min_rest_hours or 0)),
    )  # fmt: skip


def _runs(contract: Contract, *, nights: bool) -> tuple[Ints, Ints, Ints, Ints]:
    """Run states (days in a row, nights in a row); a limit that is absent is not counted."""
    most_days = contract.max_consecutive_days
    most_nights = contract.max_consecutive_nights if nights else None
    days = range(1, (most_days or 1) + 1)
    states = [
        (k, n) for k in days for n in range((most_nights or 0) + 1) if most_days is None or n <= k
    ]
    known = {state: index for index, state in enumerate(states)}

    def after(k: int, n: int, night: int) -> int:
        k2 = k + 1 if most_days is not None else 1
        n2 = (n + 1 if night else 0) if most_nights is not None else 0
        return known.get((k2, n2), -1)

    next_on = np.array([[after(k, n, night) for night in (0, 1)] for k, n in states])
    first_on = np.array([after(0, 0, night) for night in (0, 1)])
    return next_on, first_on, np.array([k for k, _ in states]), np.array([n for _, n in states])


def _usage(
    contract: Contract, options: Options, week: Ints, lengths: Ints, length: Ints
) -> tuple[Ints, Ints, Ints]:
    """Reachable (paid minutes, days) of each week and what one more shift makes of them."""
    count_hours = contract.max_hours_per_week is not None or contract.min_hours_per_week is not None
    count_days = contract.max_days_per_week is not None
    most_minutes = round(60 * (contract.max_hours_per_week or 24 * 7))
    most_days = contract.max_days_per_week or 7
    tables: list[dict[tuple[int, int], dict[int, tuple[int, int]]]] = []
    for number in range(week[-1] + 1):
        days = np.flatnonzero(week == number)
        offered = [np.unique(length[options.first[d] : options.first[d + 1]]) for d in days]
        reached: dict[tuple[int, int], dict[int, tuple[int, int]]] = {(0, 0): {}}
        for classes in offered:
            for minutes, worked in list(reached):
                for kind in classes:
                    state = (
                        minutes + int(lengths[kind]) if count_hours else 0,
                        worked + 1 if count_days else 0,
                    )
                    if state[0] > most_minutes or state[1] > most_days:
                        continue
                    reached[minutes, worked][int(kind)] = state
                    reached.setdefault(state, {})
        tables.append(reached)
    size = max(len(table) for table in tables)
    following = np.full((len(tables), size, max(1, len(lengths))), -1, dtype=np.int64)
    used_minutes = np.full((len(tables), size), -1, dtype=np.int64)
    used_days = np.full((len(tables), size), -1, dtype=np.int64)
    for number, table in enumerate(tables):
        states = sorted(table)
        known = {state: index for index, state in enumerate(states)}
        for state, index in known.items():
            used_minutes[number, index], used_days[number, index] = state
            for kind, target in table[state].items():
                following[number, index, kind] = known[target]
    return following, used_minutes, used_days
