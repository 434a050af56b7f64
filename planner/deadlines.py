"""Ends for work that would go on for too long, whatever happens to the clock on the wall.

Solvers of other makers (CP-SAT, HiGHS, SCIP, GLOP, PDLP) read their time limits off the wall clock:
where that is set back by a day while they work, they would work for a day.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

SLACK_SECONDS = 1.0
"""Whoever keeps time by itself has so much longer to end by itself."""
_T = TypeVar("_T")


@contextmanager
def ended_after(seconds: float, end: Callable[[], object]) -> Iterator[None]:
    """Call ``end`` if what is done inside goes on for longer than it may.

    Parameters
    ----------
    end
        Asks the work to end; it is called from another thread.
    """
    wait = min(seconds + SLACK_SECONDS, threading.TIMEOUT_MAX)
    watch = threading.Timer(wait, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def within(
    seconds: float, work: Callable[[], _T], *, end: Callable[[], object] | None = None
) -> _T | None:
    """What work that may not be asked to end comes to; ``None`` when it goes on for too long.

    It is then left alone, in a thread that ends with the program. What it raises is raised here.

    Parameters
    ----------
    end
        Asks the work to end; where it does not listen within :data:`SLACK_SECONDS` it is left.
    """
    results: list[_T] = []
    faults: list[BaseException] = []

    def kept() -> None:
        try:
            results.append(work())
        except BaseException as fault:
            faults.append(fault)

    worker = threading.Thread(target=kept, daemon=True)
    worker.start()
    worker.join(min(seconds + SLACK_SECONDS, threading.TIMEOUT_MAX))
    if end is not None and worker.is_alive():
        end()
        worker.join(SLACK_SECONDS)
    if faults:
        raise faults[0]
    return results[0] if results else None


def unless_set_back(work: Callable[[], _T]) -> _T | None:
    """What work comes to; ``None`` where it fails and the clock was set back while it went on.

    MathOpt refuses its own answer when the time that it took comes out below zero.
    """
    begun = time.time()
    try:
        return work()
    except Exception:
        if time.time() < begun:
            return None
        raise
