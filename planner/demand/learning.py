"""Learns a stream's ordinary demand (:class:`planner.demand.model.Model`) from its history.

Level and weekday factors come from day totals without holidays, days after holidays and outliers.
Shares are pooled over all days, then over Monday–Friday, Saturday and Sunday, then by weekday; each
step counts like a number of contacts, so that a small queue borrows from its own other days.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from planner.clock import WEEK_DAYS
from planner.demand.curves import (
    filled_in,
    running_level,
    running_mean,
    running_median,
    smooth_circular,
    smooth_within,
)
from planner.demand.model import YEAR, Model, holiday_kinds, sunday_like
from planner.demand.series import SLOTS, Bools, Floats, Ints, Series, in_blocks, in_weeks
from planner.demand.shape import Shape
from planner.demand.spread import UNKNOWN_DAY, dispersion

LEVEL_HALF_LIFE = 5.0
WEEKDAY_HALF_LIFE = 12.0 * WEEK_DAYS
SHARE_HALF_LIFE = 8.0 * WEEK_DAYS
OUTLIERS = (0.5, 1.6)
"""A day counts at least and at most so many times the median of its surroundings."""
FORTNIGHT, ROUNDS = 15, 3
GROUP = np.array([0, 0, 0, 0, 0, 1, 2])
GROUP_CONTACTS, WEEKDAY_CONTACTS, HOLIDAY_CONTACTS = 100.0, 2000.0, 200.0
SMOOTH_CONTACTS = 300.0
HOLIDAY_DAYS, AFTER_DAYS = 2.0, 4.0
"""Days that the prior belief counts for: a holiday is like a Sunday, the day after like any."""
HIGHEST_RATIO = 3.0
ANNUAL_FROM, ANNUAL_WIDTH = 56 * WEEK_DAYS, 21
LEAST_SEEN = 0.5
"""A day of which less is known, by its usual shares, is not used for totals."""
LEAST_FACTOR = 0.05
"""Weekdays with less of a mean day say nothing about the level."""
WIDEST_GRAIN = 4
"""Observations longer than an hour say nothing about the shape of the day."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """Day totals of a history and what kind of day each one is."""

    series: Series
    holidays: Ints

    @cached_property
    def _completed(self) -> tuple[Floats, Floats]:
        weeks, lead = in_weeks(self.series.rate, self.series)
        seen = np.isfinite(weeks)
        known = np.where(seen, weeks, 0.0)
        count = seen.sum(0)
        own = known.sum(0)
        pooled = own.sum(0) / np.maximum(count.sum(0), 1)
        usual = np.where(count > 0, own / np.maximum(count, 1), pooled) + 1e-9
        usual /= usual.sum(1, keepdims=True)
        share = (seen * usual).sum(2)
        total = np.where(share >= LEAST_SEEN, known.sum(2) / np.maximum(share, 1e-9), np.nan)
        filled = np.where(seen, weeks, total[:, :, None] * usual)
        days = slice(lead, lead + len(self.series.rate))
        return total.ravel()[days], filled.reshape(-1, SLOTS)[days]

    @property
    def total(self) -> Floats:
        """Contacts of each day in 24 hours, scaled up by usual shares where some are missing."""
        return self._completed[0]

    @property
    def filled(self) -> Floats:
        """Rates with the missing cells of known days filled in."""
        return self._completed[1]

    @cached_property
    def known(self) -> Bools:
        return np.isfinite(self.total)

    @cached_property
    def kinds(self) -> tuple[Bools, Bools]:
        """Public holidays, and days after one."""
        return holiday_kinds(self.series.day, self.holidays)

    @cached_property
    def ordinary(self) -> Bools:
        """Known days that are neither holiday nor the day after (all known ones if none is)."""
        off, after = self.kinds
        plain = self.known & ~off & ~after
        return plain if plain.any() else self.known

    def weight(self, half_life: float) -> Floats:
        """Weight of each ordinary day by its age; zero for the others."""
        age = self.series.last_day - self.series.day
        return np.asarray(0.5 ** (age / half_life) * self.ordinary, dtype=float)


def fit(series: Series, *, shape: Shape, holidays: Ints) -> Model | None:
    """Learn from history; ``None`` where not a single day of it is known.

    ``shape`` stands in for what the history does not tell; ``holidays`` are days since 1970-01-01.
    """
    days = Days(series=series, holidays=holidays)
    if not len(series.rate) or not days.known.any():
        return None
    weekday = _weekday_factors(days, shape)
    adjusted, usual = _adjusted(days, weekday)
    level = running_level(adjusted, LEVEL_HALF_LIFE)
    share = _shares(days, shape)
    return Model(
        last_day=series.last_day,
        level=float(level[-1]),
        weekday=weekday,
        share=share,
        holiday=_holiday_factor(days, weekday, usual),
        holiday_share=_holiday_share(days, share),
        after=_after_factor(days, weekday, usual),
        annual=_annual_index(adjusted),
        interval_spread=cache(lambda: _spread(days, weekday, share, level)),
        day_spread=cache(lambda: _day_spread(days, weekday, level)),
    )


def _spread(days: Days, weekday: Floats, share: Floats, level: Floats) -> Floats:
    """v of the intervals, for four lead weeks."""
    series = days.series
    expected = weekday[series.weekday][:, None] * share[series.weekday]
    return dispersion(
        in_blocks(series.rate, series), in_blocks(expected, series), level=level,
        usable=days.ordinary, unit=series.unit,
    )  # fmt: skip


def _day_spread(days: Days, weekday: Floats, level: Floats) -> float:
    """v of the totals of days in the first week ahead."""
    found = dispersion(
        days.total[:, None], weekday[days.series.weekday][:, None], level=level,
        usable=days.ordinary, unit=days.series.unit, unknown=UNKNOWN_DAY,
    )  # fmt: skip
    return float(found[0])


def _weekday_factors(days: Days, shape: Shape) -> Floats:
    """Each weekday over the mean day, from ratios to the week around it."""
    total = np.where(days.ordinary, days.total, np.nan)
    weight = np.nan_to_num(in_weeks(days.weight(WEEKDAY_HALF_LIFE), days.series)[0])
    factor = np.ones(WEEK_DAYS)
    for _ in range(ROUNDS):
        base = running_mean(_over(total, factor[days.series.weekday]), WEEK_DAYS, least=1)
        ratio = np.where(base > 0, total / np.where(base > 0, base, 1.0), np.nan)
        factor = _with_prior(*_typical(in_weeks(ratio, days.series)[0], weight), shape)
    return factor


def _over(total: Floats, factor: Floats) -> Floats:
    """Totals as those of a mean day; weekdays without volume tell nothing."""
    said = factor >= LEAST_FACTOR
    return np.where(said, total / np.where(said, factor, 1.0), np.nan)


def _typical(ratio: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Weighted mean of each weekday's ratios (weeks, 7), outliers clipped, and its weight."""
    count = np.isfinite(ratio).sum(0)
    ordered = np.sort(ratio, axis=0)
    at, top = np.arange(WEEK_DAYS), np.maximum(count - 1, 0)
    middle = (ordered[top // 2, at] + ordered[(top + 1) // 2, at]) / 2
    clipped = np.clip(ratio, OUTLIERS[0] * middle, OUTLIERS[1] * middle)
    used = np.where(np.isfinite(ratio), weight, 0.0)
    total = used.sum(0)
    mean = np.where(used > 0, clipped * used, 0.0).sum(0) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, np.nan), total


def _with_prior(mean: Floats, weight: Floats, shape: Shape) -> Floats:
    """Blend learnt factors with those of the shape, which alone speaks for weekdays never seen."""
    seen = weight > 0
    if not seen.any():
        return shape.weekday
    prior = shape.weekday
    scale = prior[seen].sum()
    prior = prior * mean[seen].sum() / scale if scale > 0 else np.full(WEEK_DAYS, mean[seen].mean())
    blended = (np.where(seen, weight * mean, 0.0) + shape.weeks * prior) / (weight + shape.weeks)
    if not blended.any():
        return shape.weekday
    return np.asarray(blended / blended.mean(), dtype=float)


def _adjusted(days: Days, weekday: Floats) -> tuple[Floats, Floats]:
    """Totals of ordinary days as those of a mean day, without outliers; and their usual run."""
    plain = _over(np.where(days.ordinary, days.total, np.nan), weekday[days.series.weekday])
    if not np.isfinite(plain).any():
        plain = np.where(days.known, days.total, np.nan)
    usual = filled_in(running_median(plain, FORTNIGHT, least=1))
    return np.clip(plain, OUTLIERS[0] * usual, OUTLIERS[1] * usual), usual


def _shares(days: Days, shape: Shape) -> Floats:
    """Share of each quarter hour in its weekday: (7, 96), rows sum to 1."""
    series = days.series
    if series.grain > WIDEST_GRAIN:
        return shape.intraday
    weighted = np.where(days.ordinary[:, None], days.filled, 0.0)
    weighted = weighted * days.weight(SHARE_HALF_LIFE)[:, None]
    by_weekday = np.nansum(in_weeks(weighted, series)[0], axis=0)
    pool = _pooled(by_weekday.sum(0), shape)
    groups = [_toward(by_weekday[g == GROUP].sum(0), pool, GROUP_CONTACTS) for g in range(3)]
    share = np.stack(
        [_toward(by_weekday[k], groups[GROUP[k]], WEEKDAY_CONTACTS) for k in range(WEEK_DAYS)]
    )
    if series.grain > 1:
        share = smooth_within(share, grain=series.grain, phase=series.phase)
    return share


def _pooled(contacts: Floats, shape: Shape) -> Floats:
    """Shape of all days together, smoothed as far as the contacts are few."""
    pool = _toward(contacts, shape.share.sum(0), shape.contacts)
    smoothing = SMOOTH_CONTACTS / (SMOOTH_CONTACTS + contacts.sum())
    return np.asarray(smoothing * smooth_circular(pool) + (1 - smoothing) * pool, dtype=float)


def _toward(contacts: Floats, prior: Floats, worth: float) -> Floats:
    return np.asarray((contacts + worth * prior) / (contacts.sum() + worth), dtype=float)


def _holiday_factor(days: Days, weekday: Floats, usual: Floats) -> float:
    """Volume of a holiday on a working weekday over the mean day's, drawn towards a Sunday."""
    seen = days.kinds[0] & days.known & (days.series.weekday < 5) & (usual > 0)
    ratio = np.minimum(days.total[seen] / usual[seen], HIGHEST_RATIO)
    prior = sunday_like(weekday)
    return float((ratio.sum() + HOLIDAY_DAYS * prior) / (seen.sum() + HOLIDAY_DAYS))


def _after_factor(days: Days, weekday: Floats, usual: Floats) -> float:
    """Volume of a working weekday after a holiday over that weekday's usual one."""
    expected = usual * weekday[days.series.weekday]
    seen = days.kinds[1] & days.known & (days.series.weekday < 5) & (expected > 0)
    ratio = np.minimum(days.total[seen] / expected[seen], HIGHEST_RATIO)
    return float((ratio.sum() + AFTER_DAYS) / (seen.sum() + AFTER_DAYS))


def _holiday_share(days: Days, share: Floats) -> Floats:
    off = days.kinds[0] & days.known
    if days.series.grain > WIDEST_GRAIN or not off.any():
        return np.asarray(share[6], dtype=float)
    return _toward(days.filled[off].sum(0), share[6], HOLIDAY_CONTACTS)


def _annual_index(adjusted: Floats) -> Floats | None:
    """Smoothed level of each day, where history reaches back 56 weeks and says something there."""
    if len(adjusted) < ANNUAL_FROM:
        return None
    smooth = filled_in(running_mean(filled_in(adjusted), ANNUAL_WIDTH, least=7))
    return smooth if smooth[-1 - YEAR] > 0 else None
