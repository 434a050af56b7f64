"""What pyworkforce makes of rows of a queue; runs in an environment that has it, and no planner.

Reads one row a line, ``contacts aht_minutes asa_minutes interval_minutes shrinkage target``, and
writes ``raw_positions positions`` a row, then the seconds of the fastest of ``runs`` runs.
"""

import sys
from time import perf_counter

from pyworkforce.queuing import ErlangC


def positions(row: list[float]) -> tuple[int, int]:
    contacts, aht, asa, interval, shrinkage, target = row
    queue = ErlangC(transactions=contacts, aht=aht, asa=asa, interval=interval, shrinkage=shrinkage)
    found = queue.required_positions(service_level=target, max_occupancy=1.0)
    return found["raw_positions"], found["positions"]


def main(runs: int) -> None:
    rows = [[float(value) for value in line.split()] for line in sys.stdin]
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        found = [positions(row) for row in rows]
        seconds.append(perf_counter() - begun)
    for raw, gross in found:
        print(raw, gross)
    print(min(seconds))


if __name__ == "__main__":
    main(int(sys.argv[1]))
