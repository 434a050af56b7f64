"""What comes to a queue, and what it needs for that: arrays with one entry an interval."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from planner.staffing.poisson_tail import Array


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What comes to one queue.

    ``own`` mean contacts of its forecast, ``passed_on`` those that other queues escalate, by name,
    and ``passed_share`` the share of what these end that they are;
    ``aht_s`` mean handle time in seconds, ``cv`` coefficient of variation of the rate of all of
    them, ``rate`` factor from the mean to the rate that is staffed to; ``backlog`` contacts that
    wait at the start, by their age in hours.
    """

    own: Array
    passed_on: Mapping[str, Array]
    aht_s: Array
    cv: Array
    rate: Array
    backlog: tuple[tuple[float, float], ...] = ()
    passed_share: Mapping[str, Array] = field(default_factory=dict)

    @property
    def mean(self) -> Array:
        """Mean contacts, escalations included."""
        total: Array = np.sum([self.own, *self.passed_on.values()], axis=0)
        return total

    @property
    def contacts(self) -> Array:
        """Contacts that are staffed to."""
        return self.mean * self.rate


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one queue needs, units as in ``requirements.csv``.

    ``plain`` is the load without what carries over, as ``erlangs``; ``handled``
    are the contacts of the mean forecast that end here answered (0 where none are passed on), by
    the interval in which they do; ``lost`` ones met a closed live queue.
    """

    volume: Array
    aht_s: Array
    erlangs: Array
    plain: Array
    required: Array
    required_real: Array
    service_level: Array
    abandon: Array
    occupancy: Array
    asa_s: Array
    arrived_hours: Array
    due_hours: Array
    handled: Array
    lost: Array
