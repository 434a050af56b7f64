"""The requirement of whole plans: columns, channels, opening, escalation, rounding, refusals."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon, WeeklyWindow
from planner.domain import Backlog, Contract, Plan, Queue, Staffing, Team
from planner.errors import DataError
from planner.staffing import erlang, require, volume_outside_opening
from planner.staffing.uncertain import rate_quantile

GOLDEN = Path(__file__).with_name("golden_requirement.csv")
OFFICE = (WeeklyWindow(weekdays=(0, 1, 2, 3, 4), start=9 * 60, end=17 * 60),)
COLUMNS = [
    "interval_start", "local_start", "queue", "volume", "aht_s", "erlangs", "required",
    "required_real", "gross", "service_level", "abandon", "occupancy", "asa_s",
]  # fmt: skip


def queue(name: str, **columns: Any) -> Queue:
    usual: dict[str, Any] = {"channel": "voice", "timezone": "Europe/Berlin", "aht_s": 180.0}
    return Queue(queue=name, **(usual | columns))


def chat() -> Queue:
    return queue(
        "chat", channel="chat", aht_s=450.0, concurrency=3, patience_s=120.0, answer_within_s=30.0
    )


def plan_of(*queues: Queue, teams: tuple[Team, ...] = (), **horizon: Any) -> Plan:
    usual: dict[str, Any] = {
        "start": date(2027, 3, 1), "days": 1, "timezone": "Europe/Berlin", "interval_minutes": 60,
    }  # fmt: skip
    return Plan(
        name="test", horizon=Horizon(**(usual | horizon)), queues=queues, teams=teams,
        contracts=(Contract(contract="full"),), shifts=(), agents=(),
    )  # fmt: skip


def team(name: str, *queues: str, **columns: Any) -> Team:
    return Team(
        team=name, queues=queues, timezone="UTC", contract="full", hourly_cost=20.0, **columns
    )


def forecast_of(
    plan: Plan, volumes: Mapping[str, float | list[float]], **columns: Any
) -> pd.DataFrame:
    """The same volume in every interval, or one number an interval."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    tables = [
        pd.DataFrame(
            {
                "interval_start": starts,
                "queue": name,
                "market": "",
                "mean": volume,
                "aht_s": plan.queue[name].aht_s,
            }
            | columns
        )
        for name, volume in volumes.items()
    ]
    return pd.concat(tables, ignore_index=True)


def rows_of(needs: pd.DataFrame, name: str) -> pd.DataFrame:
    return needs[needs["queue"] == name].reset_index(drop=True)


def test_the_published_example_of_a_voice_queue() -> None:
    """Call Centre Helper: 100 calls of 180 s in 30 minutes, 80/20, shrinkage 30 %: 14 and 20."""
    plan = plan_of(
        queue("en"), teams=(team("site", "en", heads=30, shrinkage=0.3),), interval_minutes=30
    )
    row = require(plan, forecast_of(plan, {"en": 100})).iloc[17]
    assert (row["erlangs"], row["required"]) == (10, 14)
    assert 13 < row["required_real"] < 14
    assert row["gross"] == pytest.approx(20)
    assert row["service_level"] == pytest.approx(0.88835, abs=5e-6)
    assert row["occupancy"] == pytest.approx(10 / 14)
    assert row["asa_s"] == pytest.approx(7.836, abs=5e-4)
    assert row["abandon"] == 0


def test_a_small_operation_as_kept() -> None:
    """Voice that escalates, seniors in office hours, chat, email: four hours of a Monday."""
    plan = plan_of(
        queue("calls", patience_s=120.0, escalates_to="senior", escalation_share=0.2),
        queue("senior", aht_s=900.0, patience_s=300.0, open=OFFICE, min_agents=2),
        chat(),
        queue("mail", channel="email", aht_s=480.0, open=OFFICE),
        teams=(
            team("berlin", "calls", "senior", heads=20, shrinkage=0.1),
            team("manila", "calls", "chat", "mail", heads=60, shrinkage=0.3),
        ),
    )  # fmt: skip
    volumes = {"calls": 200, "senior": 2, "chat": 720, "mail": 12}
    needs = require(plan, forecast_of(plan, volumes)).drop(columns="interval_start")
    kept = needs[needs["local_start"].dt.hour.isin([7, 8, 9, 16])].reset_index(drop=True)
    kept["local_start"] = kept["local_start"].map(pd.Timestamp.isoformat)
    golden = pd.read_csv(GOLDEN)
    pd.testing.assert_frame_equal(kept, golden, check_dtype=False, rtol=0, atol=2e-5)


def test_the_table_is_queue_by_queue_and_hour_by_hour() -> None:
    plan = plan_of(queue("b"), queue("a"), start=date(2027, 3, 28))
    needs = require(plan, forecast_of(plan, {"a": 3, "b": 4}))
    assert list(needs.columns[: len(COLUMNS)]) == COLUMNS
    assert needs["queue"].tolist() == ["b"] * 23 + ["a"] * 23
    assert str(needs["interval_start"].dt.tz) == "UTC"
    local = rows_of(needs, "b")["local_start"]
    assert [local[1].isoformat(), local[2].isoformat()] == [
        "2027-03-28T01:00:00+01:00",
        "2027-03-28T03:00:00+02:00",
    ]


def test_markets_add_up_with_handle_times_weighted_by_contacts() -> None:
    plan = plan_of(queue("en"))
    both = pd.concat(
        [forecast_of(plan, {"en": 30}, market="de", aht_s=100.0),
         forecast_of(plan, {"en": 10}, market="fr", aht_s=300.0)]
    )  # fmt: skip
    row = require(plan, both).iloc[0]
    assert (row["volume"], row["aht_s"]) == (40, 150)
    assert row["erlangs"] == pytest.approx(40 * 150 / 3600)


def test_closed_hours_need_nobody_and_their_contacts_are_counted_as_lost() -> None:
    plan = plan_of(queue("en", open=OFFICE, min_agents=3), queue("all-day"))
    forecast = forecast_of(plan, {"en": 5, "all-day": 5})
    needs = rows_of(require(plan, forecast), "en")
    assert needs["required"].tolist() == [0] * 9 + [3] * 8 + [0] * 7
    assert needs["required_real"].max() < 3
    assert needs["volume"].sum() == 5 * 8
    assert volume_outside_opening(plan, forecast) == {"en": pytest.approx(5 * 16)}


def test_a_partly_open_hour_counts_by_its_open_share() -> None:
    """17:00 in Berlin is half past nine in the evening in Kolkata."""
    until_ten = (WeeklyWindow(start=9 * 60, end=22 * 60),)
    plan = plan_of(queue("in", timezone="Asia/Kolkata", open=until_ten))
    needs = require(plan, forecast_of(plan, {"in": 60}))
    whole, part = needs.iloc[15], needs.iloc[17]
    assert part["volume"] == pytest.approx(30)
    assert part["required_real"] == pytest.approx(whole["required_real"] / 2)
    assert part["required"] == np.ceil(part["required_real"])


def test_escalated_contacts_are_those_served_along_the_chain() -> None:
    plan = plan_of(
        queue("third", aht_s=1200.0),
        queue("second", aht_s=600.0, escalates_to="third", escalation_share=0.5),
        queue("first", patience_s=60.0, escalates_to="second", escalation_share=0.2),
    )
    needs = require(plan, forecast_of(plan, {"first": 300, "second": 10}))
    first, second, third = (rows_of(needs, name) for name in ("first", "second", "third"))
    assert first["abandon"].min() > 0.001
    passed_on = 300 * (1 - first["abandon"]) * 0.2  # as many end in every hour as come
    assert second["volume"].to_numpy() == pytest.approx((10 + passed_on).to_numpy())
    assert third["volume"].to_numpy() == pytest.approx(second["volume"].to_numpy() / 2)
    assert (third["aht_s"] == 1200).all()


def test_escalation_into_a_closed_queue_is_lost_too() -> None:
    plan = plan_of(
        queue("first", escalates_to="senior", escalation_share=0.1), queue("senior", open=OFFICE)
    )
    lost = volume_outside_opening(plan, forecast_of(plan, {"first": 50}))
    assert lost == {"senior": pytest.approx(50 * 0.1 * 16)}


def test_escalated_contacts_arrive_when_the_first_tier_is_done_with_them() -> None:
    """An hour of calls of forty minutes, all escalated: the seniors get them in the next hours."""
    plan = plan_of(
        queue("first", aht_s=2400.0, aht_cv=0.0, escalates_to="senior", escalation_share=1.0),
        queue("senior", aht_s=600.0),
        start=date(2027, 3, 1), days=7,
    )  # fmt: skip
    volumes = [0.0] * 168
    volumes[10] = 3600.0
    forecast = forecast_of(plan, {"first": volumes})
    needs = require(plan, forecast)
    arriving = rows_of(needs, "senior")["volume"].to_numpy()
    wait = rows_of(needs, "first")["asa_s"][10]
    late = (2400 + wait) / 3600
    assert arriving[10:12] == pytest.approx([3600 * (1 - late), 3600 * late])
    assert arriving.sum() == pytest.approx(3600)
    plain = rows_of(require(plan, forecast, time_varying=False), "senior")["volume"]
    assert plain[10] == pytest.approx(3600)


def test_escalations_of_work_that_waits_come_at_its_pace() -> None:
    plan = plan_of(
        queue("mail", channel="email", aht_s=600.0, complete_within_hours=4, escalates_to="senior",
              escalation_share=0.5),
        queue("senior"),
    )  # fmt: skip
    needs = require(plan, forecast_of(plan, {"mail": [8.0] + [0.0] * 23}))
    assert rows_of(needs, "senior")["volume"].to_numpy() == pytest.approx([1] * 4 + [0] * 20)


def test_calls_that_last_carry_their_load_into_the_next_hours() -> None:
    plan = plan_of(queue("en", aht_s=3600.0), start=date(2027, 3, 1), days=7)
    volumes = [0.0] * 168
    volumes[10] = 10.0
    forecast = forecast_of(plan, {"en": volumes})
    load = require(plan, forecast)["erlangs"].to_numpy()
    fading = np.exp(-np.arange(4))
    assert load[10] == pytest.approx(10 / np.e, abs=1e-6)
    assert load[11:15] == pytest.approx(10 * (1 - 1 / np.e) ** 2 * fading, abs=1e-6)
    assert load.sum() == pytest.approx(10, abs=0.01)
    assert require(plan, forecast, time_varying=False)["erlangs"][10] == 10
    assert (load[20:] == 0).all(), "what is left after ten hours is a second or two of work"


def test_work_in_hand_at_closing_time_is_not_staffed() -> None:
    """Closing at half past: the half hour counts whole, what is talked on after it does not."""
    late = (WeeklyWindow(start=9 * 60, end=16 * 60 + 30),)
    plan = plan_of(queue("en", aht_s=1800.0, open=late), queue("on", aht_s=1800.0))
    needs = require(plan, forecast_of(plan, {"en": 20, "on": 20}))
    load, steady = (rows_of(needs, name)["erlangs"].to_numpy() for name in ("en", "on"))
    assert steady == pytest.approx(np.full(24, 10))
    assert load[9] < 0.6 * 10
    assert load[15] == pytest.approx(10, rel=1e-4)
    assert load[16] == pytest.approx(5, rel=1e-4)
    assert load[17:].max() == load[:9].max() == 0
    row = rows_of(needs, "en").iloc[16]
    assert row["required_real"] == pytest.approx(rows_of(needs, "on")["required_real"][16] / 2,
                                                 rel=1e-3)  # fmt: skip


def test_parts_of_a_queue_live_on_its_contacts() -> None:
    """A third of all contacts, and of those passed on, goes to one team; each pool on its own."""
    plan = plan_of(
        queue("first", escalates_to="en", escalation_share=0.5),
        queue("en", escalates_to="senior", escalation_share=0.2),
        queue("en@manila", part_of="en", part_share=0.3, escalates_to="senior",
              escalation_share=0.2),
        queue("senior"),
        teams=(team("home", "en", shrinkage=0.1), team("manila", "en@manila", shrinkage=0.3)),
    )  # fmt: skip
    whole = plan_of(queue("first"), queue("en"), queue("senior"))
    needs = require(plan, forecast_of(plan, {"first": 60, "en": 100}))
    rest, part, senior = (rows_of(needs, name) for name in ("en", "en@manila", "senior"))
    assert part["volume"].to_numpy() == pytest.approx(np.full(24, 130 * 0.3))
    assert rest["volume"].to_numpy() == pytest.approx(np.full(24, 130 * 0.7))
    assert senior["volume"].to_numpy() == pytest.approx(np.full(24, 130 * 0.2))
    together = rows_of(require(whole, forecast_of(whole, {"en": 130})), "en")
    assert (part["required_real"] + rest["required_real"] > together["required_real"]).all()
    assert (part["gross"] / part["required"]).to_numpy() == pytest.approx(1 / 0.7)


def test_a_part_has_no_forecast_of_its_own() -> None:
    plan = plan_of(queue("en"), queue("en@x", part_of="en", part_share=1.0))
    with pytest.raises(DataError, match="'en@x' is no queue of this plan"):
        require(plan, forecast_of(plan, {"en": 5, "en@x": 5}))


def test_a_backlog_is_shared_like_the_contacts() -> None:
    plan = replace(
        plan_of(
            queue("mail", channel="email", aht_s=3600.0),
            queue("mail@x", channel="email", aht_s=3600.0, part_of="mail", part_share=0.25),
        ),
        backlog=(Backlog(queue="mail", contacts=8.0, age_hours=23.5),),
    )
    needs = require(plan, forecast_of(plan, {"mail": 4}))
    assert rows_of(needs, "mail")["arrived_hours"][0] == pytest.approx(6 + 3)
    assert rows_of(needs, "mail@x")["arrived_hours"][0] == pytest.approx(2 + 1)
    assert rows_of(needs, "mail@x")["due_hours"][0] == pytest.approx(2)


def spread_to(plan: Plan, spread: str) -> Plan:
    return replace(plan, staffing=Staffing(spread=spread))


def test_a_plan_says_which_volume_it_is_staffed_to() -> None:
    plan = plan_of(
        queue("en", patience_s=120.0, escalates_to="senior", escalation_share=0.1),
        queue("senior"), queue("mail", channel="email", complete_within_hours=4.0),
    )  # fmt: skip
    forecast = forecast_of(plan, {"en": 400, "mail": 10}, cv=0.3)
    mean, busy, average = (
        require(spread_to(plan, name), forecast) for name in ("mean", "p80", "average")
    )
    factor = float(rate_quantile(np.array([0.3]), 0.8)[0])
    for name in ("en", "mail"):
        more = rows_of(busy, name)["volume"] / rows_of(mean, name)["volume"]
        assert more.to_numpy() == pytest.approx(np.full(24, factor))
    assert rows_of(average, "en")["volume"].equals(rows_of(mean, "en")["volume"])
    senior = [rows_of(table, "senior").iloc[5] for table in (mean, busy)]
    assert senior[1]["volume"] / senior[0]["volume"] == pytest.approx(factor, rel=0.02)
    one = [rows_of(table, "en").iloc[5] for table in (mean, average, busy)]
    assert one[0]["required"] < one[1]["required"]
    assert one[0]["service_level"] > 0.8
    assert 0.8 <= one[1]["service_level"] < 0.9
    mail = [rows_of(table, "mail")["due_hours"].sum() for table in (mean, average)]
    assert mail[1] > 1.1 * mail[0]
    assert rows_of(busy, "mail")["due_hours"].sum() == pytest.approx(
        factor * rows_of(mean, "mail")["due_hours"].sum()
    )


def test_markets_are_wrong_together() -> None:
    plan = plan_of(queue("en"))
    both = pd.concat(
        [forecast_of(plan, {"en": 30}, market="de", cv=0.1),
         forecast_of(plan, {"en": 10}, market="fr", cv=0.3)]
    )  # fmt: skip
    one = forecast_of(plan, {"en": 40}, cv=0.15)
    tables = [require(spread_to(plan, "p90"), forecast) for forecast in (both, one)]
    assert tables[0]["volume"].to_numpy() == pytest.approx(tables[1]["volume"].to_numpy())


def test_a_spread_that_nobody_told_is_asked_for() -> None:
    plan = spread_to(plan_of(queue("en")), "p80")
    with pytest.raises(DataError, match=r"forecast.csv, cv: is missing"):
        require(plan, forecast_of(plan, {"en": 5}))
    with pytest.raises(DataError, match="cv: 'nan' is not a number of 0 or more"):
        require(plan, forecast_of(plan, {"en": 5}, cv=np.nan))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"escalates_to": "b"}, "queues.csv, escalates_to: 'a' escalates in a circle"),
        ({"escalates_to": "c"}, "queues.csv, escalates_to: 'c' is no queue of the plan"),
        ({"part_of": "c"}, "queues.csv, queue: 'c' is no queue that can have parts"),
    ],
)
def test_wrong_queues_are_refused(columns: dict[str, Any], message: str) -> None:
    plan = plan_of(queue("a", escalates_to="b"), queue("b", escalates_to="a"))
    if "b" not in columns.values():
        plan = plan_of(queue("a", **columns), queue("b"))
    with pytest.raises(DataError) as refused:
        require(plan, forecast_of(plan, {"b": 5}))
    assert message in str(refused.value)


def test_deferred_work_is_real_valued_and_due_by_day() -> None:
    """Friday to Monday: what came on Friday until 16:00 is due on Friday, the rest on Monday."""
    plan = plan_of(
        queue("mail", channel="email", aht_s=600.0, open=OFFICE, complete_within_hours=1),
        start=date(2027, 3, 5), days=4,
    )  # fmt: skip
    needs = require(plan, forecast_of(plan, {"mail": 3}))
    by_day = needs.groupby(needs["local_start"].dt.date)
    assert by_day["arrived_hours"].sum().tolist() == pytest.approx([12, 12, 12, 12])
    assert by_day["due_hours"].sum().tolist() == pytest.approx([8.5, 0, 0, 36])
    friday = needs[needs["due_hours"] > 0].iloc[0]
    assert friday["required"] == friday["required_real"] == pytest.approx(5)
    assert needs["service_level"].isna().all()
    assert volume_outside_opening(plan, forecast_of(plan, {"mail": 3})) == {}


def test_chat_is_staffed_in_slots() -> None:
    plan = plan_of(chat())
    row = require(plan, forecast_of(plan, {"chat": 720})).iloc[0]
    assert row["erlangs"] == pytest.approx(90)
    slots = erlang.required_agents(
        90, aht=450, within=30, service_level=0.8, patience=120, max_occupancy=0.88
    )
    assert row["required"] == np.ceil(slots / 3)
    assert row["occupancy"] <= 0.88
    alone = require(plan, forecast_of(plan, {"chat": 0.1})).iloc[0]
    assert (alone["required"], alone["required_real"] < 0.5) == (1, True)


def test_limits_of_the_queue_are_kept_at_the_required_agents() -> None:
    plan = plan_of(queue("en", patience_s=60.0, max_abandon=0.03, max_occupancy=0.8))
    volumes = np.linspace(0, 900, 24).tolist()
    needs = require(plan, forecast_of(plan, {"en": volumes}))
    assert (needs["abandon"] <= 0.03 + 1e-9).all()
    assert (needs["occupancy"] <= 0.8 + 1e-9).all()
    assert (needs["service_level"] >= 0.8 - 1e-9).all()
    assert needs["required"].is_monotonic_increasing
    assert (needs["required"] == np.ceil(needs["required_real"] - 1e-9)).all()


def test_shrinkage_is_weighted_by_heads_of_the_teams_that_serve() -> None:
    plan = plan_of(
        queue("en"), queue("fr"),
        teams=(
            team("a", "en", heads=30, shrinkage=0.2),
            team("b", "en", "fr", heads=10, shrinkage=0.4),
            team("c", heads=90, shrinkage=0.9),
        ),
    )  # fmt: skip
    needs = require(plan, forecast_of(plan, {"en": 100, "fr": 100}))
    en, fr = rows_of(needs, "en"), rows_of(needs, "fr")
    assert (en["gross"] / en["required"]).to_numpy() == pytest.approx(1 / (1 - 0.25))
    assert (fr["gross"] / fr["required"]).to_numpy() == pytest.approx(1 / (1 - 0.4))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"queue": "fr"}, "forecast.csv, queue: 'fr' is no queue of this plan"),
        ({"mean": -1.0}, "forecast.csv, mean: '-1' is not a number of 0 or more"),
        ({"mean": np.nan}, "forecast.csv, mean: 'nan' is not a number of 0 or more"),
        ({"aht_s": 0.0}, "forecast.csv, aht_s: '0' is not a number above 0"),
        (
            {"interval_start": pd.Timestamp("2027-03-01T10:15Z")},
            "'2027-03-01 10:15:00+00:00' is not the start of an interval of the plan",
        ),
        ({"interval_start": pd.Timestamp("2027-03-03T10:00Z")}, "before 2027-03-01T23:00:00"),
    ],
)
def test_a_wrong_forecast_is_refused(change: dict[str, Any], message: str) -> None:
    plan = plan_of(queue("en"))
    with pytest.raises(DataError) as refused:
        require(plan, forecast_of(plan, {"en": 5}).assign(**change))
    assert message in str(refused.value)


def test_a_missing_column_is_refused() -> None:
    plan = plan_of(queue("en"))
    forecast = forecast_of(plan, {"en": 5}).drop(columns=["mean", "aht_s"])
    with pytest.raises(DataError) as refused:
        require(plan, forecast)
    assert [problem.column for problem in refused.value.problems] == ["mean", "aht_s"]
