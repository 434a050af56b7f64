"""Going around the clock: what comes in hours at which a desk used to be closed.

History says nothing about hours in which nobody could call (a missing row is unknown, not zero).
There the profile of the queue or market speaks, else that of a similar desk. Those who found the
desk closed are partly in the history already: they came back when it was open. So with I and O, the
profile's shares inside and outside the old hours, and c, the share of those outside who come back,

    V = T · (I + c · O)          V contacts of a week as they were, T as they will be

and outside T · O will come, inside T · I. It takes weeks until customers know: week by week a
growing part φ of the change has happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.clock import WEEK_DAYS
from planner.demand.series import SLOTS, Bools, Floats, Ints, Series, weekday_of
from planner.demand.shape import Shape

COME_BACK = 0.5
"""Share of those who find a desk closed and come back when it is open (assumed)."""
RETURN_WEEKS = 4
"""The change is complete after so many weeks (assumed; a straight line until then)."""
FEWEST_DAYS = 14
LEAST_HOURS = 4.0
"""Fewer hours of a week that history never tells are gaps, not closed hours."""
CERTAIN_CONTACTS = 8.0
"""Zeros where the profile would have let expect as many contacts are closed hours."""
ROUND_THE_CLOCK_HOUR = np.array(
    [1.5, 1.0, 0.8, 0.7, 0.8, 1.1, 1.9, 3.1, 4.6, 5.8, 6.4, 6.5, 6.2, 6.1, 6.2, 6.1, 5.9, 5.7, 5.4,
     5.1, 4.7, 4.1, 3.2, 2.3]
)  # fmt: skip
"""Contacts of each local hour where no profile tells, in per cent (assumed: a consumer desk)."""
ROUND_THE_CLOCK_DAY = np.array([1.15, 1.1, 1.05, 1.05, 1.05, 0.85, 0.75])
"""Contacts of each weekday over the mean day, likewise."""


def usual_round_the_clock() -> Floats:
    """Shares of a week of a consumer desk that is open around the clock: (7, 96)."""
    hours = np.repeat(ROUND_THE_CLOCK_HOUR, SLOTS // 24)
    share = ROUND_THE_CLOCK_DAY[:, None] * hours
    return np.asarray(share / share.sum(), dtype=float)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Hours that are new: ``closed[weekday, slot]`` before, ``share`` of a week from now on.

    ``from_day`` is the first day of the new hours (days since 1970); without ``return_weeks`` all
    of it is felt at once.
    """

    closed: Bools
    share: Floats
    from_day: int
    come_back: float = COME_BACK
    return_weeks: float = RETURN_WEEKS

    @property
    def outside(self) -> float:
        """Share of a week's contacts outside the old hours."""
        return float(self.share[self.closed].sum())

    def applied(self, rates: Floats, day: Ints) -> Floats:
        """Rates of old hours (days, 96) with what the new hours bring and take away.

        The size of a week follows the rates: their mean over the days of each weekday.
        """
        weekday = weekday_of(day)
        closed = self.closed[weekday]
        before = np.where(closed, 0.0, rates)
        total = before.sum(1)
        usual = np.array([total[weekday == k].mean() for k in range(WEEK_DAYS) if k in weekday])
        busy = np.divide(
            total, self._mean_of(total, weekday), out=np.ones(len(day)), where=total > 0
        )
        week = float(usual.sum()) * WEEK_DAYS / len(usual)
        inside = 1 - self.outside
        later = week / (inside + self.come_back * self.outside)
        weeks = (day - self.from_day + 1) / WEEK_DAYS
        felt = np.clip(weeks / max(self.return_weeks, 1e-9), 0.0, 1.0)[:, None]
        new = later * self.share[weekday] * busy[:, None]
        kept = before * (1 - felt * (1 - (later * inside / week if week > 0 else 1.0)))
        return np.where(closed, felt * new, kept)

    @staticmethod
    def _mean_of(total: Floats, weekday: Ints) -> Floats:
        mean = np.array(
            [total[weekday == k].mean() if (weekday == k).any() else 1.0 for k in range(WEEK_DAYS)]
        )
        return np.asarray(np.maximum(mean, 1e-12)[weekday], dtype=float)


def opening_of(
    series: Series | None, *, shape: Shape, stated: bool, hours: Bools, from_day: int
) -> Opening | None:
    """The new hours of a stream; ``None`` where its history tells of all the hours it is open in.

    Parameters
    ----------
    shape
        Its profile, or its open hours.
    stated
        Whether ``shape`` is a profile: then zeros where it is not zero are closed hours too.
    hours
        Quarter hours of the week in which the desk is open now: (7, 96).
    """
    if series is None or np.isfinite(series.rate).any(1).sum() < FEWEST_DAYS:
        return None
    count, contacts = _told(series)
    target = (shape.share if stated else usual_round_the_clock()) * hours
    closed = (count == 0) & (target > 0)
    if stated:
        closed |= _silent(count, contacts, target)
    if closed.sum() * 24 / SLOTS < LEAST_HOURS or closed.all() or not contacts[~closed].any():
        return None
    return Opening(closed=closed, share=target / target.sum(), from_day=from_day)


def _told(series: Series) -> tuple[Floats, Floats]:
    """How often each quarter hour of the week is known, and its contacts."""
    seen = np.isfinite(series.rate)
    known = np.where(seen, series.rate, 0.0)
    days = [series.weekday == k for k in range(WEEK_DAYS)]
    count = np.stack([seen[of].sum(0) for of in days]).astype(float)
    return count, np.stack([known[of].sum(0) for of in days])


def _silent(count: Floats, contacts: Floats, target: Floats) -> Bools:
    """Stretches of zeros in which the profile would have let expect contacts."""
    heard = contacts > 0
    if not heard.any():
        return np.zeros(count.shape, dtype=bool)
    level = contacts[heard].sum() / (target * count)[heard].sum() if target[heard].sum() else 0.0
    expected = (level * target * count).ravel()
    quiet = ((contacts == 0) & (count > 0)).ravel()
    found = np.zeros(quiet.size, dtype=bool)
    for run in _runs(quiet):
        found[run] = expected[run].sum() > CERTAIN_CONTACTS
    return found.reshape(count.shape)


def _runs(quiet: Bools) -> Sequence[slice]:
    edge = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(int)))
    return [slice(int(a), int(b)) for a, b in zip(edge[::2], edge[1::2], strict=True)]
