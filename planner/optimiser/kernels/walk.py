"""What the rules make of one given rota: its money, or that it cannot be.

The same tables as the best-rota programme reads, walked along one path; the audit counts the same
by its own statements.
"""

from typing import NamedTuple

from numba import njit

from planner.optimiser.kernels.case import (
    LONG_AGO,
    MUST_REST,
    MUST_WORK,
    NEUTRAL_OFF,
    NOTHING,
    Case,
    Ints,
)
from planner.optimiser.kernels.chains import may_be_next
from planner.optimiser.kernels.tally import (
    tally_at_work,
    tally_day_off,
    weekend_beyond,
    weekend_cost,
)


class Standing(NamedTuple):
    """Where the rules stand after a day.

    ``run`` -1 in a run of days off, in which ``place`` counts; ``days_off`` since the last shift,
    which ended at ``end`` and is of class ``kind`` (-1: none known). ``money`` so far, ``NOTHING``
    where a rule is broken.
    """

    money: float
    run: int
    place: int
    usage: int
    tally: int
    days_off: int
    end: int
    wall: int
    night: int
    kind: int


@njit(inline="always")
def standing_before(case: Case) -> Standing:
    """On the eve of the first day."""
    last = len(case.off_cost) - 1
    place = 0 if case.start_on >= 0 else min(case.start_off - 1, last)
    return Standing(
        0.0, case.start_on, place, case.start_usage, 0, case.start_days, case.start_end,
        case.start_wall, case.start_night, -1,
    )  # fmt: skip


@njit(inline="always")
def close_week(case: Case, day: int, at: Standing) -> Standing:
    """The week that ends before ``day``, closed; elsewhere nothing changes."""
    days = len(case.week)
    if day == 0 or (day < days and case.week[day] == case.week[day - 1]):
        return at
    week = case.week[day - 1]
    money = case.closing[week, at.usage]
    free = case.week_end[week] - max(at.end, case.week_begin[week])
    if case.judged[week] and free >= case.week_rest:
        money = max(money, case.closing[week, case.rested[at.usage]])
    return Standing(
        at.money + money, at.run, at.place, 0, at.tally, at.days_off, at.end, at.wall, at.night,
        at.kind,
    )  # fmt: skip


@njit(inline="always")
def close_horizon(case: Case, at: Standing) -> float:
    """All the rules' money once the last week is closed."""
    counts = max(case.weekends, 0) + 1
    return at.money + float(case.final[at.tally // counts])


@njit(inline="always")
def day_off(case: Case, day: int, at: Standing) -> Standing:
    """A day off."""
    last = len(case.off_cost) - 1
    money = at.money
    tally = tally_day_off(case, day, at.tally)
    if case.status[day] == MUST_WORK or tally < 0:
        money = NOTHING
    place = min(at.place + 1, last)
    if at.run >= 0:
        money -= case.stop_cost[at.run]
        place = case.off_after[at.run]
        if case.both[day]:
            money -= case.both_price
    if case.status[day] == NEUTRAL_OFF:
        place = last
    return Standing(
        money, -1, place, at.usage, tally, at.days_off + 1, at.end, at.wall, at.night, at.kind
    )


@njit(inline="always")
def _fits(case: Case, x: int, at: Standing) -> bool:
    """Whether a candidate may follow the last shift."""
    if at.end <= LONG_AGO:
        return True
    if at.days_off == 0 and at.kind >= 0 and not may_be_next(case, at.kind, case.length[x]):
        return False
    gap = case.start[x] - at.end
    if gap < case.rest:
        return False
    in_run = at.days_off == 0 and case.night[x] == 1
    if at.night == 1 and gap < case.night_rest and not in_run:
        return False
    return case.forward == 0 or at.days_off > 1 or at.wall <= case.wall_after[x]


@njit(inline="always")
def day_at_work(case: Case, day: int, at: Standing, x: int) -> Standing:
    """Candidate ``x`` worked; its reward is not counted."""
    week, night, kind = case.week[day], case.night[x], case.length[x]
    worked = at.run >= 0
    money = at.money
    if case.status[day] == NEUTRAL_OFF or case.status[day] == MUST_REST or not _fits(case, x, at):
        money = NOTHING
    if worked:
        run, cost = case.next_on[at.run, night], case.run_cost[at.run, night]
    else:
        run, cost = case.first_on[night], case.first_cost[night] + case.off_cost[at.place]
        if case.both[day]:
            cost += case.both_price
    extra = weekend_cost(case, day, worked and day > 0)
    if weekend_beyond(case, day, at.tally, extra):
        cost += case.weekend_price
    usage = case.usage_next[week, at.usage, kind]
    tally = tally_at_work(case, day, at.tally, kind, extra)
    if run < 0 or usage < 0 or case.allowed[week, usage] == 0 or tally < 0:
        return Standing(NOTHING, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    free = case.start[x] - max(at.end, case.week_begin[week])
    if case.judged[week] and free >= case.week_rest:
        usage = case.rested[usage]
    return Standing(money - cost, run, 0, usage, tally, 0, case.end[x], case.wall[x], night, kind)


@njit(inline="always")
def rules_money(case: Case, chosen: Ints) -> float:
    """Money of the rules on a rota (negative: it costs), ``NOTHING`` or less where it cannot be.

    ``chosen[day]`` is a candidate of the case, or -1.
    """
    at = standing_before(case)
    for day in range(len(case.week)):
        at = close_week(case, day, at)
        x = chosen[day]
        at = day_off(case, day, at) if x < 0 else day_at_work(case, day, at, x)
        if at.money <= NOTHING:
            return NOTHING
    at = close_week(case, len(case.week), at)
    return close_horizon(case, at)
