"""The one pricing step: a person's best rota when every interval has a price.

Filling towards the coverage plan, best response and the proven bound all call it; they differ only
in the prices.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.optimiser.kernels.cover import candidates, option_rewards
from planner.optimiser.kernels.rota import NOTHING, best_rota
from planner.optimiser.people import Person
from planner.optimiser.problem import Group, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass
class _Scratch:
    """Buffers of one group, reused by every call."""

    reward: Floats
    places: Ints
    cost: Floats
    first: Ints
    floats: Floats
    ints: Ints
    chosen: Ints


class Pricer:
    """Best rotas of a problem's people; not to be shared between threads."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._scratch = [_scratch(group) for group in problem.groups]

    def rewards(self, person: Person, value: Floats) -> tuple[Floats, Ints]:
        """Each option's worth under ``value`` (money per interval at work) less its cost.

        Returns views of buffers: the rewards by option, and where each option's breaks lie best.
        """
        group = self.problem.groups[person.group]
        room = self._scratch[person.group]
        minutes = group.options.work if person.productive else group.options.paid
        np.multiply(minutes, person.rate, out=room.cost)
        option_rewards(
            value, self.problem.ticks, group.begin, group.finish, group.options.template,
            group.breaks, room.cost, room.reward, room.places,
        )  # fmt: skip
        return room.reward, room.places

    def rota(self, person: Person, reward: Floats, *, loose: bool = False) -> tuple[float, Ints]:
        """The best rota under the options' rewards: its total, and the option of every day.

        ``loose`` relaxes the rest rule a little, so that the total is an upper bound of what any
        rota can reach. The total is ``-inf`` where no rota keeps the rules; the options returned
        are a buffer, -1 on days off.
        """
        group = self.problem.groups[person.group]
        space, options = group.space, group.options
        room = self._scratch[person.group]
        candidates(
            reward, options.first, group.bins, group.bin_first, options.start, options.end,
            options.template, options.wall, space.length, group.night, person.status,
            person.pinned, person.pinned_wall, int(loose), group.bin_start, group.bin_end,
            room.first, room.floats, room.ints[0], room.ints[1], room.ints[2], room.ints[3],
            room.ints[4],
        )  # fmt: skip
        skip = person.skip
        room.chosen[:skip] = -1
        total = best_rota(
            room.first[skip:], room.floats, room.ints[0], room.ints[1], room.ints[2], room.ints[3],
            room.ints[4], space.next_on, space.first_on, space.usage_next, space.usage_count, space.week[skip:],
            person.allowed, person.closing, space.weekends, space.weekday[skip:],
            person.both[skip:], person.status[skip:], space.off_run, space.rest, person.start_on,
            person.start_off, person.start_end, room.chosen[skip:],
        )  # fmt: skip
        return (total if total > NOTHING else -np.inf), room.chosen


def _scratch(group: Group) -> _Scratch:
    size, bins = len(group.options), int(group.bin_first[-1])
    return _Scratch(
        reward=np.empty(size),
        places=np.empty((size, group.breaks.shape[1]), dtype=np.int64),
        cost=np.empty(size),
        first=np.empty(len(group.options.dates) + 1, dtype=np.int64),
        floats=np.empty(bins),
        ints=np.empty((5, bins), dtype=np.int64),
        chosen=np.empty(len(group.options.dates), dtype=np.int64),
    )
