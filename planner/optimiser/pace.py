"""How much of a run's time is used: by the clock, or by work done, so that runs can be repeated.

A run with one worker must make the same schedule on every machine from the same seed. So its time
is counted work: each step adds the seconds that it takes on a usual processor.
"""

import time

import numpy as np

from planner.optimiser.problem import Problem

ROTA_SECONDS = 8e-8
"""A person's best rota, for each day and option of the person's group."""
CREW_SECONDS = 3e-7
"""A step of a crew of the coverage plan, for each option and interval."""
MOVE_ROTAS = 3.0
"""A small move costs as much as so many best rotas."""
ITERATION_SECONDS = 1.8e-7
"""An iteration of a linear programme's solver, for each variable."""


class Pace:
    """The time that a run has used; ``counted``: as work done, else by the clock.

    ``seconds`` is always by the clock and only told, ``spent`` decides.
    """

    def __init__(self, *, counted: bool) -> None:
        self._begun = time.monotonic()
        self._counted = 0.0 if counted else None
        self._rota = self._crew = 0.0

    def know(self, problem: Problem, crews: int) -> None:
        """Learn how large the steps of a problem are."""
        sizes = [len(group.options) for group in problem.groups]
        mean = sum(sizes[person.group] for person in problem.people) / len(problem.people)
        days = problem.plan.horizon.days
        self._rota = ROTA_SECONDS * mean * days
        self._crew = CREW_SECONDS * crews * (max(sizes) + len(problem.lack))

    @property
    def counted(self) -> bool:
        """Whether time is counted work."""
        return self._counted is not None

    @property
    def seconds(self) -> float:
        """Seconds since the run began, by the clock."""
        return time.monotonic() - self._begun

    @property
    def spent(self) -> float:
        """Seconds used."""
        return self.seconds if self._counted is None else self._counted

    def rotas(self, count: float) -> None:
        """So many people's best rotas were worked out."""
        self._add(count * self._rota)

    def sweeps(self, count: int) -> None:
        """So many sweeps over all crews were made."""
        self._add(count * self._crew)

    def iterations(self, count: int, variables: int) -> None:
        """A linear programme of so many variables took so many iterations."""
        self._add(count * variables * ITERATION_SECONDS)

    @staticmethod
    def most_iterations(seconds: float, variables: int) -> int:
        """Iterations of a linear programme that so many seconds allow."""
        return max(1, round(seconds / (variables * ITERATION_SECONDS)))

    def _add(self, seconds: float) -> None:
        if self._counted is not None:
            self._counted += seconds


def fewer(
    stages: list[tuple[float, float]], seconds: float, each: float
) -> list[tuple[float, float]]:
    """As many of the stages as there is time for, the last one among them."""
    most = max(1, int(seconds / max(each, 1e-9)))
    if not stages or len(stages) <= most:
        return stages
    places = np.linspace(len(stages) - 1, 0, most, dtype=int)[::-1]
    return [stages[place] for place in places]
