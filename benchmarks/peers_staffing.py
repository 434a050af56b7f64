"""Fewest agents beside pyworkforce: seconds, and head-counts that are off by one.

    python -m benchmarks.peers_staffing [--intervals 100000] [--runs 3]

pyworkforce lives in an environment of its own, ``build/peers-venv``, made on first use; both get
the same rows in the same run. Exact head-counts come from Erlang's recursion and whole fractions,
written out here once more. 80 % within 20 seconds, Erlang C, 30 % shrinkage.
"""

import argparse
import math
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from planner.staffing import erlang
from planner.staffing.rounding import gross_agents, whole_agents

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
HERE = Path(__file__).parent
PEERS = HERE.parent / "build/peers-venv"
PEER = "pyworkforce"
INTERVALS, HEAD_COUNTS = 100_000, 20_000
WITHIN_S, TARGET, SHRINKAGE = 20, 0.8, 0.3
INTERVAL_S = 1800


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Intervals of half an hour: contacts and mean handle times in seconds."""

    name: str
    contacts: Array
    aht_s: Array

    @property
    def load(self) -> Array:
        """Erlangs."""
        return self.contacts * self.aht_s / INTERVAL_S


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Agents at work and heads with shrinkage of every row, and the seconds that took."""

    agents: Counts
    heads: Counts
    seconds: float


def drawn(name: str, size: int, *, seed: int, handle_times: bool) -> Rows:
    """Loads even in 0.01 to 100 erlangs; one handle time for all, or one for each interval."""
    rng = np.random.default_rng(seed)
    aht_s = 300 * rng.gamma(25, 1 / 25, size) if handle_times else np.full(size, 300.0)
    return Rows(name=name, contacts=rng.uniform(0.01, 100, size) * INTERVAL_S / aht_s, aht_s=aht_s)


def ours(rows: Rows, runs: int) -> Answer:
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        agents = erlang.required_agents(
            rows.load, aht=rows.aht_s, within=WITHIN_S, service_level=TARGET
        )
        heads = whole_agents(gross_agents(agents, SHRINKAGE))
        seconds.append(perf_counter() - begun)
    return Answer(agents=agents, heads=heads, seconds=min(seconds))


def theirs(rows: Rows, runs: int) -> Answer:
    """The rows as pyworkforce wants them, in minutes."""
    text = "".join(
        f"{contacts!r} {aht / 60!r} {WITHIN_S / 60!r} {INTERVAL_S / 60!r} {SHRINKAGE} {TARGET}\n"
        for contacts, aht in zip(rows.contacts.tolist(), rows.aht_s.tolist(), strict=True)
    )
    run = subprocess.run(
        [python(), HERE / "peer_pyworkforce.py", str(runs)],
        input=text, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *lines, seconds = run.stdout.splitlines()
    agents, heads = np.array([line.split() for line in lines], dtype=np.int64).T
    return Answer(agents=agents, heads=heads, seconds=float(seconds))


def exact(rows: Rows) -> Answer:
    """One interval after the other, and shrinkage as a whole fraction."""
    begun = perf_counter()
    agents = [_fewest(*row) for row in zip(rows.load.tolist(), rows.aht_s.tolist(), strict=True)]
    kept = 1 - Fraction(str(SHRINKAGE))
    heads = [math.ceil(count / kept) for count in agents]
    return Answer(agents=np.array(agents), heads=np.array(heads), seconds=perf_counter() - begun)


def _fewest(load: float, aht_s: float) -> int:
    inverse, agents = 1.0, 0
    while True:
        agents += 1
        inverse = 1 + inverse * agents / load
        if agents > load:
            wait = 1 / (load / agents + (1 - load / agents) * inverse)
            if 1 - wait * math.exp(-(agents - load) * WITHIN_S / aht_s) >= TARGET:
                return agents


def python() -> Path:
    """The interpreter of the peers' environment, which is made if it is not there."""
    binary = PEERS / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (PEERS / "ready").exists():
        print(f"making {PEERS.relative_to(HERE.parent)} with {PEER}", flush=True)
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([binary, "-m", "pip", "install", "--quiet", PEER], check=True)
        (PEERS / "ready").touch()
    return binary


def peer_version() -> str:
    code = f"from importlib.metadata import version; print(version({PEER!r}))"
    return subprocess.run(
        [python(), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def compare(rows: Rows, runs: int) -> None:
    """One row of the table."""
    own, other, true = ours(rows, runs), theirs(rows, runs), exact(rows)
    print(f"{rows.name:<36}{rows.load.size:>9,}{own.seconds:>9.3f}{other.seconds:>9.2f}", end="")
    print(f"{other.seconds / own.seconds:>9.0f} x", end="")
    for of in (lambda answer: answer.agents, lambda answer: answer.heads):
        print(f"{_misses(own, true, of):>9}{_misses(other, true, of):>9}", end="")
    print(flush=True)


def _misses(answer: Answer, true: Answer, of: Callable[[Answer], Counts]) -> int:
    return int((of(answer) != of(true)).sum())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--intervals", type=int, default=INTERVALS)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    try:
        print(f"planner {version('planner')}, {PEER} {peer_version()}")
    except subprocess.CalledProcessError as error:
        print(f"{PEER} cannot be installed: {error}")
        return 2
    print(f"{'':36}{'':9}{'seconds':>18}{'':11}{'agents wrong':>18}{'heads wrong':>18}")
    print(f"{'rows':<36}{'number':>9}{'ours':>9}{'theirs':>9}{'faster':>11}", end="")
    print(f"{'ours':>9}{'theirs':>9}" * 2)
    for rows in (
        drawn("one handle time", asked.intervals, seed=1, handle_times=False),
        drawn("a handle time for each", asked.intervals, seed=2, handle_times=True),
        drawn("head-counts", HEAD_COUNTS, seed=3, handle_times=False),
    ):
        compare(rows, asked.runs)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
