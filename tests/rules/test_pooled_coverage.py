"""Pooled plans: people on live work cover every set of queues of which they serve any."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.assumptions import with_queues
from planner.auditing import audit
from planner.domain import Plan, Prices, Staffing
from planner.errors import DataError
from planner.rules import check_rules
from planner.rules.coverage import coverage_of, coverage_table
from planner.schedules import Schedule, schedule_of
from tests.support.tiny import flat_needs, previous_of, shift_of, tiny_plan

MORNING = "2027-03-01 08:00 2"


def pooled_plan(
    skills: Mapping[str, Sequence[str]], *, live: Sequence[str] = ("de", "en"),
    floor: Mapping[str, int] | None = None,
) -> Plan:  # fmt: skip
    """One day of hours: live queues and ``mail``, people by what they serve."""
    base = tiny_plan(
        days=1, interval_minutes=60, people=tuple(skills), team={"productivity": 0.5},
        prices=Prices(surplus_per_hour=1.0), shifts=[MORNING],
    )  # fmt: skip
    queues = [
        replace(base.queues[0], queue=name, min_agents=(floor or {}).get(name, 0)) for name in live
    ]
    mail = replace(base.queues[0], queue="mail", channel="email")
    agents = tuple(replace(a, queues=tuple(skills[a.agent])) for a in base.agents)
    return replace(base, queues=(*queues, mail), agents=agents, staffing=Staffing(pooling="pooled"))


def at_work(plan: Plan, queues: Mapping[str, str], text: str = MORNING) -> Schedule:
    """These people at work on these queues."""
    shifts = []
    for agent, queue in queues.items():
        shift = shift_of(text, agent=agent, timezone=plan.horizon.timezone)
        parts = tuple(replace(part, queue=queue) for part in shift.activities)
        shifts.append(replace(shift, activities=parts))
    return schedule_of(shifts)


def by_queue(table: pd.DataFrame, column: str, hour: int = 8) -> dict[str, float]:
    """A column of one hour's rows by queue or set."""
    rows = table[pd.DatetimeIndex(table["interval_start"]).hour == hour - 1]
    return dict(zip(rows["queue"], rows[column].round(9), strict=True))


def test_everybody_who_serves_any_queue_of_a_set_covers_it() -> None:
    plan = pooled_plan({"ana": ("de",), "ben": ("en", "de", "mail"), "cem": ("en", "mail")})
    needs = flat_needs(plan, {"de": 0.75, "en": 1.0, "de|en": 1.75, "mail": 0.0})
    table = coverage_table(plan, at_work(plan, {"ana": "de", "ben": "en|de", "cem": "mail"}), needs)
    assert by_queue(table, "covered") == {"de": 1.0, "en": 0.5, "de|en": 1.0, "mail": 0.5}
    assert by_queue(table, "people") == {"de": 2.0, "en": 1.0, "de|en": 2.0, "mail": 1.0}
    assert by_queue(table, "gap") == {"de": 0.25, "en": -0.5, "de|en": -0.75, "mail": 0.5}


def test_the_largest_shortage_of_a_group_counts_once_and_the_least_surplus() -> None:
    plan = pooled_plan({"ana": ("de",), "ben": ("en", "de")})
    needs = flat_needs(plan, {"de": 0.25, "en": 0.25, "de|en": 0.75, "mail": 0.0})
    result = audit(plan, at_work(plan, {"ana": "de", "ben": "en|de"}), needs)
    assert result.short_hours == pytest.approx(22 * 0.75)
    assert result.surplus_hours == pytest.approx(2 * 0.25)
    assert result.required_hours == pytest.approx(24 * 0.75)
    assert result.covered_hours == pytest.approx(2 * 1.0)
    alone = audit(plan, at_work(plan, {"ana": "de"}), needs)
    assert alone.short_hours == pytest.approx(22 * 0.75 + 2 * 0.25)
    assert alone.surplus_hours == 0
    assert alone.floor_hours == pytest.approx(0)


def test_a_floor_of_one_queue_is_the_groups_shortage() -> None:
    plan = pooled_plan({"ana": ("de",), "ben": ("en", "de")}, floor={"en": 2})
    needs = flat_needs(plan, {"de": 0.1, "en": 0.1, "de|en": 0.2, "mail": 0.0})
    table = coverage_table(plan, at_work(plan, {"ana": "de", "ben": "en|de"}), needs)
    assert by_queue(table, "gap") == pytest.approx(
        {"de": 0.9, "en": -1.0, "de|en": 0.8, "mail": 0.0}
    )
    result = audit(plan, at_work(plan, {"ana": "de", "ben": "en|de"}), needs)
    assert result.short_hours == pytest.approx(2 * 1.0 + 22 * 2.0)
    assert result.floor_hours == pytest.approx(
        result.covered_hours - result.required_hours + result.short_hours
    )


def test_queues_that_nobody_links_are_judged_apart() -> None:
    plan = pooled_plan({"ana": ("de", "mail"), "ben": ("en", "mail")})
    needs = flat_needs(plan, {"de": 1.0, "en": 0.25, "mail": 0.0})
    result = audit(plan, at_work(plan, {"ana": "de", "ben": "en"}), needs)
    assert result.short_hours == pytest.approx(24 * 1.25 - 2 * 0.75)
    assert result.surplus_hours == pytest.approx(2 * 0.25)


LIVE = ("a", "b", "c")
PEOPLE = ("ana", "ben", "cem", "dan")
NEEDS = st.integers(0, 24).map(lambda sixteenths: sixteenths / 16)
"""Needs that the solver of the best allocation can tell from none: it looks over 1e-7."""
SKILLS = st.lists(st.sets(st.sampled_from(LIVE), min_size=1), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(
    skills=SKILLS,
    present=st.sets(st.sampled_from(PEOPLE)),
    need=st.lists(NEEDS, min_size=3, max_size=3),
)
def test_the_shortage_is_what_no_sharing_out_of_the_people_could_avoid(
    skills: list[set[str]], present: set[str], need: list[float]
) -> None:
    """With rows for all sets and needs that add up, it is the shortage of the best allocation."""
    plan = pooled_plan(
        {name: (*sorted(own), "mail") for name, own in zip(PEOPLE, skills, strict=True)}, live=LIVE
    )
    wanted = dict(zip(LIVE, need, strict=True))
    sets = {
        "|".join(chosen): sum(wanted[queue] for queue in chosen)
        for chosen in (("a", "b"), ("a", "c"), ("b", "c"), LIVE)
        if _linked(chosen, skills)
    }
    needs = flat_needs(plan, {**wanted, **sets, "mail": 0.0})
    own = dict(zip(PEOPLE, skills, strict=True))
    found = coverage_of(
        plan, at_work(plan, {name: "|".join(sorted(own[name])) for name in sorted(present)}), needs
    )
    best = _least_shortage([own[name] for name in sorted(present)], wanted)
    assert found.shortage[:, 8].sum() == pytest.approx(best, abs=1e-7)


def _linked(chosen: Sequence[str], skills: list[set[str]]) -> bool:
    """Whether people link all of these queues, perhaps through others."""
    group, before = {chosen[0]}, set[str]()
    while group != before:
        before = set(group)
        group |= set().union(*(skill for skill in skills if skill & group))
    return set(chosen) <= group


def _least_shortage(skills: list[set[str]], need: Mapping[str, float]) -> float:
    """Agents short when people (half an agent each) are shared out as well as can be."""
    queues = sorted(need)
    size = len(skills) * len(queues)
    serve = [float(queue in skill) for skill in skills for queue in queues]
    each = np.kron(np.eye(len(skills)), np.ones(len(queues)))
    fill = np.hstack([-np.kron(np.ones(len(skills)), np.eye(len(queues))), -np.eye(len(queues))])
    found = linprog(
        np.concatenate([np.zeros(size), np.ones(len(queues))]),
        A_ub=np.vstack([np.hstack([each, np.zeros((len(skills), len(queues)))]), fill]),
        b_ub=np.concatenate([np.full(len(skills), 0.5), [-need[queue] for queue in queues]]),
        bounds=[*((0, 0.5 * able) for able in serve), *[(0, None)] * len(queues)],
    )  # fmt: skip
    assert found.fun is not None, found.message
    return float(found.fun)


def test_idle_time_is_that_of_a_whole_group() -> None:
    """Two people (1.0 effective agents) carry 0.4; half of the idle 0.6 is 0.3, ben's part 0.15."""
    plan = pooled_plan({"ana": ("de",), "ben": ("en", "de", "mail")})
    plan = replace(plan, staffing=Staffing(pooling="pooled", idle_share=0.5))
    needs = flat_needs(plan, {"de": 0.1, "en": 0.1, "de|en": 0.2, "mail": 0.0})
    mail = (needs["queue"] == "mail").to_numpy()
    needs["required"] = np.where(mail, 0.0, 1.0)
    needs["occupancy"] = np.where(mail, np.nan, 0.2)
    for name, interval in (("arrived_hours", 8), ("due_hours", 9)):
        needs[name] = np.where(mail, 0.0, np.nan)
        needs.loc[mail.argmax() + interval, name] = 1.0
    table = coverage_table(plan, at_work(plan, {"ana": "de", "ben": "en|de"}), needs)
    assert by_queue(table, "required", 9)["mail"] == pytest.approx(1 - 2 * 0.15)


def test_previous_shifts_take_live_work_or_mail_by_the_bare_need() -> None:
    skills = {"ana": ("mail", "de"), "ben": ("en", "de", "mail")}
    previous = tuple(
        previous_of("2027-02-28 22:00 4", agent=name, timezone="Europe/Berlin") for name in skills
    )
    plan = replace(pooled_plan(skills), previous=previous)
    needs = flat_needs(plan, {"de": 0.4, "en": 0.2, "de|en": 0.6, "mail": 0.5})
    table = coverage_table(plan, Schedule(()), needs)
    assert by_queue(table, "covered", 1) == {"de": 0.5, "en": 0.5, "de|en": 0.5, "mail": 0.5}


def test_a_schedule_without_queues_gets_live_queues_together_or_mail() -> None:
    skills = {"ana": ("de", "mail"), "ben": ("mail", "en", "de"), "cem": ("en",)}
    plan = pooled_plan(skills)
    schedule = at_work(plan, dict.fromkeys(skills, ""))
    for needs, expected in (
        ({"de": 0.5, "en": 0.5, "de|en": 1.5, "mail": 0.25}, ["de", "en|de", "en"]),
        ({"de": 0.5, "en": 0.5, "de|en": 1.0, "mail": 0.25}, ["mail", "en|de", "en"]),
        ({"de": 0.1, "en": 0.5, "de|en": 0.6, "mail": 1.0}, ["mail", "mail", "en"]),
    ):
        given = with_queues(plan, schedule, flat_needs(plan, needs))
        assert [shift.activities[0].queue for shift in given.shifts] == expected
        assert not check_rules(plan, given)


def test_who_leaves_live_queues_counts_towards_their_minimum_no_longer() -> None:
    """Both are wanted on mail; the second one has to stay, so that one person is on live work."""
    skills = {"ana": ("en", "mail"), "ben": ("en", "mail")}
    plan = pooled_plan(skills, live=("en",), floor={"en": 1})
    needs = flat_needs(plan, {"en": 0.0, "mail": 1.0})
    given = with_queues(plan, at_work(plan, dict.fromkeys(skills, "")), needs)
    assert [shift.activities[0].queue for shift in given.shifts] == ["mail", "en"]


def test_people_take_several_queues_only_where_plans_are_pooled() -> None:
    plan = pooled_plan({"ana": ("de", "en", "mail"), "ben": ("de",)})
    own = at_work(plan, {"ana": "en|de", "ben": "de|en"})
    assert [v.agent for v in check_rules(plan, own)] == ["ben"]
    separate = replace(plan, staffing=Staffing())
    assert [v.agent for v in check_rules(separate, own)] == ["ana", "ben"]
    mixed = at_work(plan, {"ana": "de|mail"})
    assert [v.rule for v in check_rules(plan, mixed)] == ["queue"]


def test_rows_of_sets_must_be_there_and_make_sense() -> None:
    plan = pooled_plan({"ana": ("de", "en"), "ben": ("fr", "mail")}, live=("de", "en", "fr"))
    whole = {"de": 1.0, "en": 1.0, "fr": 1.0, "de|en": 2.0, "mail": 0.0}
    assert len(coverage_table(plan, Schedule(()), flat_needs(plan, whole))) == 5 * 24
    without = {name: need for name, need in whole.items() if name != "de|en"}
    for wrong, said in (
        (without, r"queue: 'de\|en' has no rows: a pooled plan needs them"),
        ({**whole, "en|de": 1.0}, r"'en\|de' is no set of live queues, in the plan's order"),
        ({**whole, "de|fr": 1.0}, "is no set of live queues"),
        ({**whole, "de|mail": 1.0}, "is no set of live queues"),
    ):
        with pytest.raises(DataError, match=said):
            coverage_table(plan, Schedule(()), flat_needs(plan, wrong))
    separate = replace(plan, staffing=Staffing())
    with pytest.raises(DataError, match="only plans with pooling = pooled"):
        coverage_table(separate, Schedule(()), flat_needs(separate, whole))
