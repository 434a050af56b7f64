"""What an ordinary day of one stream looks like.

    rate(d, s) = L · G(d) · F[weekday] · H(d) · P[weekday, s]

L level (volume of the mean day), G annual index, F weekday factor, H factor of a public holiday and
of the day after, P share of a quarter hour in its day; v spread of the intervals' rates.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.clock import WEEK_DAYS
from planner.demand.series import Bools, Floats, Ints, weekday_of
from planner.demand.shape import Shape
from planner.demand.spread import LEAD_WEEKS, UNKNOWN, UNKNOWN_DAY

WEEKEND_HOLIDAY = 1.3
"""A holiday on a weekend brings at most so many times that weekend day."""
YEAR, DAMPING = 364, 0.6
ANNUAL_RANGE = (1 / 3, 3.0)


@dataclass(frozen=True, kw_only=True)
class Model:
    """Ordinary demand of one stream, learnt or assumed; the module names the symbols.

    ``last_day`` is the last day of history (days since 1970), ``None`` without history; ``annual``
    the smoothed level of its days.
    """

    last_day: int | None = None
    level: float
    weekday: Floats
    share: Floats
    holiday: float
    holiday_share: Floats
    after: float = 1.0
    annual: Floats | None = None
    interval_spread: Callable[[], Floats]
    day_spread: Callable[[], float]

    @property
    def v(self) -> Floats:
        """v of the intervals, for four lead weeks; measured when it is first asked for."""
        return self.interval_spread()

    @property
    def v_day(self) -> float:
        """v of the totals of days, likewise."""
        return self.day_spread()

    def rates(self, day: Ints, *, holidays: Ints) -> Floats:
        """Contacts per quarter hour on local days, before events and growth: (days, 96).

        ``day`` and ``holidays`` count days since 1970-01-01.
        """
        weekday = weekday_of(day)
        off, after = holiday_kinds(day, holidays)
        factor = self.weekday[weekday]
        working = weekday < 5
        shut = np.where(working, self.holiday, np.minimum(self.holiday, WEEKEND_HOLIDAY * factor))
        usual = factor * np.where(after & working, self.after, 1.0)
        total = self.level * self._season(day) * np.where(off, shut, usual)
        share = np.where(off[:, None], self.holiday_share, self.share[weekday])
        return np.asarray(total[:, None] * share, dtype=float)

    def spread(self, day: Ints) -> Floats:
        """v of each day, by how many weeks it lies after the last known one."""
        if self.last_day is None:
            return np.full(len(day), self.v[0])
        week = (day - self.last_day - 1) // WEEK_DAYS
        return np.asarray(self.v[np.clip(week, 0, LEAD_WEEKS - 1)], dtype=float)

    def _season(self, day: Ints) -> Floats:
        """Level 52 weeks before each day over the level 52 weeks before the last known one."""
        if self.annual is None or self.last_day is None:
            return np.ones(len(day))
        first = self.last_day + 1 - len(self.annual)
        years = np.maximum(1, -((self.last_day - day) // YEAR))
        index = day - years * YEAR - first
        then = self.annual[np.clip(index, 0, len(self.annual) - 1)]
        ratio = np.clip(then / self.annual[-1 - YEAR], *ANNUAL_RANGE)
        return np.asarray(np.where(index >= 0, ratio**DAMPING, 1.0), dtype=float)


def holiday_kinds(day: Ints, holidays: Ints) -> tuple[Bools, Bools]:
    """Which days are public holidays, and which follow one without being one."""
    off = np.isin(day, holidays)
    return off, np.isin(day - 1, holidays) & ~off


def sunday_like(weekday: Floats) -> float:
    """Factor of a public holiday before any has been seen: a Sunday, at most a working day."""
    return float(min(weekday[6], weekday[:5].mean()))


def assume(weekly_volume: float, shape: Shape) -> Model:
    """The demand of a stream without history: its weekly volume, spread by a shape."""
    weekday, share = shape.weekday, shape.intraday
    return Model(
        level=weekly_volume / WEEK_DAYS,
        weekday=weekday,
        share=share,
        holiday=sunday_like(weekday),
        holiday_share=share[6],
        interval_spread=lambda: np.full(LEAD_WEEKS, UNKNOWN),
        day_spread=lambda: UNKNOWN_DAY,
    )
