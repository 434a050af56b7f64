"""A compiled problem as flat arrays, so that whole searches run without Python.

Shapes: ``O`` options of all groups one after another, ``G`` groups, ``D`` the most days of a group,
``P`` people, ``T`` intervals, ``S`` sets of queues, ``C`` cover rows, ``B`` breaks.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.shared import Shared, SharedState, copy_shared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
START, END, CLASS, NIGHT, CHAIN, WALL, WALL_AFTER, OPTION = range(8)
CANDIDATE_ROWS = 8
"""Rows of ``Room.cand``: what :class:`planner.optimiser.kernels.case.Case` says of a candidate."""


class Facts(NamedTuple):
    """What does not change during a search."""

    ticks: int
    price: float
    thin_price: float
    surplus_price: float
    square: float
    """money for the square of what a queue is short in one interval"""
    members: Bytes
    """S × units: what of shortage each set is short of, see ``depth``"""
    parts: Ints
    fixed: Floats
    """T × S: what one person adds to a row whatever the person's effectiveness; below 0: so many
    times the effectiveness"""
    begin: Ints
    """O: start in ticks"""
    finish: Ints
    start: Ints
    """O: start in minutes"""
    end: Ints
    paid: Ints
    template: Ints
    """O: row of ``breaks``"""
    day: Ints
    """O: number of the day in the group's dates"""
    own_template: Ints
    """O: number within the team, as pins name it"""
    wall: Ints
    toll: Floats
    """O: money for what is too long about a shift"""
    option_rows: Ints
    """rows of ``Room.cand`` × O: every option as a candidate of its own"""
    loose_rows: Ints
    """the same with what is easiest to follow and to come before among the options of its bin"""
    bins: Ints
    breaks: Ints
    """templates × B × (ticks, earliest, latest, 1 where unpaid)"""
    apart: int
    """1: breaks of a shift keep clear of each other; 0: each is placed alone, an upper bound"""
    first: Ints
    """G × D+1: options of a day"""
    bin_first: Ints
    """G × D+1: bins of a day"""
    days: Ints
    next_on: Ints
    """G × runs × 2; this and the fields to ``chains`` as in ``Case``, by group"""
    first_on: Ints
    first_cost: Floats
    run_cost: Floats
    stop_cost: Floats
    off_after: Ints
    off_cost: Floats
    off_run: Ints
    """places in the run of days off"""
    runs: Ints
    """run states"""
    usage_next: Ints
    """G × weeks × usages × classes"""
    usage_count: Ints
    usage_minutes: Ints
    """G × weeks × usages: paid minutes; 0 throughout where a contract does not count them"""
    rested: Ints
    judged: Bytes
    week_begin: Ints
    week_end: Ints
    week_rest: Ints
    unit: Ints
    units: Ints
    week: Ints
    """G × D"""
    weekday: Ints
    weekends: Ints
    weekend_price: Floats
    both_price: Floats
    rest: Ints
    night_rest: Ints
    forward: Ints
    memory: Ints
    chains: Ints
    spread: Ints
    """G: minutes of the clock within which a week's starts lie; -1: anywhere"""
    shared: Shared
    group: Ints
    """P"""
    effect: Floats
    rate: Floats
    wage: Floats
    """G × ticks: minutes from the horizon's start, each counted as often as premiums pay it"""
    wish: Floats
    """P × D × templates: money that a template on that day saves the person's requests"""
    barred: Bytes
    """P × options of the group: 1 outside the person's availability; one column: nobody is"""
    productive: Bytes
    part: Ints
    hits: Bytes
    """P × S"""
    covers: Bytes
    """P × C"""
    status: Ints
    """P × D"""
    pinned: Ints
    pinned_wall: Ints
    both: Ints
    allowed: Bytes
    """P × weeks × usages"""
    closing: Floats
    final: Floats
    """P × units"""
    skip: Ints
    seam_walls: Ints
    """P × 7: starts by the clock of previous shifts in the first day's week, -1 where there is
    none"""
    kept: Ints
    """P × D: option of a rota that is kept, see ``cover.STAYS_OFF``; no column: none is"""
    change_price: float
    start_of: Ints
    """P × (run state, days off that count, days off, end, wall, night, usage), as in ``Start``"""


class State(NamedTuple):
    """A schedule in the making, changed in place.

    ``chosen[person, day]`` is an option or -1, ``places[person, day, b]`` the tick at which break
    ``b`` starts; ``lack`` and ``thin`` what is still missing; ``labour[person]`` wages,
    less what the person's shifts save on requests;
    ``rules[person]`` money that the rules ask for the rota (overtime, breaches that have a price);
    ``placed[person]`` whether the person has a rota yet; ``work[t, e]`` the work that can wait, as
    it is put into the intervals, which ``lack`` holds.
    """

    lack: Floats
    thin: Floats
    chosen: Ints
    places: Ints
    labour: Floats
    rules: Floats
    placed: Bytes
    work: Floats
    shared: SharedState


class Guide(NamedTuple):
    """Prices from the coverage plan: money per effective agent (sets) and person (cover rows)."""

    sets: Floats
    cover: Floats


class Room(NamedTuple):
    """Scratch space of one thread."""

    value: Floats
    total: Floats
    seat: Floats
    """what one more person on shift is worth, by interval"""
    seat_total: Floats
    reward: Floats
    places: Ints
    cand_first: Ints
    cand_reward: Floats
    cand: Ints
    chosen: Ints
    hour_price: Floats
    """P: the last price of a unit of the horizon's hours, see ``hours``"""
    missed: Floats
    """P: as ``Case.missed``"""
    closing: Floats
    """weeks × usages: money at the end of a week beside that of the person's own rules"""


def copy_state(state: State) -> State:
    """An independent copy."""
    return State(
        lack=state.lack.copy(),
        thin=state.thin.copy(),
        chosen=state.chosen.copy(),
        places=state.places.copy(),
        labour=state.labour.copy(),
        rules=state.rules.copy(),
        placed=state.placed.copy(),
        work=state.work.copy(),
        shared=copy_shared(state.shared),
    )


def new_room(facts: Facts, intervals: int) -> Room:
    """Scratch space for a problem."""
    options, bins = len(facts.begin), int(facts.bin_first.max())
    days = facts.status.shape[1]
    return Room(
        value=np.zeros(intervals),
        total=np.zeros(intervals * facts.ticks + 1),
        seat=np.zeros(intervals),
        seat_total=np.zeros(intervals * facts.ticks + 1),
        reward=np.zeros(options),
        places=np.full((options, facts.breaks.shape[1]), -1, dtype=np.int64),
        cand_first=np.zeros(days + 1, dtype=np.int64),
        cand_reward=np.zeros(bins + days + 1),
        cand=np.zeros((CANDIDATE_ROWS, bins + days + 1), dtype=np.int64),
        chosen=np.full(days, -1, dtype=np.int64),
        hour_price=np.zeros(len(facts.group)),
        missed=np.full(len(facts.group), -1.0),
        closing=np.zeros(facts.closing.shape[1:]),
    )
