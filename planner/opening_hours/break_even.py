"""From how many contacts on another way of being there is cheaper, or worth its money."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from planner.opening_hours.covering import Cover

SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Volumes that are looked at, as multiples of what would come."""
VALUE = "value_per_contact"
COLUMNS = ("queue", "way", "against", "contacts_per_week", "cost_per_contact", "above_it")

Costs = Mapping[str, list[float]]


def break_evens(
    queue: str, contacts: float, ways_at: Callable[[float], Sequence[Cover]], value: float | None
) -> Iterator[tuple[object, ...]]:
    """Rows of ``break_even.csv``; between the volumes looked at, costs run straight.

    Parameters
    ----------
    contacts
        What would come outside the hours in a week.
    ways_at
        The ways at a multiple of that volume.
    value
        What an answer at once is worth; with it, from which volume each way earns its cost.
    """
    volumes = np.array(SCALES) * contacts
    costs: dict[str, list[float]] = {}
    waits: set[str] = set()
    for scale in SCALES:
        for way in ways_at(scale):
            costs.setdefault(way.way, []).append(way.cost)
            waits |= {way.way} if way.at_once < 1 else set()
    known = {each: np.array(cost) for each, cost in costs.items() if np.isfinite(cost).all()}
    pairs = [(one, other, known[one] - known[other]) for one, other in combinations(known, 2)]
    if value is not None:
        pairs += [
            (each, VALUE, cost - value * volumes)
            for each, cost in known.items()
            if each not in waits
        ]
    for name, against, more in pairs:
        at = _crossing(volumes, more)
        if at is not None:
            cost = float(np.interp(at, volumes, known[name]))
            better = name if more[-1] < 0 else against
            yield queue, name, against, at, cost / at, better


def _crossing(volumes: np.ndarray, more: np.ndarray) -> float | None:
    """Where a difference changes its sign for the first time; ``None`` if it does not."""
    for i in range(len(more) - 1):
        low, high = float(more[i]), float(more[i + 1])
        if (low > 0) != (high > 0) and low != 0:
            share = low / (low - high)
            return float(volumes[i] + share * (volumes[i + 1] - volumes[i]))
    return None
