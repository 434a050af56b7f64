"""The requirement of whole plans: columns, channels, opening, escalation, rounding, refusals."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon, WeeklyWindow
from planner.domain import Contract, Plan, Queue, Team
from planner.errors import DataError
from planner.staffing import erlang, require, volume_outside_opening

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
    passed_on = 300 * (1 - first["abandon"]) * 0.2
    assert second["volume"].to_numpy() == pytest.approx((10 + passed_on).to_numpy())
    assert third["volume"].to_numpy() == pytest.approx(second["volume"].to_numpy() / 2)
    assert (third["aht_s"] == 1200).all()


def test_escalation_into_a_closed_queue_is_lost_too() -> None:
    plan = plan_of(
        queue("first", escalates_to="senior", escalation_share=0.1), queue("senior", open=OFFICE)
    )
    lost = volume_outside_opening(plan, forecast_of(plan, {"first": 50}))
    assert lost == {"senior": pytest.approx(50 * 0.1 * 16)}


def test_deferred_work_is_real_valued_and_spread_over_open_hours() -> None:
    plan = plan_of(
        queue("mail", channel="email", aht_s=600.0, open=OFFICE), start=date(2027, 3, 5), days=4
    )
    needs = require(plan, forecast_of(plan, {"mail": 3}))
    by_day = needs.groupby(needs["local_start"].dt.date)
    assert by_day["arrived_hours"].sum().tolist() == pytest.approx([12, 12, 12, 12])
    assert by_day["due_hours"].sum().tolist() == pytest.approx([8.5, 0, 0, 36])
    friday = needs[needs["due_hours"] > 0].iloc[0]
    assert friday["required"] == friday["required_real"] == pytest.approx(8.5 / 8)
    assert needs["service_level"].isna().all()
    assert volume_outside_opening(plan, forecast_of(plan, {"mail": 3})) == {}


def test_chat_is_a_shorter_contact_for_each_one_handled_at_once() -> None:
    plan = plan_of(chat())
    row = require(plan, forecast_of(plan, {"chat": 720})).iloc[0]
    assert row["erlangs"] == 90
    alike = erlang.required_agents(30, aht=150, within=30, service_level=0.8, patience=120)
    assert row["required"] >= alike
    assert row["occupancy"] <= 0.88


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
