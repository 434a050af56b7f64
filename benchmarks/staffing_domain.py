"""Random inputs over the whole domain: what fails, what is no number, what runs the wrong way.

    python -m benchmarks.staffing_domain [INPUTS]

Loads of 0.01 to 100,000 erlangs, 5 to 300 % staffed, with whole and fractional agents; a fifth of
the queues have endless patience, the others 0.01 to 1,000 handle times. Every figure is computed
for each input and again with one argument raised by a random amount, tiny to double. Whatever then
moves against the direction that theory gives it is counted as a break.

The service level of contacts *offered* or *answered* has no direction in patience: whoever gives up
sooner also makes room for others. The *virtual* one has, and so has the requirement that keeps it.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.staffing import erlang

Array = NDArray[np.float64]
INPUTS = 400_000
BLOCK = 10_000
"""Inputs of one call; they share a definition of the service level, four blocks have all."""
DEFINITIONS = ("offered", "answered", "virtual", "excluding_short_abandons")
NOISE = 1e-12
"""Steps the wrong way up to this, of a share or of a wait in seconds, are rounding."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Queues with their targets, one an entry; times in seconds."""

    load: Array
    agents: Array
    aht: Array
    within: Array
    patience: Array
    service_level: Array
    max_abandon: Array
    max_occupancy: Array
    definition: str

    @property
    def queue(self) -> dict[str, Array]:
        """Arguments of the figures that hold for a wait of any length."""
        return {
            "load": self.load,
            "agents": self.agents,
            "aht": self.aht,
            "patience": self.patience,
        }

    @property
    def target(self) -> dict[str, Any]:
        """Arguments of a requirement."""
        names = ("load", "aht", "within", "patience", "service_level", "max_abandon")
        return {name: getattr(self, name) for name in (*names, "max_occupancy", "definition")}

    def row(self, index: int) -> "Inputs":
        """One queue alone."""
        columns = [field.name for field in fields(self) if field.name != "definition"]
        return replace(self, **{name: getattr(self, name)[[index]] for name in columns})


Figure = Callable[[Inputs], Array]
FIGURES: dict[str, Figure] = {
    "blocking": lambda given: erlang.blocking(given.load, given.agents),
    "wait probability": lambda given: erlang.wait_probability(**given.queue),
    "abandonment": lambda given: erlang.abandonment(**given.queue),
    "occupancy": lambda given: erlang.occupancy(**given.queue),
    "mean wait": lambda given: erlang.mean_wait(**given.queue),
    "service level": lambda given: erlang.service_level(
        **given.queue, within=given.within, definition=given.definition
    ),
    "required agents": lambda given: erlang.required_agents(**given.target),
    "required for abandonment": lambda given: erlang.required_agents(
        **given.target | {"service_level": 1e-6, "within": 1e9, "max_occupancy": 1.0}
    ),
}
SHARES = {"blocking", "wait probability", "abandonment", "occupancy", "service level"}

DIRECTIONS: dict[str, dict[str, int]] = {
    "blocking": {"load": 1, "agents": -1},
    "wait probability": {"load": 1, "agents": -1, "patience": 1},
    "abandonment": {"load": 1, "agents": -1, "patience": -1},
    "occupancy": {"load": 1, "agents": -1, "patience": 1},
    "mean wait": {"load": 1, "agents": -1, "patience": 1},
    "service level": {"load": -1, "agents": 1, "within": 1, "patience": -1},
    "required agents": {
        "load": 1, "service_level": 1, "within": -1, "patience": 1,
        "max_abandon": -1, "max_occupancy": -1,
    },
    "required for abandonment": {"load": 1, "patience": -1, "max_abandon": -1},
}  # fmt: skip
"""Which way a figure goes when an argument is raised; it may stay where it is."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How one figure fared: inputs tried, those that failed, and steps the wrong way."""

    figure: str
    inputs: int
    errors: int
    not_numbers: int
    out_of_range: int
    steps: dict[str, int]
    breaks: dict[str, int]

    @property
    def clean(self) -> bool:
        """Nothing failed."""
        return not (self.errors + self.not_numbers + self.out_of_range + sum(self.breaks.values()))


def counts(inputs: int = INPUTS, *, block: int = BLOCK, seed: int = 3) -> Iterator[Count]:
    """One count a figure, over the same inputs."""
    blocks = list(drawn(inputs, block=block, seed=seed))
    for figure in FIGURES:
        yield _total([_count(figure, block, seed + i) for i, block in enumerate(blocks)])


def drawn(inputs: int, *, block: int, seed: int) -> Iterator[Inputs]:
    """Blocks of random inputs, each with one definition of the service level."""
    for number, first in enumerate(range(0, inputs, block)):
        rng = np.random.default_rng([seed, number])
        yield _block(rng, min(block, inputs - first), DEFINITIONS[number % len(DEFINITIONS)])


def _block(rng: np.random.Generator, size: int, definition: str) -> Inputs:
    load = np.where(rng.random(size) < 0.01, 0.0, 10 ** rng.uniform(-2, 5, size))
    agents = load / rng.uniform(0.05, 3, size)
    aht = 10 ** rng.uniform(1, 4, size)
    patience = aht * 10 ** rng.uniform(-2, 3, size)
    return Inputs(
        load=load, aht=aht, definition=definition,
        agents=np.where(rng.random(size) < 0.7, np.floor(agents), agents),
        patience=np.where(rng.random(size) < 0.2, np.inf, patience),
        within=rng.choice([0.0, 1.0, 20.0, 300.0, 86_400.0], size) * rng.uniform(0.5, 2, size),
        service_level=rng.uniform(0.01, 0.999, size),
        max_abandon=np.where(rng.random(size) < 0.5, 1.0, rng.uniform(0.001, 0.5, size)),
        max_occupancy=np.where(rng.random(size) < 0.5, 1.0, rng.uniform(0.3, 1, size)),
    )  # fmt: skip


def _count(figure: str, given: Inputs, seed: int) -> Count:
    value, errors = _tried(FIGURES[figure], given)
    rng = np.random.default_rng(seed)
    steps, breaks = {}, {}
    for argument, sign in DIRECTIONS[figure].items():
        before, after = _pair(figure, given, argument, rng)
        raised, more = _tried(FIGURES[figure], after)
        base = value if before is given else _tried(FIGURES[figure], before)[0]
        tried = ~np.isnan(base) & ~np.isnan(raised)
        steps[argument] = int(tried.sum())
        breaks[argument] = int(_wrong_way(sign, base[tried], raised[tried]).sum())
        errors += more
    outside = value > 1 if figure in SHARES else np.zeros(value.size, dtype=bool)
    return Count(
        figure=figure, inputs=value.size, errors=errors, not_numbers=int(np.isnan(value).sum()),
        out_of_range=int((outside | (value < 0)).sum()), steps=steps, breaks=breaks,
    )  # fmt: skip


def _tried(figure: Figure, given: Inputs) -> tuple[Array, int]:
    """The figure of each input, and how many raised an error or a warning (NaN there)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return np.asarray(figure(given), dtype=float), 0
        except Exception:
            if given.load.size == 1:
                return np.array([np.nan]), 1
    rows = [_tried(figure, given.row(i)) for i in range(given.load.size)]
    return np.concatenate([value for value, _ in rows]), sum(failed for _, failed in rows)


def _pair(
    figure: str, given: Inputs, argument: str, rng: np.random.Generator
) -> tuple[Inputs, Inputs]:
    """Inputs before and after raising an argument, where that has a direction."""
    if argument == "patience" and figure in ("service level", "required agents"):
        given = replace(given, definition="virtual", max_abandon=np.ones_like(given.load))
    now = getattr(given, argument)
    more = 10 ** rng.uniform(-9, 0, now.size)
    if argument in ("service_level", "max_abandon", "max_occupancy"):
        raised = now + 0.999 * (1 - now) * more
    else:
        raised = now * (1 + more)
    return given, replace(given, **{argument: raised})


def _wrong_way(sign: int, before: Array, after: Array) -> NDArray[np.bool_]:
    moved = np.subtract(after, before, out=np.zeros_like(before), where=after != before)
    return np.asarray(sign * moved < -NOISE * np.maximum(np.abs(before), 1))


def _total(parts: list[Count]) -> Count:
    def summed(name: str) -> dict[str, int]:
        columns = [getattr(part, name) for part in parts]
        return {key: sum(column[key] for column in columns) for key in columns[0]}

    return Count(
        figure=parts[0].figure, inputs=sum(part.inputs for part in parts),
        errors=sum(part.errors for part in parts),
        not_numbers=sum(part.not_numbers for part in parts),
        out_of_range=sum(part.out_of_range for part in parts),
        steps=summed("steps"), breaks=summed("breaks"),
    )  # fmt: skip


def main(inputs: int = INPUTS) -> int:
    """Print one row a figure; 1 if anything failed."""
    print(f"{inputs:,} random inputs, loads of 0.01 to 100,000 erlangs")
    print(f"{'figure':<26}{'errors':>8}{'NaN':>6}{'range':>7}  breaks when raised")
    begun, failed = perf_counter(), 0
    for count in counts(inputs):
        broken = ", ".join(f"{name} {breaks}" for name, breaks in count.breaks.items())
        print(f"{count.figure:<26}{count.errors:>8}{count.not_numbers:>6}", end="")
        print(f"{count.out_of_range:>7}  {broken}", flush=True)
        failed += not count.clean
    print(f"{perf_counter() - begun:.0f} s")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main(*(int(number) for number in sys.argv[1:2])))
