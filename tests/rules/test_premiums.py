"""Pay above the rate, counted by hand: nights, weekends, holidays, clock changes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from planner.auditing import audit
from planner.domain import Plan, Premium
from planner.rules import pay_factor, shift_costs
from planner.schedules import BREAK, MEAL, WORK, Schedule, Shift, Stretch
from tests.support.tiny import at, flat_needs, shift_of, tiny_plan, tiny_schedule

NIGHT = Premium(kind="night", factor=1.25)
SUNDAY = Premium(kind="sunday", factor=1.5)
HOLIDAY = Premium(kind="public_holiday", factor=2.0)


def _plan(*premiums: Premium, start: str = "2027-03-22", **more: Any) -> Plan:
    team = {"country": "DE", **more.pop("team", {})}
    return tiny_plan(start=start, days=14, premiums=premiums, team=team, **more)


def _cost(plan: Plan, text: str) -> float:
    """Money for one shift at 20 an hour."""
    place = plan.teams[0].timezone
    (cost,) = shift_costs(plan, tiny_schedule((text,), timezone=place)).values()
    return cost


@pytest.mark.parametrize(
    ("premiums", "shift", "hours"),
    [
        ((), "2027-03-23 22:00 8", 8),
        ((NIGHT,), "2027-03-23 22:00 8", 8 + 7 / 4),
        ((NIGHT,), "2027-03-23 05:30 8", 8 + 0.5 / 4),
        ((NIGHT,), "2027-03-27 22:00 8", 7 + 6 / 4),
        ((NIGHT,), "2027-10-30 22:00 8", 9 + 8 / 4),
        ((NIGHT, SUNDAY), "2027-03-27 22:00 8", 7 + 6 / 4 + 5 / 2),
        ((SUNDAY,), "2027-03-28 22:00 8", 8 + 2 / 2),
        ((replace(SUNDAY, kind="saturday"),), "2027-03-27 22:00 8", 7 + 2 / 2),
        ((HOLIDAY,), "2027-03-28 22:00 8", 8 + 6),
        ((HOLIDAY, SUNDAY), "2027-10-02 22:00 8", 8 + 6 + 3),
    ],
)
def test_premiums_are_paid_by_the_clock_on_the_wall(
    premiums: tuple[Premium, ...], shift: str, hours: float
) -> None:
    start = "2027-03-22" if "-03-" in shift else "2027-09-27" if "-10-02" in shift else "2027-10-25"
    assert _cost(_plan(*premiums, start=start), shift) == pytest.approx(20 * hours)


def test_factors_add_up_or_multiply() -> None:
    """A night into 3 October 2027: a Sunday and a public holiday in Germany."""
    night = "2027-10-02 22:00 8"
    times = replace(NIGHT, stack="multiply")
    mixed = _plan(times, SUNDAY, HOLIDAY, start="2027-09-27")
    assert _cost(mixed, night) == pytest.approx(20 * (1 + 1.25 + 6 * 1.25 * 2.5))
    product = [replace(row, stack="multiply") for row in (NIGHT, SUNDAY, HOLIDAY)]
    multiplied = _plan(*product, start="2027-09-27")
    assert _cost(multiplied, night) == pytest.approx(20 * (1 + 1.25 + 6 * 1.25 * 1.5 * 2))
    added = _plan(NIGHT, SUNDAY, HOLIDAY, start="2027-09-27")
    assert _cost(added, night) == pytest.approx(20 * (1 + 1.25 + 6 * 2.75))


def test_a_window_narrows_a_premium_within_its_calendar_day() -> None:
    late = replace(SUNDAY, start=20 * 60, end=4 * 60)
    assert _cost(_plan(late), "2027-03-27 22:00 8") == pytest.approx(20 * (7 + 3 / 2))
    assert _cost(_plan(late), "2027-03-28 20:00 8") == pytest.approx(20 * (8 + 4 / 2))
    early = replace(NIGHT, start=0, end=24 * 60, teams=("team",))
    assert _cost(_plan(early), "2027-03-24 08:00 8") == pytest.approx(20 * 10)
    assert _cost(_plan(replace(early, teams=("other",))), "2027-03-24 08:00 8") == 160


def test_holidays_are_those_of_the_site() -> None:
    epiphany = "2027-01-06 08:00 8"
    everywhere = _plan(HOLIDAY, start="2027-01-04")
    bavaria = _plan(HOLIDAY, start="2027-01-04", team={"subdivision": "BY"})
    assert (_cost(everywhere, epiphany), _cost(bavaria, epiphany)) == (160, 320)
    no_country = _plan(HOLIDAY, start="2027-01-04", team={"country": ""})
    assert _cost(no_country, "2027-01-01 08:00 8") == 160


def _with_breaks() -> Shift:
    """Sunday 08:00 to 16:00 with half an hour unpaid at noon and a paid quarter at two."""
    day = "2027-03-28 "
    edges = ("08:00", "12:00", "12:30", "14:00", "14:15", "16:00")
    kinds = (WORK, MEAL, WORK, BREAK, WORK)
    parts = tuple(
        Stretch(start=at(day + a), end=at(day + b), activity=kind, paid=kind != MEAL)
        for a, b, kind in zip(edges, edges[1:], kinds, strict=False)
    )
    return replace(shift_of("2027-03-28 08:00 8", timezone="Europe/Berlin"), activities=parts)


def test_breaks_earn_a_premium_only_when_they_are_billed() -> None:
    afternoon = replace(SUNDAY, start=12 * 60, end=16 * 60, factor=2.0)
    schedule = Schedule((_with_breaks(),))
    (paid,) = shift_costs(_plan(afternoon), schedule).values()
    assert paid == pytest.approx(20 * (7.5 + 3.5))
    productive = _plan(afternoon, team={"billed": "productive"})
    (work,) = shift_costs(productive, schedule).values()
    assert work == pytest.approx(20 * (7.25 + 3.25))


def test_labour_cost_holds_the_premiums_and_strangers_are_paid_like_their_team() -> None:
    plan = _plan(NIGHT)
    shift = shift_of("2027-03-23 22:00 8", timezone="Europe/Berlin")
    stranger = replace(shift, agent="nobody")
    found = audit(plan, Schedule((shift, stranger)), flat_needs(plan))
    assert found.labour_cost == pytest.approx(2 * 20 * 9.75)
    assert found.paid_hours == 16


def test_a_shift_far_from_the_horizon_earns_the_same() -> None:
    near, far = _plan(NIGHT, SUNDAY), _plan(NIGHT, SUNDAY, start="2027-09-06")
    shift = "2027-03-27 22:00 8"
    assert _cost(far, shift) == pytest.approx(_cost(near, shift))


def test_pay_is_never_negative() -> None:
    plan = _plan(replace(NIGHT, factor=0.2), replace(SUNDAY, factor=0.1))
    assert _cost(plan, "2027-03-28 23:00 1") == 0


@pytest.mark.parametrize(
    ("timezone", "day"), [("Europe/Berlin", 5), ("Australia/Lord_Howe", 12), ("Asia/Kolkata", 5)]
)
def test_every_minute_is_read_off_the_clock(timezone: str, day: int) -> None:
    plan = _plan(NIGHT, replace(SUNDAY, stack="multiply"), timezone=timezone)
    first = day * 1440
    factors = pay_factor(plan, "team", first, first + 3 * 1440)
    for i, factor in enumerate(factors.tolist()):
        moment = plan.horizon.first + timedelta(minutes=first + i)
        wall = moment.astimezone(plan.teams[0].zone)
        night = 1.25 if wall.hour == 23 or wall.hour < 6 else 1.0
        assert factor == night * (1.5 if wall.weekday() == 6 else 1.0), wall
