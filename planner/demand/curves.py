"""Running means and medians over days with gaps, and smoothing of daily curves. NaN is unknown."""

import numpy as np

from planner.demand.series import SLOTS, Floats, Ints

KERNEL_HOURS, KERNEL_REACH = 1.0, 6.0


def _windows(values: Floats, width: int) -> Floats:
    half = width // 2
    padded = np.concatenate([np.full(half, np.nan), values, np.full(half, np.nan)])
    return np.lib.stride_tricks.sliding_window_view(padded, width)


def running_mean(values: Floats, width: int, *, least: int) -> Floats:
    """Centred mean of what is known; NaN where fewer than ``least`` values are."""
    half, known = width // 2, np.isfinite(values)
    first = np.maximum(np.arange(len(values)) - half, 0)
    last = np.minimum(np.arange(len(values)) + half + 1, len(values))
    count = _sums(known.astype(float), first, last)
    total = _sums(np.where(known, values, 0.0), first, last)
    return np.where(count >= least, total / np.maximum(count, 1), np.nan)


def _sums(values: Floats, first: Ints, last: Ints) -> Floats:
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(total[last] - total[first], dtype=float)


def running_median(values: Floats, width: int, *, least: int) -> Floats:
    """Centred median of what is known; NaN where fewer than ``least`` values are."""
    ordered = np.sort(_windows(values, width), axis=1)
    count = np.isfinite(ordered).sum(1)
    row, top = np.arange(len(values)), np.maximum(count - 1, 0)
    middle = (ordered[row, top // 2] + ordered[row, (top + 1) // 2]) / 2
    return np.asarray(np.where(count >= least, middle, np.nan), dtype=float)


def filled_in(values: Floats) -> Floats:
    """Straight lines over the gaps, level ends; at least one value must be known."""
    known = np.flatnonzero(np.isfinite(values))
    return np.asarray(np.interp(np.arange(len(values)), known, values[known]), dtype=float)


def running_level(values: Floats, half_life: float) -> Floats:
    """Exponentially weighted mean of all days so far; before the first known day its value."""
    known = np.isfinite(values)
    grown = 2.0 ** ((np.arange(len(values)) - len(values)) / half_life)
    total = np.cumsum(np.where(known, values, 0.0) * grown)
    weight = np.cumsum(known * grown)
    level = np.full(len(values), values[known][0])
    np.divide(total, weight, out=level, where=weight > 0)
    return level


def smooth_circular(curve: Floats) -> Floats:
    """A daily curve through a bell of one hour's width, around midnight too."""
    per_hour = SLOTS // 24
    reach = int(KERNEL_REACH * per_hour)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (KERNEL_HOURS * per_hour)) ** 2)
    padded = np.concatenate([curve[-reach:], curve, curve[:reach]])
    return np.convolve(padded, kernel / kernel.sum(), "valid")


def smooth_within(curves: Floats, *, grain: int, phase: int) -> Floats:
    """Slopes inside observations of several slots, their sums kept and nothing below zero.

    Limited central slopes (van Leer, 1977), circular along each row.
    """
    turned = np.roll(curves, -phase, axis=1)
    mean = turned.reshape(len(curves), -1, grain).mean(2)
    up, down = np.roll(mean, -1, axis=1) - mean, mean - np.roll(mean, 1, axis=1)
    limit = np.minimum(np.minimum(np.abs(up), np.abs(down)) * 2, np.abs(up + down) / 2)
    slope = np.where(up * down > 0, np.sign(up) * limit, 0.0)
    at = (np.arange(grain) + 0.5) / grain - 0.5
    shaped = (mean[:, :, None] + slope[:, :, None] * at).reshape(curves.shape)
    return np.roll(shaped, phase, axis=1)
