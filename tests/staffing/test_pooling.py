"""Needs of sets of queues: which sets, how many agents, what simulation adds, what is saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clock import Horizon, WeeklyWindow
from planner.domain import Agent, Contract, Plan, Queue, Staffing, Team
from planner.staffing import erlang
from planner.staffing.pooled_need import Pool
from planner.staffing.pooling import set_rows, useful_sets
from planner.staffing.pooling_cuts import typical_intervals
from planner.staffing.pooling_gain import pooling_gain, pooling_line
from planner.staffing.requirement import COLUMNS
from planner.staffing.rounding import whole_agents
from planner.staffing.skill_routing import Contacts, Kinds, outcomes, service_levels
from planner.staffing.skill_sets import MOST_SETS, connected_groups

LANGUAGES = {"en": 12.0, "de": 6.0, "fr": 3.0}
EVERY_MIX = [skill for size in (1, 2, 3) for skill in combinations(LANGUAGES, size)]


def queue(name: str, **columns: Any) -> Queue:
    usual: dict[str, Any] = {
        "channel": "voice", "timezone": "UTC", "aht_s": 300.0, "patience_s": 120.0,
        "max_occupancy": 1.0,
    }  # fmt: skip
    return Queue(queue=name, **(usual | columns))


def plan_of(
    queues: Sequence[Queue], skills: Sequence[Sequence[str]], *, days: int = 1, dearer: float = 0.1
) -> Plan:
    """One person of each skill; every further skill makes them dearer by a share."""
    team = Team(team="site", timezone="UTC", contract="full", hourly_cost=20.0, shrinkage=0.1,
                queues=tuple(queue.queue for queue in queues))  # fmt: skip
    agents = [
        Agent(agent=f"a{i}", team="site", contract="full", queues=tuple(skill), productivity=1.0,
              hourly_cost=20 * (1 + dearer * (len(skill) - 1)))
        for i, skill in enumerate(skills)
    ]  # fmt: skip
    return Plan(
        name="test", queues=tuple(queues), teams=(team,), agents=tuple(agents), shifts=(),
        contracts=(Contract(contract="full", max_hours_per_week=40),),
        horizon=Horizon(
            start=date(2027, 3, 1), days=days, timezone="UTC", interval_minutes=60
        ),
        staffing=Staffing(pooling="pooled"),
    )  # fmt: skip


def rows_of(plan: Plan, erlangs: dict[str, Any], open_share: Any = 1.0) -> pd.DataFrame:
    """Rows of queues as ``require`` writes them, from loads while open: one an interval."""
    starts = pd.DatetimeIndex(plan.horizon.starts).tz_localize("UTC")
    tables = []
    for each in plan.queues:
        load = np.broadcast_to(np.asarray(erlangs.get(each.queue, 0.0)), len(starts))
        slots = erlang.required_agents_real(
            load, aht=each.aht_s, within=each.answer_within_s, service_level=each.service_level,
            patience=each.patience_s, max_occupancy=each.max_occupancy,
        )  # fmt: skip
        real = open_share * slots / each.concurrency
        columns = {
            "interval_start": starts, "local_start": starts, "queue": each.queue,
            "volume": open_share * load * 3600 / each.aht_s, "aht_s": each.aht_s,
            "erlangs": open_share * load,
            "required_real": real, "required": whole_agents(real).astype(float),
        }  # fmt: skip
        tables.append(pd.DataFrame(columns).reindex(columns=list(COLUMNS)))
    return pd.concat(tables, ignore_index=True)


def three_languages(skills: Sequence[Sequence[str]] = EVERY_MIX) -> tuple[Plan, pd.DataFrame]:
    plan = plan_of([queue(name) for name in LANGUAGES], skills)
    return plan, rows_of(plan, LANGUAGES)


def test_sets_of_people_of_every_mix() -> None:
    assert useful_sets(three_languages()[0]) == (
        ("en", "de"), ("en", "fr"), ("de", "fr"), ("en", "de", "fr"),
    )  # fmt: skip


def test_sets_where_everybody_speaks_english() -> None:
    plan, _ = three_languages([("en",), ("en", "de"), ("en", "fr")])
    assert useful_sets(plan) == (("de", "fr"), ("en", "de", "fr"))


def test_queues_without_people_in_common_have_no_sets() -> None:
    plan, rows = three_languages([("en",), ("de",), ("fr",)])
    assert useful_sets(plan) == ()
    assert connected_groups(plan) == (("en",), ("de",), ("fr",))
    found = set_rows(plan, rows)
    assert found.empty
    assert list(found.columns) == list(rows.columns)


def test_work_that_can_wait_links_nobody() -> None:
    mail = queue("mail", channel="email", patience_s=None)
    plan = plan_of([queue("en"), mail, queue("de")], [("en", "mail"), ("de", "mail")])
    assert useful_sets(plan) == ()


def test_many_skills_have_few_sets() -> None:
    names = [f"q{i:02}" for i in range(14)]
    plan = plan_of([queue(name) for name in names], [*combinations(names, 2)])
    sets = useful_sets(plan)
    assert tuple(names) in sets
    assert len(sets) <= MOST_SETS


def test_needs_of_three_languages() -> None:
    """Published with the example: 27 agents apart, 23 together."""
    plan, rows = three_languages()
    alone = rows.groupby("queue", sort=False)["required"].first().astype(int).tolist()
    assert alone == [14, 8, 5]
    needs = {
        names: int(whole_agents(_pool(plan, names).agents())[0]) for names in useful_sets(plan)
    }
    assert needs == {
        ("en", "de"): 20, ("en", "fr"): 17, ("de", "fr"): 11, ("en", "de", "fr"): 23,
    }  # fmt: skip


def _pool(plan: Plan, names: Sequence[str]) -> Pool:
    loads = np.array([[LANGUAGES[name]] for name in names])
    return Pool([plan.queue[name] for name in names], loads, np.full_like(loads, 300.0))


# Agents who speak en, de, fr, en+de, en+fr, de+fr, all; the service levels published for them.
BOUND = ([12, 6, 3, 0, 0, 0, 2], (0.68, 0.76))
AFTER_CUTS = ([10, 7, 3, 2, 3, 0, 0], (0.79, 0.84))


@pytest.mark.parametrize(("agents", "between"), [BOUND, AFTER_CUTS])
def test_simulated_service_of_three_languages(
    agents: list[int], between: tuple[float, float]
) -> None:
    assert all(between[0] <= level <= between[1] for level in simulated(agents, LANGUAGES))


def simulated(agents: Sequence[int], loads: dict[str, float]) -> list[float]:
    each = np.ones(len(loads))
    kinds = Kinds(
        rate=np.array([*loads.values()]) / 300, aht_s=each * 300, patience_s=each * 120,
        within_s=each * 20, units=each.astype(np.int64), priority=each.astype(np.int64),
    )  # fmt: skip
    serves = np.array([[name in skill for name in loads] for skill in EVERY_MIX], dtype=np.uint8)
    counts = outcomes(
        Contacts.drawn(kinds, 300_000, seed=5), kinds, np.array(agents), serves=serves, capacity=1
    )
    return [float(level) for level in service_levels(counts, ("offered",) * len(loads))]


def test_cuts_of_three_languages() -> None:
    """23 agents answer too little in time; 25 can be enough, as published, 26 always are."""
    plan, rows = three_languages()
    needs = set_rows(plan, rows).groupby("queue", sort=False)["required"].first()
    assert needs["en|de|fr"] in (25, 26)
    assert (needs >= [20, 17, 11, 23]).all()
    assert (needs <= needs["en|de|fr"]).all()


def test_people_dearer_than_any_number_leave_the_needs_as_they_are() -> None:
    plan, rows = three_languages()
    lazy = [replace(agent, productivity=1e-308, hourly_cost=1e6) for agent in plan.agents]
    found = set_rows(replace(plan, agents=tuple(lazy)), rows)
    needs, usual = found["required"], set_rows(plan, rows)["required"]
    assert np.isfinite(needs).all()
    assert needs.between(usual - 3, usual + 3).all()


def test_people_who_serve_everything_need_no_cut() -> None:
    """Five languages of two erlangs, as published: 20 agents apart, 14 together."""
    names = ["en", "de", "fr", "es", "it"]
    plan = plan_of([queue(name, patience_s=None) for name in names], [names] * 3, days=7)
    rows = rows_of(plan, dict.fromkeys(names, 2.0))
    assert rows.groupby("queue")["required"].first().sum() == 20
    sets = set_rows(plan, rows)
    assert set(sets["queue"]) == {"en|de|fr|es|it"}
    assert set(sets["required"]) == {14}
    gain = pooling_gain(plan, pd.concat([rows, sets]))
    assert gain["separate_hours"][0] == pytest.approx(168 * rows["required_real"].iloc[0] * 5)
    assert gain["pooled_hours"][0] == pytest.approx(168 * sets["required_real"].iloc[0])
    assert gain["heads_saved"][0] == pytest.approx(gain["saved_hours"][0] / 36)
    assert pooling_line(gain).startswith("Pooling saves ")


def test_english_spills_onto_those_who_alone_speak_the_rest() -> None:
    """A large queue that everybody serves: pooling costs more than it saves, and says so."""
    skills = [("en",), ("en", "de"), ("en", "fr")]
    plan = plan_of([queue(name) for name in LANGUAGES], skills, dearer=1.0)
    rows = rows_of(plan, {"en": 25.0, "de": 2.0, "fr": 2.0})
    both = pd.concat([rows, set_rows(plan, rows)], ignore_index=True)
    gain = pooling_gain(plan, both)
    assert gain["rule_hours"][0] < gain["separate_hours"][0] < gain["pooled_hours"][0]
    assert gain["saved_hours"][0] < 0
    assert "costs" in pooling_line(gain)


def test_columns_of_a_set() -> None:
    plan, _ = three_languages([("en", "de", "fr")])
    load = np.linspace(1, 12, 24)
    rows = rows_of(plan, {"en": load, "de": load / 2})
    sets = set_rows(plan, rows)
    assert list(sets.columns) == list(rows.columns)
    assert (sets.dtypes == rows.dtypes).drop(["gross", "arrived_hours"]).all()
    assert sets["queue"].unique().tolist() == ["en|de|fr"]
    assert (sets["interval_start"].array == rows["interval_start"].array[:24]).all()
    assert sets["erlangs"].to_numpy() == pytest.approx(1.5 * load)
    assert sets["volume"].to_numpy() == pytest.approx(1.5 * load * 12)
    assert sets["gross"].to_numpy() == pytest.approx(sets["required"].to_numpy() / 0.9)
    assert (sets["service_level"] >= 0.8).all()
    assert sets[["arrived_hours", "due_hours"]].isna().all(axis=None)


def test_closed_sets_need_nobody_and_open_ones_their_minimum() -> None:
    office = (WeeklyWindow(weekdays=(0,), start=8 * 60, end=18 * 60 + 30),)
    queues = [queue("en", open=office, min_agents=3), queue("de", open=office)]
    plan = plan_of(queues, [("en", "de")])
    open_share = np.array([0] * 8 + [1] * 10 + [0.5] + [0] * 5)
    sets = set_rows(plan, rows_of(plan, {"en": 0.4, "de": 0.2}, open_share))
    closed = open_share == 0
    assert (sets.loc[closed, ["required", "required_real"]] == 0).all(axis=None)
    assert (sets.loc[~closed, "required"] == [3] * 10 + [2]).all()
    half, whole = sets["required_real"][18], sets["required_real"][17]
    assert half == pytest.approx(whole / 2)


def test_a_set_never_needs_less_than_a_part_of_it() -> None:
    plan, _ = three_languages()
    rng = np.random.default_rng(4)
    rows = rows_of(plan, {name: load * rng.random(24) for name, load in LANGUAGES.items()})
    both = pd.concat([rows, set_rows(plan, rows)], ignore_index=True)
    need = both.pivot(index="interval_start", columns="queue", values="required_real")
    for names in useful_sets(plan):
        for part in names:
            assert (need["|".join(names)] >= need[part]).all()
    assert (need["en|de|fr"] >= need[["en|de", "en|fr", "de|fr"]].max(axis=1)).all()


def test_certainty_has_its_price_in_sets_too() -> None:
    plan, rows = three_languages([("en", "de", "fr")])
    unsure = replace(plan, staffing=replace(plan.staffing, spread="average"))
    more = rows.assign(required_real=rows["required_real"] + 0.5)
    without, with_it = (
        set_rows(*case)["required_real"].iloc[0] for case in ((plan, rows), (unsure, more))
    )
    assert with_it == pytest.approx(without + 1.5, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    loads=st.lists(st.floats(0.05, 40), min_size=2, max_size=4),
    patience_s=st.sampled_from([None, 60.0, 300.0]),
)
def test_alike_queues_pool_like_one(loads: list[float], patience_s: float | None) -> None:
    queues = [queue(f"q{i}", patience_s=patience_s) for i in range(len(loads))]
    erlangs = np.array(loads)[:, None]
    need = Pool(queues, erlangs, np.full_like(erlangs, 300.0)).agents()[0]
    exact = erlang.required_agents_real(
        sum(loads), aht=300, within=20, service_level=0.8, patience=patience_s, max_occupancy=1.0
    )
    assert need == pytest.approx(exact, abs=1e-5)
    alone = [
        Pool([one], erlangs[[i]], np.full((1, 1), 300.0)).agents()[0]
        for i, one in enumerate(queues)
    ]
    assert max(alone) - 1e-5 <= need <= sum(alone) + 1e-5


def test_the_most_demanding_queue_with_work_sets_the_target() -> None:
    easy, hard = queue("easy", answer_within_s=120.0), queue("hard", service_level=0.95)
    loads = np.array([[6.0, 6.0], [2.0, 0.0]])
    both, only_easy = Pool([easy, hard], loads, np.full_like(loads, 300.0)).agents()
    usual: dict[str, Any] = {"aht": 300, "patience": 120}
    assert both == pytest.approx(
        erlang.required_agents_real(8, within=20, service_level=0.95, **usual), abs=1e-5
    )
    assert only_easy == pytest.approx(
        erlang.required_agents_real(6, within=120, service_level=0.8, **usual), abs=1e-5
    )


def test_chats_count_as_slots() -> None:
    chats = [queue(name, channel="chat", concurrency=2) for name in ("one", "two")]
    loads = np.array([[6.0], [4.0]])
    need = Pool(chats, loads, np.full_like(loads, 300.0)).agents()[0]
    slots = erlang.required_agents_real(10, aht=300, within=20, service_level=0.8, patience=120)
    assert need == pytest.approx(slots / 2, abs=1e-5)
    mixed = Pool([queue("call"), chats[1]], loads, np.full_like(loads, 300.0))
    assert mixed.slots[0] == pytest.approx(10 / 8)


def test_typical_intervals_span_load_and_mixes() -> None:
    rng = np.random.default_rng(2)
    erlangs = rng.random((3, 500)) * np.linspace(0, 30, 500)
    chosen = typical_intervals(erlangs)
    total = erlangs.sum(axis=0)
    assert 8 <= chosen.size <= 12
    assert total[chosen].max() == total.max()
    assert total[chosen].min() == total[total > 0].min()
    assert typical_intervals(np.zeros((2, 9))).size == 0
    assert typical_intervals(np.ones((2, 9))).tolist() == [0]
