"""Events to come, the earliest first, and time put down to intervals."""

from numba import njit

from planner.simulation.floor import Floats, Floor


@njit(cache=True, nogil=True, error_model="numpy")
def push(floor: Floor, time: float, what: int) -> None:
    """Put an event of the future where the earliest stands first."""
    heap = floor.endings
    i = floor.size[0]
    floor.size[0] = i + 1
    while i > 0 and heap[(i - 1) // 2]["time"] > time:
        heap[i] = heap[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i]["time"] = time
    heap[i]["what"] = what


@njit(cache=True, nogil=True, error_model="numpy")
def pop(floor: Floor) -> int:
    """Take out the earliest event of the future."""
    heap = floor.endings
    first = heap[0]["what"]
    size = floor.size[0] - 1
    floor.size[0] = size
    time, what = heap[size]["time"], heap[size]["what"]
    i = 0
    while 2 * i + 1 < size:
        below = 2 * i + 1
        if below + 1 < size and heap[below + 1]["time"] < heap[below]["time"]:
            below += 1
        if heap[below]["time"] >= time:
            break
        heap[i] = heap[below]
        i = below
    heap[i]["time"] = time
    heap[i]["what"] = what
    return int(first)


@njit(cache=True, nogil=True, error_model="numpy")
def add_time(row: Floats, begin: float, end: float, step: float) -> None:
    """Add the seconds between two moments to the intervals in which they lie."""
    end = min(end, len(row) * step)
    at = max(begin, 0.0)
    i = int(at // step)
    while at < end:
        stop = min(end, (i + 1) * step)
        row[i] += stop - at
        at = stop
        i += 1
