"""Whose turn it is: people who serve several queues one after the other.

Who serves several queues in turn keeps an account of each: time that the calendar has given to it
less time spent on it. A contact in hand when the calendar moves on makes one queue's time longer
and the next one's shorter; the next change comes as much later, or is left out, so that over a
shift every queue gets its time. Who has chats in hand goes on taking chats until the next queue is
owed as much time as a chat takes: letting them run out leaves slots empty for half of that.
"""

from numba import njit

from planner.simulation.floor import NOBODY, Floor
from planner.simulation.heap import push

LEAST_TURN_S = 60.0
"""Nobody changes queues for a shorter time than this that is owed."""
INSTANT_S = 1e-3
"""Times that differ by less are the same."""


@njit(cache=True, nogil=True, error_model="numpy")
def ask_for(floor: Floor, who: int, row: int, now: float) -> None:
    """The calendar gives somebody's time to a set from now on; with a shift accounts begin anew."""
    person = floor.people[who]
    if person["want"] == NOBODY:
        floor.account[who, :] = 0.0
        person["began"] = now
    else:
        floor.account[who, person["want"]] += now - person["asked"]
    person["want"] = row
    person["asked"] = now


@njit(cache=True, nogil=True, error_model="numpy")
def balance(floor: Floor, who: int, row: int, now: float) -> float:
    """Seconds of a set's time that somebody still owes it; negative: it had too much."""
    person = floor.people[who]
    seconds = floor.account[who, row]
    if row == person["want"]:
        seconds += now - person["asked"]
    if row == person["now"]:
        seconds -= now - max(person["since"], person["began"])
    return float(seconds)


@njit(cache=True, nogil=True, error_model="numpy")
def turn(floor: Floor, who: int, now: float) -> int:
    """The set whose turn it is: the calendar's, unless another one is owed more time than it.

    While contacts are in hand the set in effect is given its ``stay`` more.
    """
    person = floor.people[who]
    best = int(person["want"])
    if best == NOBODY:
        return best
    own = max(0.0, balance(floor, who, best, now))
    most = 0.0
    stay = floor.sets[person["now"]]["stay"] if person["hands"] > 0 else 0.0
    for row in range(floor.account.shape[1]):
        if row != person["want"]:
            margin = own if row == person["now"] else own + LEAST_TURN_S
            owed = balance(floor, who, row, now) + (stay if row == person["now"] else 0.0)
            if owed > margin + INSTANT_S and owed > most:
                best, most = row, owed
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def mind_the_time(floor: Floor, who: int, now: float) -> None:
    """Look up again when a set that is not the calendar's has had its time."""
    person = floor.people[who]
    if person["now"] == person["want"] or person["want"] == NOBODY or person["reminder"] > now:
        return
    over = balance(floor, who, person["now"], now)
    own = balance(floor, who, person["want"], now)
    person["reminder"] = now + max(INSTANT_S, min(over, (over - own) / 2))
    push(floor, person["reminder"], -1 - who)
