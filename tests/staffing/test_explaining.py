"""The way from volume to people in words: every figure that stands in the table, and the words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from planner.clock import Horizon, WeeklyWindow
from planner.domain import Agent, Backlog, Contract, Plan, Queue, Staffing, Team
from planner.errors import DataError
from planner.staffing import erlang, explain, require

AT = datetime(2027, 3, 2, 10, 5)
OFFICE = (WeeklyWindow(start=9 * 60, end=17 * 60 + 30),)


def queue(name: str, **columns: Any) -> Queue:
    usual: dict[str, Any] = {
        "channel": "voice", "timezone": "Europe/Berlin", "aht_s": 300.0, "patience_s": 120.0,
    }  # fmt: skip
    return Queue(queue=name, **(usual | columns))


def plan_of(*queues: Queue, **changes: Any) -> Plan:
    team = Team(
        team="home", timezone="UTC", contract="full", hourly_cost=20.0, heads=4, shrinkage=0.2,
        queues=tuple(each.queue for each in queues),
    )  # fmt: skip
    plan = Plan(
        name="test", horizon=Horizon(date(2027, 3, 1), 7, "UTC", 30), queues=queues, teams=(team,),
        contracts=(Contract(contract="full"),), shifts=(), agents=(),
    )  # fmt: skip
    return replace(plan, **changes)


def forecast_of(plan: Plan, **volumes: float) -> pd.DataFrame:
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    rows = [
        pd.DataFrame({"interval_start": starts, "queue": name, "market": market, "mean": part,
                      "aht_s": plan.queue[name].aht_s, "cv": 0.2})
        for name, volume in volumes.items()
        for market, part in (("north", 0.75 * volume), ("south", 0.25 * volume))
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def lines_of(plan: Plan, forecast: pd.DataFrame, name: str, at: datetime = AT) -> list[str]:
    return explain(plan, forecast, name, at).splitlines()


def starting(lines: list[str], word: str) -> str:
    found = [line for line in lines if line.strip().startswith(word)]
    assert len(found) == 1, lines
    return found[0].strip()


def test_a_live_queue_from_contacts_to_people_on_shift() -> None:
    plan = plan_of(queue("en", min_agents=1), queue("senior"))
    forecast = forecast_of(plan, en=120)
    lines = lines_of(plan, forecast, "en")
    row = require(plan, forecast).iloc[48 + 20]
    assert lines[0] == "en, Tue 2027-03-02 10:00–10:30 UTC (Tue 11:00 Europe/Berlin)"
    assert lines[1] == "Contacts: 120 forecast (north 90, south 30)."
    assert starting(lines, "Work:").startswith("Work: 120 × 300 s / 1800 s = 20.000 erlangs if all")
    assert starting(lines, "Load:").startswith(f"Load: {row['erlangs']:.3f} erlangs, with contacts")
    assert starting(lines, "Target:") == "Target: 80% in 20 s, of all contacts; at most 88% busy."
    assert starting(lines, "Model:") == "Model: Erlang A: mean patience 120 s."
    enough = f"Just enough: {row['required_real']:.2f} agents; the service level decides."
    assert starting(lines, "Just enough:") == enough
    rounded = f"{row['required']:.0f} people at work: {row['required_real']:.2f} rounded up"
    assert starting(lines, "Required:") == f"Required: {rounded}, at least min_agents 1."
    assert f"= {row['gross']:.2f}." in starting(lines, "On shift:")
    for people, said in ((-1, "one fewer"), (0, "as required"), (1, "one more")):
        level = erlang.service_level(20, row["required"] + people, aht=300, within=20, patience=120)
        line = starting(lines, f"{row['required'] + people:.0f} ({said})")
        assert f"{level:.1%} in time" in line


def test_the_limit_that_decides_is_named() -> None:
    for columns, word in (
        ({"max_occupancy": 0.6}, "the limit of occupancy decides"),
        ({"max_abandon": 0.005}, "the limit of abandonment decides"),
        ({"patience_s": None}, "the service level decides"),
    ):
        plan = plan_of(queue("en", **columns))
        assert word in explain(plan, forecast_of(plan, en=120), "en", AT)


def test_every_source_of_contacts_is_told() -> None:
    plan = plan_of(
        queue("first", escalates_to="en", escalation_share=0.1),
        queue("en"), queue("en@far", part_of="en", part_share=0.25),
        staffing=Staffing(spread="p80"),
    )  # fmt: skip
    forecast = forecast_of(plan, first=100, en=40)
    lines = lines_of(plan, forecast, "en@far")
    needs = require(plan, forecast)
    volume = needs[needs["queue"] == "en@far"].iloc[68]["volume"]
    assert lines[1] == "Contacts of en: 40 forecast (north 30, south 10)."
    assert lines[2].strip() == "× 25% = 10 come here; the rest goes to other teams."
    assert "escalated by first: 10.0% of the contacts it ends now" in lines[3]
    assert "staffed to the p80 volume" in lines[4]
    assert lines[5] == f"  = {volume:.2f} contacts to staff for."


def test_closed_and_partly_open_hours() -> None:
    plan = plan_of(queue("en", open=OFFICE, timezone="Asia/Kathmandu"))
    forecast = forecast_of(plan, en=12)
    closed = lines_of(plan, forecast, "en", datetime(2027, 3, 2, 20, tzinfo=UTC))
    assert "12 lost, for the queue is closed" in closed[2]
    assert closed[-1] == "Closed: nobody is needed."
    part = lines_of(plan, forecast, "en", datetime(2027, 3, 2, 11, 45, tzinfo=UTC))
    assert "6 lost, for the queue is open for 50% of it" in part[2]
    assert "rounded up; the queue is open for 50% of it." in starting(part, "Required:")
    assert starting(part, "4 while open (as required)")


def test_work_that_waits() -> None:
    mail = queue("mail", channel="email", aht_s=600.0, complete_within_hours=8, complete_share=0.9)
    plan = plan_of(mail, backlog=(Backlog(queue="mail", contacts=30),))
    forecast = forecast_of(plan, mail=12)
    row = require(plan, forecast).iloc[68]
    lines = lines_of(plan, forecast, "mail")
    assert "Arrived: 2.00 hours of work at 600 s each; 143.0 since the start" in lines[2]
    due = starting(lines, "Due:")
    assert "90% within 8 hours, the rest within 16" in due
    assert f"{row['due_hours']:.2f} hours by the end of this interval" in due
    assert f"{row['required_real']:.2f} agents" in starting(lines, "Even pace:")
    first = lines_of(plan, forecast, "mail", datetime(2027, 3, 1))
    assert "30 contacts of the backlog included" in starting(first, "Arrived:")
    usual = plan_of(replace(mail, complete_within_hours=None, clock="open"))
    text = explain(usual, forecast, "mail", AT)
    assert "within 24 open hours" in text
    assert "complete_within_hours is blank" in text


def test_chat_tells_its_slots_and_the_average_its_spread() -> None:
    plan = plan_of(
        queue("chat", channel="chat", concurrency=3), staffing=Staffing(spread="average")
    )
    text = explain(plan, forecast_of(plan, chat=200), "chat", AT)
    assert "3 chats an agent, each a slot" in text
    assert "slots); the service level decides" in text
    assert "on average over a rate that varies by 20%" in text


def test_nothing_to_do() -> None:
    plan = plan_of(queue("en", min_agents=2))
    lines = lines_of(plan, forecast_of(plan, en=0), "en")
    assert "No load: nobody is needed for it." in lines
    assert starting(lines, "Required: 2 people at work")


@pytest.mark.parametrize(
    ("name", "at", "message"),
    [
        ("fr", AT, "--explain: 'fr' is no queue of this plan: expected one of en"),
        ("en|fr", AT, "--explain: 'en|fr' is no queue of this plan"),
        ("en", datetime(2027, 3, 9), "lies outside the horizon: expected from 2027-03-01T00:00:00"),
        ("en", datetime(2027, 2, 28, 23, 59, tzinfo=UTC), "2027-02-28T23:59:00+00:00' lies out"),
    ],
)
def test_what_cannot_be_explained(name: str, at: datetime, message: str) -> None:
    plan = plan_of(queue("en"))
    with pytest.raises(DataError) as refused:
        explain(plan, forecast_of(plan, en=3), name, at)
    assert message in str(refused.value)


def test_pooled_queues_tell_what_they_need_together() -> None:
    pytest.importorskip("planner.staffing.pooling")
    agent = Agent(
        agent="ana", team="home", contract="full", queues=("en", "de"), productivity=1.0,
        hourly_cost=20.0,
    )  # fmt: skip
    plan = plan_of(queue("en"), queue("de"), staffing=Staffing(pooling="pooled"), agents=(agent,))
    forecast = forecast_of(plan, en=60, de=40)
    lines = lines_of(plan, forecast, "en")
    assert lines[-1].startswith("Pooled: everybody who serves any of en, de together:")
    assert lines_of(plan, forecast, "en|de")[-1] == lines[-1]
