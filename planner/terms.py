"""What people and sites stipulate: availability, wishes, rotations, premiums, off-queue work."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.clock import DAY_MINUTES, WEEK_DAYS, WeeklyWindow, monday_of, week_minutes

NIGHT_PAY_FROM, NIGHT_PAY_TO = 23 * 60, 6 * 60
"""A premium for nights is paid from 23:00 to 06:00 unless it says otherwise."""
OFF, WORKING, NOT = "off", "work", "not:"


@dataclass(frozen=True, kw_only=True)
class Availability:
    """When a person can work, or cannot: a row of ``availability.csv``, the same every week.

    Wall-clock minutes after local midnight of the weekday; ``end`` above 1440 where the window
    runs past midnight (it belongs to the day it starts on).
    """

    agent: str
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    start: int = 0
    end: int = DAY_MINUTES
    available: bool = True

    @property
    def window(self) -> WeeklyWindow:
        return WeeklyWindow(weekdays=self.weekdays, start=self.start, end=self.end)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A wish for one local date: a row of ``requests.csv``.

    ``want`` is ``off``, ``work``, the name of a template, or ``not:`` and such a name.
    """

    agent: str
    date: date
    want: str
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Premium:
    """Pay above the rate: a row of ``premiums.csv``.

    ``kind`` is ``night``, ``saturday``, ``sunday`` or ``public_holiday``; ``start`` and ``end``
    wall-clock minutes after midnight, ``None`` where the cell is blank; ``stack`` is ``add`` or
    ``multiply``. Empty ``teams`` mean all.
    """

    teams: tuple[str, ...] = ()
    kind: str
    start: int | None = None
    end: int | None = None
    factor: float
    stack: str = "add"

    def pays(self, team: str) -> bool:
        """Whether the row concerns this team."""
        return not self.teams or team in self.teams

    @property
    def span(self) -> tuple[int, int]:
        """From and to on the clock, blanks filled; to at or before from crosses midnight."""
        usual = (NIGHT_PAY_FROM, NIGHT_PAY_TO) if self.kind == "night" else (0, DAY_MINUTES)
        start, end = self.start, self.end
        return usual[0] if start is None else start, usual[1] if end is None else end


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """A pattern of weeks that people repeat: the rows of one rotation of ``rotations.csv``.

    ``weeks`` holds for each week seven names of templates, Monday first; blank is a day off.
    """

    rotation: str
    weeks: tuple[tuple[str, ...], ...]

    def shift_on(self, day: date, *, start: date, week: int) -> str:
        """The template of a local date; blank for a day off.

        Parameters
        ----------
        start, week
            The week that holds the date ``start`` is week ``week`` of the pattern, 1 the first.
        """
        passed = (monday_of(day) - monday_of(start)).days // WEEK_DAYS
        return self.weeks[(passed + week - 1) % len(self.weeks)][day.weekday()]


@dataclass(frozen=True, kw_only=True)
class OffQueue:
    """Work away from contacts to be placed inside shifts: a row of ``off_queue.csv``.

    ``minutes`` at a stretch once ``per`` ``week`` or ``horizon``, within the ``window`` on the
    clock of the person's team; ``together`` is one meeting. Empty lists mean all.
    """

    activity: str
    teams: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    minutes: int
    per: str = "week"
    together: bool = False
    window: WeeklyWindow = field(default_factory=WeeklyWindow)

    def concerns(self, agent: str, team: str) -> bool:
        """Whether the row is about this person of this team."""
        return (not self.teams or team in self.teams) and (not self.agents or agent in self.agents)


def available_by_agent(rows: Iterable[Availability]) -> dict[str, NDArray[np.bool_]]:
    """Minutes of the week, ``[weekday, minute]``, in which each person with a row can work.

    With any row that says yes: the windows of those, less the ones that say no. Otherwise all
    time less the ones that say no.
    """
    windows: dict[str, tuple[list[WeeklyWindow], list[WeeklyWindow]]] = {}
    for row in rows:
        no, yes = windows.setdefault(row.agent, ([], []))
        (yes if row.available else no).append(row.window)
    return {agent: _available(tuple(yes), tuple(no)) for agent, (no, yes) in windows.items()}


@lru_cache(maxsize=1024)
def _available(yes: tuple[WeeklyWindow, ...], no: tuple[WeeklyWindow, ...]) -> NDArray[np.bool_]:
    free: NDArray[np.bool_] = week_minutes(yes or (WeeklyWindow(),)) & ~week_minutes(no)
    free.setflags(write=False)
    return free
