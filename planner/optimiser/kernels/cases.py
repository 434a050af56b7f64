"""From the facts of a problem to one person's case."""

import numpy as np
from numba import njit

from planner.optimiser.kernels.case import Case, Floats, Ints
from planner.optimiser.kernels.packed import (
    CHAIN,
    CLASS,
    END,
    NIGHT,
    OPTION,
    START,
    WALL,
    WALL_AFTER,
    Facts,
    Room,
)


@njit(inline="always")
def _case(
    facts: Facts, who: int, first: Ints, reward: Floats, rows: Ints, status: Ints, least: float,
    missed: Floats, unit: Ints, units: int, final: Floats, closing: Floats,
) -> Case:  # fmt: skip
    """A person's case over the days that are not decided before; ``rows`` as ``Room.cand``,
    ``closing`` as ``Room.closing``."""
    g = facts.group[who]
    skip, days = facts.skip[who], facts.days[g]
    runs, places = facts.runs[g], facts.off_run[g]
    start = facts.start_of[who]
    return Case(
        first[skip : days + 1], reward, rows[START], rows[END], rows[CLASS], rows[NIGHT],
        rows[CHAIN], rows[WALL], rows[WALL_AFTER], rows[OPTION], facts.week[g, skip:days],
        facts.weekday[g, skip:days], facts.week_begin[g], facts.week_end[g],
        facts.both[who, skip:days], status, facts.next_on[g, :runs], facts.first_on[g],
        facts.first_cost[g], facts.run_cost[g, :runs], facts.stop_cost[g, :runs],
        facts.off_after[g, :runs], facts.off_cost[g, :places], facts.usage_next[g],
        facts.usage_count[g], facts.allowed[who], facts.closing[who] + closing,
        facts.rested[g],
        facts.judged[g], facts.week_rest[g], unit, units, final,
        facts.weekends[g], facts.weekend_price[g], facts.both_price[g], facts.rest[g],
        facts.night_rest[g], facts.forward[g], facts.memory[g], facts.chains[g], start[0],
        start[1], start[6], start[2], start[3], start[4], start[5], least, missed,
        np.zeros((0, 0), np.uint8), np.zeros((0, 2), np.int64),
    )  # fmt: skip


@njit(inline="always")
def case_of_candidates(facts: Facts, room: Room, who: int, status: Ints, least: float) -> Case:
    """A person's case with the candidates in ``room``."""
    g = facts.group[who]
    return _case(
        facts, who, room.cand_first, room.cand_reward, room.cand, status, least,
        room.missed[who : who + 1], facts.unit[g], facts.units[g], facts.final[who], room.closing,
    )  # fmt: skip


@njit(inline="always")
def case_without_hours(facts: Facts, room: Room, who: int, status: Ints, least: float) -> Case:
    """The same, the hours of the horizon being neither counted nor limited."""
    nothing = np.zeros_like(facts.unit[facts.group[who]])
    return _case(
        facts, who, room.cand_first, room.cand_reward, room.cand, status, least,
        room.missed[who : who + 1], nothing, 1, np.zeros(1), room.closing,
    )  # fmt: skip


@njit(inline="always")
def case_of_options(facts: Facts, who: int, loose: bool, closing: Floats) -> Case:
    """A person's case with every option as its own candidate, at no reward.

    ``loose``: each with the latest start and the earliest end of its bin; ``closing`` as
    ``Room.closing``.
    """
    g = facts.group[who]
    rows = facts.loose_rows if loose else facts.option_rows
    skip, days = facts.skip[who], facts.days[g]
    return _case(
        facts, who, facts.first[g], np.zeros(0), rows, facts.status[who, skip:days], -np.inf,
        np.full(1, -1.0), facts.unit[g], facts.units[g], facts.final[who], closing,
    )  # fmt: skip
