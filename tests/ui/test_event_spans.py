"""Events beside the volume: when they are, on the clock shown."""

from datetime import datetime
from zoneinfo import ZoneInfo

from planner.domain import Event, Market
from planner.ui.event_spans import event_spans
from tests.support.tiny import tiny_plan

MARKETS = (
    Market(market="berlin", queue="help", timezone="Europe/Berlin", weekly_volume=700),
    Market(market="tokyo", queue="help", timezone="Asia/Tokyo", weekly_volume=700),
)
OUTAGE = Event(
    event="outage", kind="outage", start=datetime(2027, 3, 3, 9), end=datetime(2027, 3, 3, 12),
    multiplier=4, aht_factor=1.2,
)  # fmt: skip
LAUNCH = Event(
    event="launch", kind="launch", markets=("berlin",), start=datetime(2027, 3, 2, 9), multiplier=3,
)  # fmt: skip
LATER = Event(event="later", kind="launch", start=datetime(2028, 1, 1, 9), multiplier=3)


def test_events_stand_on_the_clock_that_is_shown_in_each_market() -> None:
    plan = tiny_plan(markets=MARKETS, events=(OUTAGE, LAUNCH, LATER))
    spans = event_spans(plan, "help", ZoneInfo("UTC"))
    assert [(span.name, span.market) for span in spans] == [
        ("launch", "berlin"), ("outage", "tokyo"), ("outage", "berlin"),
    ]  # fmt: skip
    assert spans[1].marks == ("2027-03-03T00:00:00Z", "2027-03-03T03:00:00Z")
    assert spans[2].words == ("Wed 3 Mar 08:00", "Wed 3 Mar 11:00")
    assert spans[1].effect == "volume × 4, handle time × 1.2"


def test_a_launch_without_an_end_is_shown_until_the_horizon_or_until_little_is_left() -> None:
    plan = tiny_plan(markets=MARKETS, events=(LAUNCH,))
    (span,) = event_spans(plan, "help", ZoneInfo("UTC"))
    assert span.end == plan.horizon.last
