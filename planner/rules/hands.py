"""Who is at work on what, interval by interval, as arrays: everybody's hands."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from planner.domain import Plan
from planner.rules.allocation import allocate, effectiveness, single_queues
from planner.rules.filling_up import fill_up
from planner.rules.groups import is_pooled, live_skills
from planner.rules.needs import Needs
from planner.rules.presence import (
    Floats,
    Indices,
    Presence,
    Shares,
    cut,
    presence,
    previous_presence,
)
from planner.schedules import Schedule


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Presence by interval with the queue taken: arrays of one length.

    ``person`` and ``queue`` are positions in the plan (``NO_QUEUE`` for none, or several at once),
    ``share`` the part of the interval, ``effect`` the effective agents present in that part.
    """

    person: Indices
    queue: Indices
    interval: Indices
    share: Floats
    effect: Floats


NAMES = tuple(field.name for field in fields(Hands))


def all_hands(plan: Plan, schedule: Schedule, needs: Needs) -> Hands:
    """Everybody at work: by the schedule's activities, and previous shifts that run in."""
    own = hands_of(plan, presence(plan, schedule))
    return together(previous_hands(plan, needs, own), own)


def together(one: Hands, other: Hands) -> Hands:
    """The entries of both."""
    return Hands(**{n: np.concatenate([getattr(one, n), getattr(other, n)]) for n in NAMES})


def nobody() -> Hands:
    """No entries at all."""
    none, nothing = np.empty(0, dtype=np.int64), np.empty(0)
    return Hands(person=none, queue=none, interval=none, share=nothing, effect=nothing)


def hands_of(plan: Plan, at_work: Presence) -> Hands:
    """Stretches at work by interval, each on the queue that it names."""
    shares = cut(at_work, plan.horizon)
    return _hands(plan, at_work, shares, at_work.queue[shares.row])


def previous_hands(plan: Plan, needs: Needs, own: Hands) -> Hands:
    """Previous shifts that run in, in every interval on the queue of theirs that needs them most.

    That is beside ``own``, those of the plan, and by what arrives of work that can wait. In pooled
    plans it is by the bare need.
    """
    at_work = previous_presence(plan)
    shares, bare = cut(at_work, plan.horizon), needs.bare(plan)
    if is_pooled(plan):
        queue = allocate(plan, bare, at_work, shares, choices=single_queues(plan))
    else:
        count = len(plan.queues)
        covered, people = (
            totals(plan, own, amount, by=own.queue, count=count)
            for amount in (own.effect, own.share)
        )
        left = replace(bare, required=bare.required - covered, floor=bare.floor - people)
        queue = fill_up(plan, left, at_work, shares)
    return _hands(plan, at_work, shares, queue)


def _hands(plan: Plan, at_work: Presence, shares: Shares, queue: Indices) -> Hands:
    person = at_work.person[shares.row]
    return Hands(
        person=person, queue=queue, interval=shares.interval, share=shares.share,
        effect=shares.share * effectiveness(plan)[person],
    )  # fmt: skip


def totals(plan: Plan, hands: Hands, amount: Floats, *, by: Indices, count: int) -> Floats:
    """Sums of ``amount`` over the entries, ``[by, interval]``; entries below 0 are left out."""
    on, intervals = by >= 0, plan.horizon.intervals
    cell = by[on] * intervals + hands.interval[on]
    total = np.bincount(cell, weights=amount[on], minlength=count * intervals)
    return total.reshape(count, intervals).astype(np.float64)


def live_skill(plan: Plan, hands: Hands) -> tuple[list[tuple[int, ...]], Indices]:
    """Distinct live skills of a pooled plan's people, and which of them each entry brings.

    -1 for entries on work that can wait, and for people who take no live contacts.
    """
    of_people = live_skills(plan)
    skills = sorted(set(of_people) - {()})
    place = {skill: i for i, skill in enumerate(skills)}
    own = np.array([place.get(skill, -1) for skill in of_people], dtype=np.int64)
    return skills, np.where(on_deferred(plan, hands), -1, own[hands.person])


def on_deferred(plan: Plan, hands: Hands) -> NDArray[np.bool_]:
    """Which entries are on work that can wait."""
    waits = np.array([*(queue.deferred for queue in plan.queues), False], dtype=bool)
    on: NDArray[np.bool_] = waits[hands.queue]
    return on
