"""The example and benchmark folders: what their generators write, and that they can be read."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from planner.folder import read_plan
from planner.folder.tables import ALL_TABLES
from tests.support.scripts import AXA, ROOT, load


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_follow_the_sun_comes_from_its_generator(tmp_path: Path) -> None:
    load("data/generate_follow_the_sun.py").write(tmp_path)
    written, stored = contents(tmp_path), contents(ROOT / "data/follow_the_sun")
    assert len(written) == 6
    assert {name: stored[name] for name in written} == written


@pytest.mark.parametrize(("name", "people"), [("follow_the_sun", 180), ("corner_shop", 8)])
def test_examples_are_acted_on_in_full(name: str, people: int) -> None:
    plan = read_plan(ROOT / "data" / name)
    assert len(plan.agents) == people
    assert plan.unacted == ()


def test_follow_the_sun_covers_its_opening_night() -> None:
    plan = read_plan(ROOT / "data/follow_the_sun")
    running = {shift.team for shift in plan.previous if shift.end > plan.horizon.first}
    assert running == {"denver", "denver_senior"}


def test_generated_plan_is_the_same_each_time_and_of_the_size_asked(tmp_path: Path) -> None:
    build = load("benchmarks/generate.py").build
    for copy in ("a", "b"):
        build(tmp_path / copy, people=60, teams=3, queues=2, days=14, interval=30, seed=5)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    plan = read_plan(tmp_path / "a")
    assert (len(plan.agents), len(plan.teams), len(plan.queues)) == (60, 3, 2)
    away = sum((row.last - row.first).days + 1 for row in plan.time_off)
    assert 0.08 < away / (60 * 14) < 0.17


def test_a_seed_changes_the_generated_plan(tmp_path: Path) -> None:
    build = load("benchmarks/generate.py").build
    build(tmp_path / "a", people=20, seed=1)
    build(tmp_path / "b", people=20, seed=2)
    assert contents(tmp_path / "a") != contents(tmp_path / "b")


@pytest.mark.skipif(not AXA.exists(), reason="../shared is missing: no real volumes here")
def test_real_history_keeps_every_contact_and_skips_the_missing_hour(tmp_path: Path) -> None:
    axa = load("benchmarks/axa.py")
    axa.build(tmp_path, AXA)
    history = pd.read_csv(tmp_path / "history.csv", parse_dates=["interval_start"])
    source = pd.read_csv(AXA, index_col="local_time", parse_dates=True)
    past = source.loc[str(axa.LEARN_FROM) : str(axa.START - timedelta(days=1))]
    assert history["queue"].nunique() == 28
    assert (
        history["offered"].sum() == past[past["observed"] == 1].drop(columns="observed").sum().sum()
    )
    assert not history.duplicated(["interval_start", "queue"]).any()
    local = history["interval_start"].dt.tz_convert(axa.ZONE)
    assert str(local.max()) == "2012-03-11 23:30:00+01:00"


def test_rules_are_added_to_the_same_generated_people_and_contacts(tmp_path: Path) -> None:
    build = load("benchmarks/generate.py").build
    for rules in ("basic", "all"):
        build(tmp_path / rules, people=90, teams=6, queues=4, rules=rules)
    basic, full = read_plan(tmp_path / "basic"), read_plan(tmp_path / "all")
    assert basic.unacted == ()
    widened = {"plan.toml", "teams.csv", "agents.csv", "contracts.csv", "cover.csv"}
    few, more = contents(tmp_path / "basic"), contents(tmp_path / "all")
    assert {name for name, data in few.items() if more[name] != data} == widened
    assert set(more) - set(few) == {"rotations.csv", "off_queue.csv"}
    assert [agent.agent for agent in basic.agents] == [agent.agent for agent in full.agents]
    contracts = pd.read_csv(tmp_path / "all/contracts.csv")
    columns = {column.name for column in ALL_TABLES["contracts"].columns}
    assert columns - set(contracts.columns) == {"law"}
    assert contracts.notna().any().all()


def test_generated_plan_has_the_leave_wishes_teams_and_surge_asked_for(tmp_path: Path) -> None:
    load("benchmarks/generate.py").build(tmp_path, people=400, teams=10, queues=6, seed=2)
    plan = read_plan(tmp_path)
    away = sum((row.last - row.first).days + 1 for row in plan.time_off)
    assert 0.10 < away / (400 * 28) < 0.14
    assert 0.25 < len({row.agent for row in plan.requests}) / 400 <= 0.30
    teams = pd.read_csv(tmp_path / "teams.csv")
    assert teams["timezone"].nunique() >= 5
    assert list(teams["kind"]).count("outsourced") == 2
    assert set(teams["tier"]) == {"agent", "senior", "leader"}
    assert len(plan.events) == 1
    profile = pd.read_csv(tmp_path / "profiles.csv")
    monday = profile[profile["weekday"] == "Mon"]["share"].to_list()
    peaks = [i for i in range(1, 47) if monday[i - 1] < monday[i] >= monday[i + 1]]
    assert len(peaks) == 2
