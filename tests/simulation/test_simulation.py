"""What happens on the floor: people, contacts, queues, and the same dice for every schedule."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.clock import WeeklyWindow
from planner.domain import Backlog, Plan, Staffing
from planner.schedules import Schedule, schedule_of
from planner.simulation import Trace, simulate
from tests.simulation.desk import all_day, desk, queue, shift, steady

OFFICE = (WeeklyWindow(start=8 * 60, end=20 * 60),)


def run(
    plan: Plan, schedule: Schedule | None = None, *, cv: float = 0.0, **contacts: float
) -> Trace:
    return simulate(
        plan, all_day(plan) if schedule is None else schedule, replications=8,
        forecast=steady(plan, cv, **contacts),
    )  # fmt: skip


def of(trace: Trace, name: str) -> dict[str, float]:
    """The figures of a queue over the horizon."""
    rows = trace.queues[trace.queues["queue"] == name].drop(columns="queue")
    return {str(key): float(value) for key, value in rows.iloc[0].items()}


def hour(trace: Trace, name: str, at: int) -> pd.DataFrame:
    """The four rows of one queue and hour."""
    rows = trace.service[trace.service["queue"] == name]
    return rows.iloc[at * 4 : at * 4 + 4]


def test_the_same_seed_gives_the_same_trace() -> None:
    plan = desk(queue(), people={"calls": 6}, team={"absence": 0.1, "shrinkage": 0.1})
    first, second = (run(plan, cv=0.2, calls=12.0) for _ in range(2))
    pd.testing.assert_frame_equal(first.service, second.service)


def test_contacts_are_the_same_whatever_the_schedule() -> None:
    plan = desk(queue(), people={"calls": 6}, team={"absence": 0.1, "shrinkage": 0.1})
    everybody = all_day(plan)
    fewer = Schedule(everybody.shifts[:3])
    many, few = run(plan, everybody, cv=0.2, calls=12.0), run(plan, fewer, cv=0.2, calls=12.0)
    assert many.service["offered"].tolist() == few.service["offered"].tolist()
    assert of(many, "calls")["service_level"] > of(few, "calls")["service_level"] + 0.2


def test_nobody_gets_lost() -> None:
    plan = desk(queue(), people={"calls": 4})
    found = of(run(plan, calls=12.0), "calls")
    known = found["answered"] + found["abandoned"]
    assert known == pytest.approx(found["offered"], abs=1.0)


def test_with_nobody_there_everybody_gives_up() -> None:
    plan = desk(queue(), people={"calls": 1})
    found = of(run(plan, Schedule(()), calls=12.0), "calls")
    assert (found["answered"], found["service_level"]) == (0, 0)
    assert found["mean_wait_s"] == pytest.approx(120, rel=0.1)
    assert np.isnan(found["occupancy"])


def test_absence_and_moments_away_take_their_share_of_the_work() -> None:
    usual = desk(queue(), people={"calls": 40}, days=3)
    staffed = {
        name: occupied(replace(usual, teams=(team,)))
        for name, team in {
            "all": usual.teams[0],
            "absent": replace(usual.teams[0], absence=0.25),
            "away": replace(usual.teams[0], shrinkage=0.25),
        }.items()
    }
    assert staffed["all"] == pytest.approx(10 / 40, rel=0.03)
    assert staffed["absent"] == pytest.approx(10 / 30, rel=0.05)
    assert staffed["away"] == pytest.approx(10 / 30, rel=0.03)


def test_chats_let_run_out_before_a_moment_away_are_part_of_its_time() -> None:
    """Twenty people of two chats, three quarters of the time, more chats than they can take."""
    chats = queue("chats", aht_s=600.0, patience_s=None, concurrency=2)
    plan = desk(chats, people={"chats": 20}, days=2, team={"shrinkage": 0.25})
    found = of(run(plan, chats=50.0), "chats")
    assert found["answered"] == pytest.approx(20 * 2 * 0.75 * 48 * 6, rel=0.02)


def occupied(plan: Plan) -> float:
    return of(run(plan, calls=30.0), "calls")["occupancy"]


def test_the_productive_need_less_time() -> None:
    quick = desk(queue(), people={"calls": 20}, agent={"productivity": 1.25})
    assert of(run(quick, calls=30.0), "calls")["occupancy"] == pytest.approx(10 / 25, rel=0.03)


def test_people_finish_what_they_have_in_hand() -> None:
    """Six calls of exactly half an hour come between 00:00 and 00:15; the shift ends at 00:15."""
    plan = desk(
        queue(aht_s=1800.0, aht_cv=0.0, patience_s=None, answer_within_s=900.0),
        people={"calls": 60},
    )
    ending = schedule_of(shift(plan, each.agent, (0, 0.25, "calls")) for each in plan.agents)
    found = simulate(
        plan, ending, replications=8,
        forecast=steady(plan, calls=[6.0, *[0.0] * (plan.horizon.intervals - 1)]),
    ).service  # fmt: skip
    assert found["service_level"].iloc[0] == 1
    assert found["occupancy"].iloc[1:3].tolist() == pytest.approx([1, 1])
    assert found["occupancy"].iloc[3:].isna().all()


def test_a_break_leaves_contacts_waiting() -> None:
    plan = desk(queue(patience_s=None), people={"calls": 30})
    rest = schedule_of(
        shift(plan, each.agent, (0, 6, "calls"), (6, 7, ""), (7, 24, "calls"))
        for each in plan.agents
    )
    found = run(plan, rest, calls=30.0)
    assert hour(found, "calls", 5)["service_level"].min() > 0.99
    assert hour(found, "calls", 6)["service_level"].iloc[1:].max() == 0
    assert hour(found, "calls", 6)["backlog"].iloc[-1] > 80
    assert hour(found, "calls", 9)["service_level"].min() > 0.9


def test_a_queue_is_served_by_those_whom_the_activities_name() -> None:
    plan = desk(queue(), queue("mail", aht_s=300.0), people={"calls|mail": 10})
    halves = schedule_of(
        shift(plan, each.agent, (0, 12, "calls"), (12, 24, "mail")) for each in plan.agents
    )
    found = run(plan, halves, calls=12.0, mail=12.0)
    assert hour(found, "calls", 11)["service_level"].min() > 0.9
    assert hour(found, "calls", 13)["service_level"].max() == 0
    assert hour(found, "mail", 10)["service_level"].max() == 0
    assert hour(found, "mail", 13)["service_level"].min() > 0.9


def test_pooled_people_serve_priority_first() -> None:
    queues = (queue("calls", priority=2), queue("sales"))
    plan = desk(*queues, people={"calls|sales": 10}, staffing=Staffing(pooling="pooled"))
    found = run(plan, calls=15.0, sales=15.0)
    assert of(found, "sales")["service_level"] > of(found, "calls")["service_level"] + 0.04
    alike = replace(plan, queues=(queue("calls"), queue("sales")))
    even = run(alike, calls=15.0, sales=15.0)
    assert of(even, "sales")["service_level"] == pytest.approx(
        of(even, "calls")["service_level"], abs=0.02
    )


def test_people_of_few_queues_are_taken_first() -> None:
    queues = (queue("calls"), queue("sales"))
    crowd = {"calls": 15, "sales": 1, "calls|sales": 15}
    plan = desk(*queues, people=crowd, staffing=Staffing(pooling="pooled"))
    found = run(plan, calls=24.0, sales=24.0)
    assert of(found, "sales")["service_level"] > 0.95


def test_a_closed_queue_turns_contacts_away() -> None:
    plan = desk(queue(open=OFFICE), people={"calls": 20})
    found = run(plan, calls=12.0)
    assert of(found, "calls")["turned_away"] == pytest.approx(12 * 48, rel=0.05)
    assert hour(found, "calls", 3)["offered"].sum() == 0
    assert hour(found, "calls", 12)["service_level"].min() > 0.99


def test_escalations_follow_when_the_first_contact_is_over() -> None:
    plan = desk(
        queue(escalates_to="senior", escalation_share=0.25), queue("senior", aht_s=600.0),
        people={"calls": 30, "senior": 20},
    )  # fmt: skip
    found = run(plan, calls=40.0)
    passed, answered = of(found, "senior")["offered"], of(found, "calls")["answered"]
    assert passed == pytest.approx(answered / 4, rel=0.05)


def test_the_share_of_a_team_is_routed_to_it_alone() -> None:
    part = queue("calls@away", part_of="calls", part_share=0.3)
    plan = desk(queue(), part, people={"calls": 30, "calls@away": 15})
    found = run(plan, calls=40.0)
    both = of(found, "calls")["offered"] + of(found, "calls@away")["offered"]
    assert of(found, "calls@away")["offered"] / both == pytest.approx(0.3, rel=0.05)


def test_days_differ_and_hours_of_a_day_are_alike() -> None:
    plan = desk(queue(), people={"calls": 1}, days=7)
    even, uneven = (
        np.array([
            simulate(plan, Schedule(()), replications=1, seed=seed,
                     forecast=steady(plan, cv, calls=100.0)).service["offered"].to_numpy()
            for seed in range(20)
        ]).reshape(-1, 96)
        for cv in (0.0, 0.3)
    )  # fmt: skip
    assert even.mean(axis=1).std() == pytest.approx((100 / 96) ** 0.5, rel=0.3)
    assert uneven.mean(axis=1).std() == pytest.approx(100 * 0.3 * 0.8**0.5, rel=0.2)
    assert uneven.mean() == pytest.approx(100, rel=0.1)


def test_wrong_replications_are_refused() -> None:
    plan = desk(queue(), people={"calls": 1})
    with pytest.raises(ValueError, match="replications"):
        simulate(plan, Schedule(()), replications=0, forecast=steady(plan, calls=1.0))


MAIL = queue("mail", channel="email", aht_s=360.0, complete_within_hours=4.0)


def test_work_that_can_wait_is_done_oldest_first_in_time_or_late() -> None:
    """Ten an hour for 24 hours; people come at 06:00 and work off 40 an hour."""
    plan = desk(MAIL, people={"mail": 4})
    late = schedule_of(shift(plan, each.agent, (6, 24, "mail")) for each in plan.agents)
    found = run(plan, late, mail=2.5)
    assert hour(found, "mail", 0)["service_level"].max() == 0
    assert hour(found, "mail", 5)["service_level"].min() > 0.99
    assert hour(found, "mail", 5)["backlog"].iloc[-1] == pytest.approx(60, rel=0.15)
    assert hour(found, "mail", 12)["backlog"].iloc[-1] < 5
    assert hour(found, "mail", 23)["service_level"].isna().all(), "due after the horizon"


def test_a_backlog_is_counted_and_worked_on_first() -> None:
    """Four people do twelve mails in the first quarter, in which forty overdue ones are due."""
    waiting = (Backlog(queue="mail", age_hours=9.0, contacts=40.0),)
    plan = desk(replace(MAIL, aht_s=290.0, aht_cv=0.0), people={"mail": 4}, backlog=waiting)
    found = run(plan, mail=2.5)
    first = hour(found, "mail", 0).iloc[0]
    assert first["offered"] == pytest.approx(42.5, abs=2)
    assert first["service_level"] == pytest.approx(14.5 / 42.5, abs=0.03)
    assert hour(found, "mail", 3)["backlog"].iloc[-1] < 5


def test_open_hours_count_open_time_only() -> None:
    """Mail of the evening: 4 hours around the clock end at night, 4 open hours end at 11:00."""
    shop = replace(MAIL, open=OFFICE)
    by_clock = {
        clock: evening(desk(replace(shop, clock=clock), people={"mail": 8}, days=2))
        for clock in ("all", "open")
    }
    assert by_clock["open"] > 0.99
    assert by_clock["all"] < 0.2


def evening(plan: Plan) -> float:
    """Share in time of the mail of 20:00 to 21:00, with people from 09:30 to 20:00."""
    days = schedule_of(
        shift(plan, each.agent, (at + 9.5, at + 20, "mail"))
        for each in plan.agents
        for at in (0, 24)
    )
    rows = hour(run(plan, days, mail=5.0), "mail", 20)
    return float(np.average(rows["service_level"], weights=rows["offered"]))


def test_idle_time_of_live_people_goes_into_work_that_can_wait() -> None:
    """Twenty people carry 10 erlangs; a half of ten idle people's time is 50 mails an hour."""
    plan = desk(queue(), MAIL, people={"calls|mail": 20})
    live = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
    for share, least, most in ((0.0, 0.0, 0.0), (0.5, 0.99, 1.0), (0.2, 0.05, 0.9)):
        filled = replace(plan, staffing=Staffing(idle_share=share))
        found = run(filled, live, calls=30.0, mail=10.0)
        assert least <= of(found, "mail")["service_level"] <= most, share
        assert of(found, "calls")["service_level"] > 0.95


def test_who_holds_one_of_two_chats_is_half_idle() -> None:
    """Twenty people hold 20 of 40 chats: half of ten idle people's time is 50 mails an hour."""
    chats = queue("chats", aht_s=600.0, patience_s=None, concurrency=2)
    plan = desk(chats, MAIL, people={"chats|mail": 20}, staffing=Staffing(idle_share=0.5))
    live = schedule_of(shift(plan, each.agent, (0, 24, "chats")) for each in plan.agents)
    found = run(plan, live, chats=30.0, mail=30.0)
    assert of(found, "mail")["answered"] / 24 == pytest.approx(50.0, rel=0.03)


def test_idle_time_goes_where_nobody_else_can_work() -> None:
    """20 mails an hour in each language: those who speak both do the German ones, as planned."""
    german = replace(MAIL, queue="post")
    plan = desk(
        queue(),
        MAIL,
        german,
        people={"calls|mail|post": 10, "calls|mail": 10},
        staffing=Staffing(idle_share=0.5),
    )
    live = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
    found = run(plan, live, calls=30.0, mail=5.0, post=5.0)
    for name in ("mail", "post"):
        assert of(found, name)["service_level"] > 0.98, name


def test_idle_time_goes_into_what_is_due_first() -> None:
    """Letters may lie for a day, mails for two hours: equal in rank, the mails come first."""
    letters = replace(MAIL, queue="letters", complete_within_hours=20.0)
    plan = desk(
        queue(),
        letters,
        MAIL,
        people={"calls|letters|mail": 20},
        staffing=Staffing(idle_share=0.5),
        backlog=(Backlog(queue="letters", contacts=400),),
    )
    live = schedule_of(shift(plan, each.agent, (0, 24, "calls")) for each in plan.agents)
    found = run(plan, live, calls=30.0, letters=0.1, mail=5.0)
    for name in ("mail", "letters"):
        assert of(found, name)["service_level"] > 0.98, name


@pytest.mark.parametrize("minutes", [1.0, 5.0, 15.0])
def test_queues_get_their_time_however_often_people_change(minutes: float) -> None:
    """A quarter of twenty people's time is 50 mails an hour, not a mail for each change."""
    plan = desk(queue(), MAIL, people={"calls|mail": 20})
    turn = minutes / 60
    parts = [
        (begin + 4 * turn * i, begin + 4 * turn * i + length, name)
        for i in range(round(6 / turn))
        for begin, length, name in ((0.0, 3 * turn, "calls"), (3 * turn, turn, "mail"))
    ]
    rota = schedule_of(shift(plan, each.agent, *parts) for each in plan.agents)
    found = run(plan, rota, calls=5.0, mail=25.0)
    assert of(found, "mail")["answered"] / 24 == pytest.approx(50.0, rel=0.06)


def test_chats_are_not_let_run_out_for_every_short_turn() -> None:
    """Twenty people change between chats and mails every ten minutes, as long as a chat takes."""
    chats = queue("chats", aht_s=600.0, patience_s=None, concurrency=2)
    plan = desk(chats, MAIL, people={"chats|mail": 20})
    parts = [(i / 6, (i + 1) / 6, ("chats", "mail")[i % 2]) for i in range(6 * 24)]
    rota = schedule_of(shift(plan, each.agent, *parts) for each in plan.agents)
    found = run(plan, rota, chats=40.0, mail=50.0)
    assert of(found, "mail")["answered"] / 24 == pytest.approx(100.0, rel=0.06)
    assert of(found, "chats")["answered"] / 24 > 0.8 * 20 * 2 * 0.5 * 6


def test_previous_shifts_that_run_in_are_at_work() -> None:
    plan = desk(queue(patience_s=60.0), people={"calls": 10})
    night = tuple(replace(shift(plan, each.agent, (-6, 2, "calls")), activities=())
                  for each in plan.agents)  # fmt: skip
    found = run(replace(plan, previous=night), Schedule(()), calls=12.0)
    assert hour(found, "calls", 1)["service_level"].min() > 0.95
    assert hour(found, "calls", 2)["service_level"].iloc[1:].max() == 0


def test_intervals_hold_the_mean_and_widen_with_fewer_replications() -> None:
    plan = desk(queue(), people={"calls": 12})
    few, many = (
        simulate(plan, all_day(plan), replications=count, forecast=steady(plan, calls=30.0)).queues
        for count in (3, 30)
    )
    for found in (few, many):
        row = found.iloc[0]
        assert row["service_level_low"] < row["service_level"] < row["service_level_high"]
    width = [(f["service_level_high"] - f["service_level_low"]).iloc[0] for f in (few, many)]
    assert width[0] > 2 * width[1]
