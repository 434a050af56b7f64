"""Why an interval is short and what mends it: every fix does what it says, by the audit."""

from datetime import date
from pathlib import Path

import pytest

from planner.demand import forecast
from planner.folder import read_plan
from planner.staffing import require
from planner.ui.fixes import fixes
from planner.ui.rota_draft import RotaDraft, begun, new_breaches, removed
from planner.ui.short_interval import Moment, gaps, present, shortest_queue, start_of, why
from tests.support.results import shop_schedule

SHOP = Path(__file__).parents[2] / "data/corner_shop"
TUESDAY = date(2027, 6, 8)


@pytest.fixture(scope="module")
def thin() -> RotaDraft:
    """The shop without Ana on Tuesday, the only one on the phone then."""
    plan = read_plan(SHOP)
    rota = begun(plan, shop_schedule(plan), require(plan, forecast(plan)))
    return removed(rota, "ana", TUESDAY)


@pytest.fixture(scope="module")
def at(thin: RotaDraft) -> Moment:
    shortest = gaps(thin, "phone")
    return Moment(queue="phone", interval=int(shortest.argmin()))


def test_the_shortest_queue_is_found(thin: RotaDraft, at: Moment) -> None:
    assert gaps(thin, "phone")[at.interval] < -0.5
    assert shortest_queue(thin, at.interval) == "phone"


def test_the_reason_counts_people(thin: RotaDraft, at: Moment) -> None:
    told = why(thin, at)
    table = present(thin, at)
    assert f"{len(table)} are on shift" in told
    assert "0.0 are there" in told
    assert set(table["doing"]) == {"parcels"}


def test_every_fix_helps_and_costs_what_it_says(thin: RotaDraft, at: Moment) -> None:
    found = fixes(thin, at)
    assert found
    for fix in found:
        judged = fix.draft.judged
        assert fix.gap == pytest.approx(gaps(fix.draft, "phone")[at.interval])
        assert fix.gap > gaps(thin, "phone")[at.interval]
        assert fix.cost == pytest.approx(judged.cost - thin.judged.cost)
        assert fix.short_hours == pytest.approx(judged.short_hours - thin.judged.short_hours)
        fresh = new_breaches(thin, fix.draft)
        assert bool(fix.breaks) == (fresh["severity"] == "hard").any()
    bent = [bool(fix.breaks) for fix in found]
    assert bent == sorted(bent)


def test_somebody_who_is_free_comes_in(thin: RotaDraft, at: Moment) -> None:
    coming = [fix for fix in fixes(thin, at) if "comes in" in fix.title]
    assert len(coming) == 1
    before, after = thin.schedule, coming[0].draft.schedule
    (new,) = set(after.shifts) - set(before.shifts)
    moment = start_of(thin.plan, at.interval)
    assert new.start <= moment < new.end
    assert "phone" in {part.queue for part in new.activities}


def test_an_interval_that_is_covered_needs_no_fix(thin: RotaDraft) -> None:
    covered = int(gaps(thin, "phone").argmax())
    assert fixes(thin, Moment(queue="phone", interval=covered)) == []
