"""Writers who save one scenario at the same time: is any update lost?

    python -m benchmarks.writers                       ten writers on PostgreSQL for a minute
    python -m benchmarks.writers --sqlite              the same on the SQLite register
    python -m benchmarks.writers --url postgresql://…  on an empty database of one's own

Every writer reads the newest version, counts a number in it up by one and saves it on top of that
version; who is told that somebody was faster reads again. Exits with 1 when an update was lost.
"""

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from planner.folder import read_folder
from tests.support.folders import write_folder
from tests.support.postgresql import new_database, server
from tests.support.writers import Outcome, race


def main() -> int:
    """Run the race and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--url", help="an empty database; a server is started without it")
    parser.add_argument("--sqlite", action="store_true")
    wanted = parser.parse_args()
    given = wanted.url is not None or wanted.sqlite
    with tempfile.TemporaryDirectory() as folder, nullcontext("") if given else server() as own:
        url = wanted.url or (new_database(own) if own else None)
        first = read_folder(write_folder(Path(folder) / "plan"))
        outcome = race(
            Path(folder) / "store", url, first, writers=wanted.writers, seconds=wanted.seconds
        )
    return _told(outcome, "SQLite" if url is None else "PostgreSQL")


def _told(outcome: Outcome, database: str) -> int:
    print(f"{database}, {len(outcome.saved)} writers, {outcome.seconds:.1f} s")
    print(f"saved            {sum(outcome.saved):,}")
    print(f"refused as stale {sum(outcome.refused):,}")
    print(f"counted          {outcome.counted:,}")
    print(f"lost             {sum(outcome.saved) - outcome.counted:,}")
    for fault in outcome.faults:
        print(f"fault: {fault}")
    return int(bool(outcome.faults) or outcome.counted != sum(outcome.saved))


if __name__ == "__main__":
    sys.exit(main())
