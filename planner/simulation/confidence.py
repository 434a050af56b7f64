"""Means of replications and how sure they are.

A figure such as a service level is the ratio of two sums over replications (contacts in time ÷
contacts judged), so that quiet days weigh little; its 95 % interval is the mean ± Student's t times
the standard error of that ratio (linearised; W. G. Cochran, "Sampling Techniques", 1977, ch. 2.11).
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.stats import t as student

from planner.simulation.floor import Floats
from planner.simulation.tally import Tally

CONFIDENCE = 0.95

RATIOS: dict[str, tuple[str, str | None]] = {
    "service_level": ("in_time", "judged"),
    "mean_wait_s": ("waited", "offered"),
    "abandonment": ("abandoned", "offered"),
    "occupancy": ("busy", "staffed"),
    "backlog": ("waiting", None),
}
"""Figures with an interval, as one measure over another (none: over the replications)."""
MEANS = ("offered", "answered", "abandoned", "turned_away")
SHARES = ("service_level", "abandonment", "occupancy")


@dataclass
class Sums:
    """Running sums over replications, so that no replication needs to be kept."""

    count: int = 0
    of: dict[str, Floats] = field(default_factory=dict)

    def add(self, measures: Tally) -> None:
        """Take in one replication."""
        self.count += 1
        for name in MEANS:
            self._add(name, measures[name])
        for over, under in RATIOS.values():
            x = measures[over]
            n = np.ones_like(x) if under is None else measures[under]
            for key, value in (("x", x), ("n", n), ("xx", x * x), ("xn", x * n), ("nn", n * n)):
                self._add(f"{over}/{under}/{key}", value)

    def _add(self, name: str, value: Floats) -> None:
        if name in self.of:
            self.of[name] += value
        else:
            self.of[name] = value.astype(float)

    def figures(self) -> dict[str, Floats]:
        """Means of counts; each ratio with its ``_low`` and ``_high``, NaN where nothing was."""
        found = {name: self.of[name] / self.count for name in MEANS}
        for name in RATIOS:
            middle, half = self._ratio(name)
            low, high = middle - half, middle + half
            ceiling = 1.0 if name in SHARES else np.inf
            found[name] = middle
            found[f"{name}_low"] = np.clip(low, 0.0, ceiling)
            found[f"{name}_high"] = np.clip(high, 0.0, ceiling)
        return found

    def _ratio(self, name: str) -> tuple[Floats, Floats]:
        """A ratio of sums and the half width of its interval, infinite for a single replication."""
        over, under = RATIOS[name]
        x, n, xx, xn, nn = (
            self.of[f"{over}/{under}/{key}"] for key in ("x", "n", "xx", "xn", "nn")
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            middle: Floats = x / n
            if self.count < 2:
                return middle, np.where(np.isnan(middle), np.nan, np.inf)
            squares = np.maximum(xx - 2 * middle * xn + middle**2 * nn, 0.0)
            error = np.sqrt(squares * self.count / (self.count - 1)) / n
        width = float(student.ppf((1 + CONFIDENCE) / 2, self.count - 1))
        return middle, width * error
