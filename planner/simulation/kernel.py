"""The event loop: contacts meet people, one event after the other.

People finish what they have in hand before a pause, a change of queue or the way home. Who becomes
free takes the contact of the highest priority that has waited longest; who arrives gets, among the
people with the fewest queues, the one idle longest. Chats go to people who already hold some
before idle ones, and these take further chats while they have room: what needs a whole person is
for those with nothing in hand. (Keeping room free for it instead serves both worse.)
"""

import numpy as np
from numba import njit

from planner.simulation.floor import (
    AWAY,
    CLOSE,
    LEAVE,
    NOBODY,
    OPEN,
    PAUSE,
    SERVE,
    TAKEN,
    TICK,
    TURNED_AWAY,
    Floor,
)
from planner.simulation.heap import add_time, pop, push
from planner.simulation.turns import ask_for, mind_the_time, turn


@njit(cache=True, nogil=True, error_model="numpy")
def run(floor: Floor, own: int) -> None:
    """Let everything happen; the first ``own`` contacts arrive by themselves, in order of time."""
    a = e = 0
    while True:
        arrives = floor.contacts[a]["arrival"] if a < own else np.inf
        due = floor.calendar[e]["time"] if e < len(floor.calendar) else np.inf
        ends = floor.endings[0]["time"] if floor.size[0] > 0 else np.inf
        if min(arrives, due, ends) == np.inf:
            return
        if ends <= due and ends <= arrives:
            what = pop(floor)
            if what >= 0:
                _finish(floor, what, ends)
            else:
                _settle(floor, -1 - what, ends)
        elif due <= arrives:
            _turn_page(floor, e)
            e += 1
        else:
            _arrive(floor, a, arrives)
            a += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _turn_page(floor: Floor, e: int) -> None:
    """One event of the calendar."""
    event = floor.calendar[e]
    kind, who, now = event["kind"], event["who"], event["time"]
    if kind == TICK:
        _fill(floor, now)
    elif kind == CLOSE:
        floor.queues[who]["open"] = 0
    elif kind == OPEN:
        floor.queues[who]["open"] = 1
        _wake(floor, who, now)
    else:
        person = floor.people[who]
        if kind == LEAVE:
            person["want"], person["back"] = NOBODY, now
            person["owed"] = person["away"] = 0.0
        elif kind in (PAUSE, AWAY):
            person["owed"] += event["value"]
            if kind == AWAY:
                _ease(floor, who, now)
                person["away"] += event["value"]
            if person["want"] != NOBODY:
                floor.account[who, person["want"]] -= event["value"]
        elif kind == SERVE:
            ask_for(floor, who, int(event["value"]), now)
        if person["hands"] == 0:
            _settle(floor, who, now)
        elif person["owed"] > 0.0 or turn(floor, who, now) != person["now"]:
            _step_out(floor, who, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _settle(floor: Floor, who: int, now: float) -> None:
    """Bring somebody with nothing in hand to what is next: a pause, a set, home."""
    person = floor.people[who]
    if person["hands"] > 0:
        return
    _spare(floor, who)
    paused = person["owed"] > 0.0
    row = turn(floor, who, now)
    if person["now"] != NOBODY:
        if not paused and person["now"] == row:
            if person["line"] == NOBODY:
                _look_round(floor, who, now)
            else:
                mind_the_time(floor, who, now)
            return
        _step_out(floor, who, now)
        add_time(floor.present[person["now"]], person["since"], now, floor.step)
        floor.account[who, person["now"]] -= now - max(person["since"], person["began"])
        person["now"] = NOBODY
    if paused:
        person["back"] = max(now, person["back"]) + person["owed"]
        person["owed"] = 0.0
        push(floor, person["back"], -1 - who)
    if now >= person["back"] and row != NOBODY:
        person["now"] = row
        person["since"] = now
        _look_round(floor, who, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _ease(floor: Floor, who: int, now: float) -> None:
    """Count what somebody who is to be away loses by finishing some chats and taking none."""
    person = floor.people[who]
    if person["away"] > 0.0 and person["hands"] > 0:
        empty = 1.0 - person["hands"] / person["room"]
        person["slack"] += empty * (now - person["eased"])
    person["eased"] = now


@njit(cache=True, nogil=True, error_model="numpy")
def _spare(floor: Floor, who: int) -> None:
    """Slots that stayed empty while somebody waited to be away are part of the time lost."""
    person = floor.people[who]
    spared = min(person["slack"], person["away"])
    if spared > 0.0:
        person["owed"] = max(0.0, person["owed"] - spared)
        if person["want"] != NOBODY:
            floor.account[who, person["want"]] += spared
    person["slack"] -= spared
    person["away"] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _finish(floor: Floor, c: int, now: float) -> None:
    """A contact is done: it may be passed on, and its person is free for the next."""
    contact = floor.contacts[c]
    contact["end"] = now
    who = contact["holder"]
    person = floor.people[who]
    _ease(floor, who, now)
    person["hands"] -= 1
    if contact["child"] >= 0:
        _arrive(floor, contact["child"], now)
    if person["owed"] <= 0.0 and turn(floor, who, now) == person["now"]:
        _step_out(floor, who, now)
        _look_round(floor, who, now)
    else:
        _settle(floor, who, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _arrive(floor: Floor, c: int, now: float) -> None:
    """A contact meets somebody free, or waits in line, or a closed door."""
    contact = floor.contacts[c]
    queue = floor.queues[contact["queue"]]
    contact["arrival"] = now
    if queue["live"] and not queue["open"]:
        contact["state"] = TURNED_AWAY
        return
    if queue["open"]:
        who = _somebody(floor, contact["queue"])
        if who >= 0:
            _step_out(floor, who, now)
            _take(floor, who, c, now)
            _step_in(floor, who, now)
            return
    if queue["head"] < 0:
        queue["head"] = c
    else:
        floor.contacts[queue["tail"]]["follow"] = c
    queue["tail"] = c


@njit(cache=True, nogil=True, error_model="numpy")
def _somebody(floor: Floor, q: int) -> int:
    """Who takes a contact of this queue now, or nobody."""
    queue = floor.queues[q]
    best, width = NOBODY, 0
    for chatting in range(1 if queue["slots"] > 1 else 0, -1, -1):
        for i in range(queue["sets_from"], queue["sets_to"]):
            row = floor.members[i]
            size = floor.sets[row]["queues_to"] - floor.sets[row]["queues_from"]
            if best >= 0 and size > width:
                break
            who = floor.lines[len(floor.sets) * chatting + row]["head"]
            while chatting and who >= 0 and not _room(floor, who, q):
                who = floor.people[who]["after"]
            if who >= 0 and (best < 0 or floor.people[who]["idle"] < floor.people[best]["idle"]):
                best, width = who, size
        if best >= 0:
            return best
    return NOBODY


@njit(cache=True, nogil=True, error_model="numpy")
def _room(floor: Floor, who: int, q: int) -> bool:
    """Whether somebody can take a contact of a queue to what they hold already."""
    held = floor.people[who]["hands"]
    return bool(held == 0 or held < min(floor.people[who]["room"], floor.queues[q]["slots"]))


@njit(cache=True, nogil=True, error_model="numpy")
def _look_round(floor: Floor, who: int, now: float) -> None:
    """Take what waits, as much as there is room for; with room left, stand by."""
    c = _next_in_line(floor, who, now)
    while c >= 0:
        floor.queues[floor.contacts[c]["queue"]]["head"] = floor.contacts[c]["follow"]
        _take(floor, who, c, now)
        c = _next_in_line(floor, who, now)
    _step_in(floor, who, now)
    if floor.people[who]["hands"] == 0:
        mind_the_time(floor, who, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _next_in_line(floor: Floor, who: int, now: float) -> int:
    """The contact that somebody takes next: by priority, then by the longest wait."""
    best, rank, since = NOBODY, 0, 0.0
    row = floor.sets[floor.people[who]["now"]]
    for i in range(row["queues_from"], row["queues_to"]):
        q = floor.members[i]
        queue = floor.queues[q]
        if best >= 0 and queue["priority"] > rank:
            break
        c = queue["head"]
        while c >= 0 and floor.contacts[c]["arrival"] + floor.contacts[c]["patience"] <= now:
            c = floor.contacts[c]["follow"]
        queue["head"] = c
        if c >= 0 and (queue["live"] or queue["open"]) and _room(floor, who, q):
            arrival = floor.contacts[c]["arrival"]
            if best < 0 or arrival < since:
                best, rank, since = c, queue["priority"], arrival
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def _take(floor: Floor, who: int, c: int, now: float) -> None:
    """A person begins with a contact."""
    person, contact = floor.people[who], floor.contacts[c]
    person["room"] = floor.queues[contact["queue"]]["slots"]
    person["hands"] += 1
    contact["start"] = now
    contact["state"] = TAKEN
    contact["by"] = person["now"]
    contact["holder"] = who
    push(floor, now + contact["work"] * _aht(floor, c) / person["speed"], c)


@njit(cache=True, nogil=True, error_model="numpy")
def _aht(floor: Floor, c: int) -> float:
    """Mean handle time of the interval in which the contact arrived."""
    interval = int(max(floor.contacts[c]["arrival"], 0.0) // floor.step)
    return float(floor.aht[floor.contacts[c]["queue"], min(interval, floor.aht.shape[1] - 1)])


@njit(cache=True, nogil=True, error_model="numpy")
def _wake(floor: Floor, q: int, now: float) -> None:
    """A queue opens: people who stand by take what waits in it."""
    for i in range(floor.queues[q]["sets_from"], floor.queues[q]["sets_to"]):
        row = floor.members[i]
        who = floor.lines[row]["head"]
        while who >= 0 and _next_in_line(floor, who, now) >= 0:
            _step_out(floor, who, now)
            _look_round(floor, who, now)
            who = floor.lines[row]["head"]


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(floor: Floor, now: float) -> None:
    """A share of everybody's idle time since the last tick goes into deferred work.

    Somebody who holds one of two chats is half idle, as occupancy has it. Who can do least else
    comes first, so that the others are left for what only they can do.
    """
    for i in range(len(floor.fillers)):
        who = floor.fillers[i]
        person = floor.people[who]
        seconds = person["bank"]
        if person["line"] >= 0 and floor.sets[person["line"] % len(floor.sets)]["live"]:
            seconds += person["empty"] * (now - person["counted"])
            person["counted"] = now
        person["bank"] = 0.0
        seconds *= floor.idle_share * person["speed"]
        while seconds > 0.0:
            q = _most_urgent(floor, who)
            if q < 0:
                break
            seconds = _work_off(floor, q, seconds, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _most_urgent(floor: Floor, who: int) -> int:
    """The deferred queue that somebody's idle time goes into: by priority, then first due."""
    person = floor.people[who]
    best, rank, soonest = NOBODY, 0, np.inf
    for i in range(person["spare_from"], person["spare_to"]):
        q = floor.members[i]
        queue = floor.queues[q]
        if best >= 0 and queue["priority"] > rank:
            break
        if queue["open"] and queue["head"] >= 0:
            due = floor.contacts[queue["head"]]["arrival"] + queue["within"]
            if best < 0 or due < soonest:
                best, rank, soonest = q, queue["priority"], due
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def _work_off(floor: Floor, q: int, seconds: float, now: float) -> float:
    """Put seconds of work into the contact first in line; what is left of the seconds."""
    queue = floor.queues[q]
    c = queue["head"]
    contact = floor.contacts[c]
    mean = _aht(floor, c)
    left = contact["work"] * mean
    if left > seconds:
        contact["work"] -= seconds / mean
        return 0.0
    queue["head"] = contact["follow"]
    contact["state"] = TAKEN
    contact["start"] = now
    contact["end"] = now
    if contact["child"] >= 0:
        _arrive(floor, contact["child"], now)
    return float(seconds - left)


@njit(cache=True, nogil=True, error_model="numpy")
def _step_in(floor: Floor, who: int, now: float) -> None:
    """Stand at the end of the list of people with room."""
    person = floor.people[who]
    if person["hands"] > 0 and person["hands"] >= person["room"]:
        return
    row = person["now"] + (len(floor.sets) if person["hands"] > 0 else 0)
    line = floor.lines[row]
    person["idle"] = person["counted"] = now
    person["empty"] = 1.0 - person["hands"] / max(person["room"], 1) if person["hands"] else 1.0
    person["line"] = row
    person["after"] = NOBODY
    person["before"] = line["tail"]
    if line["tail"] >= 0:
        floor.people[line["tail"]]["after"] = who
    else:
        line["head"] = who
    line["tail"] = who


@njit(cache=True, nogil=True, error_model="numpy")
def _step_out(floor: Floor, who: int, now: float) -> None:
    """Leave the list of people with room."""
    person = floor.people[who]
    row = person["line"]
    if row < 0:
        return
    if floor.sets[row % len(floor.sets)]["live"]:
        person["bank"] += person["empty"] * (now - person["counted"])
    before, after = person["before"], person["after"]
    if before >= 0:
        floor.people[before]["after"] = after
    else:
        floor.lines[row]["head"] = after
    if after >= 0:
        floor.people[after]["before"] = before
    else:
        floor.lines[row]["tail"] = before
    person["line"] = NOBODY
