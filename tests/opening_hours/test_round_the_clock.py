"""Do you need 24/7? What would come, what it waits, what cover costs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import planner
from planner.errors import DataError
from planner.opening_hours import RoundTheClock, round_the_clock
from planner.opening_hours.break_even import break_evens
from planner.opening_hours.covering import Cover
from tests.support.folders import SMALL, write_folder

QUEUES = """\
queue,channel,aht_s,open,weekly_volume,profile
calls,voice,240,{hours},1000,{profile}
"""
AROUND = "profile,weekday,time,share\n" + "".join(
    f"around,,{hour:02d}:00,{3 if 8 <= hour < 20 else 1}e-2\n" for hour in range(24)
)
TEAMS = """\
team,kind,timezone,queues,contract,heads,hourly_cost,shrinkage
berlin,in_house,Europe/Berlin,calls,full,20,24,0.1
"""
MANILA = "manila,in_house,Asia/Manila,{queues},full,20,15,0.1\n"
PARTNER = "partner,outsourced,Europe/Berlin,calls,full,20,12,0.1\n"
SHIFTS = "shift,start_from,start_to,start_step_minutes,length_minutes\nany,00:00,23:30,30,480\n"


def told(
    path: Path, *, teams: str = TEAMS, hours: str = "08:00-20:00",
    terms: Mapping[str, float] | None = None, **more: str,
) -> RoundTheClock:  # fmt: skip
    files = {
        "queues.csv": QUEUES.format(hours=hours, profile="around"), "profiles.csv": AROUND,
        "teams.csv": teams, "shifts.csv": SHIFTS,
    }  # fmt: skip
    extra = {f"{name}.csv": text for name, text in more.items()}
    plan = planner.read_plan(write_folder(path, {**files, **extra}))
    return round_the_clock(plan, **(terms or {}))


def test_contacts_outside_follow_the_profile_and_half_of_them_are_known_already(
    tmp_path: Path,
) -> None:
    """Inside are 36 of 48 parts: V = T (0.75 + 0.5 · 0.25), and a quarter of T comes outside."""
    history = "interval_start,queue,offered\n" + "".join(
        f"2027-02-{day:02d}T{hour:02d}:00,calls,10\n"
        for day in range(1, 29)
        for hour in range(8, 20)
    )
    found = told(tmp_path, history=history)
    total = 7 * 120 / 0.875
    assert found.contacts["contacts_per_week"].sum() == pytest.approx(total / 4, rel=3e-3)
    assert found.contacts["share"].sum() == pytest.approx(0.25, rel=3e-3)
    assert set(found.contacts["band"]) == {"night", "day_or_evening", "weekend"}
    assert found.contacts["shape"].unique().tolist() == ["its profile"]
    nights = found.contacts[found.contacts["band"] == "night"].iloc[0]
    usual = np.mean([9.75 - i / 2 for i in range(16)])
    assert nights["wait_hours"] == pytest.approx(usual, abs=0.01)


def test_a_weekly_volume_with_a_profile_tells_what_comes_outside(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.contacts["contacts_per_week"].sum() == pytest.approx(250, rel=1e-3)


def test_each_way_has_its_price(tmp_path: Path) -> None:
    teams = TEAMS + MANILA.format(queues="calls") + PARTNER
    found = told(tmp_path, teams=teams, premiums="teams,kind,factor\nberlin,night,1.5\n")
    cover = found.cover.set_index("way")
    nights, sun, outsourcer = (
        cover.loc[way] for way in ("in_house_nights", "follow_the_sun", "outsourcer")
    )
    assert nights["teams"] == "manila"
    assert 0.75 < sun["by_day"] < 0.9
    assert "manila" in sun["teams"]
    assert outsourcer["cost_per_week"] < sun["cost_per_week"] < 24 / 15 * nights["cost_per_week"]
    paid = outsourcer["required_hours_per_week"] / 0.9
    assert outsourcer["paid_hours_per_week"] == pytest.approx(paid)
    assert outsourcer["cost_per_week"] == pytest.approx(12 * paid)
    assert outsourcer["cost_per_contact"] == pytest.approx(
        outsourcer["cost_per_week"] / outsourcer["contacts_per_week"]
    )


def test_night_premiums_make_nights_dearer(tmp_path: Path) -> None:
    plain = told(tmp_path / "plain").cover["cost_per_week"].iloc[0]
    dear = told(tmp_path / "dear", premiums="teams,kind,factor\n,night,1.5\n")
    assert plain * 1.2 < dear.cover["cost_per_week"].iloc[0] < plain * 1.5


def test_what_the_plan_cannot_do_is_said(tmp_path: Path) -> None:
    found = told(tmp_path)
    cover = found.cover.set_index("way")
    assert cover["cost_per_week"].isna().tolist() == [False, True, True, True]
    text = "\n".join(found.lines)
    assert (
        "follow the sun: not with the teams of this plan; needs a site about 8 hours away" in text
    )
    assert "no outsourced team in teams.csv" in text
    assert "Worth it if an answer at once is worth more than" in text


def test_a_site_that_does_not_serve_the_queue_would_have_to_learn_it(tmp_path: Path) -> None:
    queues = QUEUES.format(hours="08:00-20:00", profile="around") + "other,voice,240,,100,around\n"
    teams = TEAMS + MANILA.format(queues="other")
    found = told(tmp_path, teams=teams, queues=queues)
    sun = found.cover.set_index("way").loc["follow_the_sun"]
    assert sun["note"] == "manila would have to learn it"


def test_without_a_profile_a_queue_around_the_clock_lends_its_shape(tmp_path: Path) -> None:
    queues = QUEUES.format(hours="08:00-20:00", profile="") + "other,voice,240,,100,around\n"
    found = told(tmp_path, queues=queues, teams=TEAMS.replace("calls,", "calls|other,"))
    assert found.contacts["shape"].unique().tolist() == ["the shape of other"]
    assert found.contacts["share"].sum() == pytest.approx(0.25, rel=1e-3)
    assert set(found.contacts["queue"]) == {"calls"}


def test_always_open_needs_no_report(tmp_path: Path) -> None:
    found = told(tmp_path, hours="")
    assert found.contacts.empty
    assert found.lines == ("Every queue is open around the clock already.",)


def test_the_small_example_has_something_to_say(tmp_path: Path) -> None:
    found = round_the_clock(planner.read_plan(write_folder(tmp_path, SMALL)))
    assert set(found.contacts["queue"]) == {"calls", "senior"}
    assert found.contacts["shape"].unique().tolist() == ["the shape of a consumer desk (assumed)"]


def test_hours_of_the_day_hold_every_contact(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.hours["contacts_per_week"].sum() == pytest.approx(250, rel=1e-3)
    assert set(found.hours["hour"]) == {*range(8), *range(20, 24)}
    waits = found.hours.set_index("hour")["wait_hours"]
    assert waits[20] == pytest.approx(11.5)
    assert waits[7] == pytest.approx(0.5)


def test_fixed_costs_of_nights_are_paid_whatever_comes(tmp_path: Path) -> None:
    plain = told(tmp_path / "plain").cover.iloc[0]
    site = TEAMS.replace("shrinkage", "shrinkage,fixed_cost_per_open_hour").replace("0.1", "0.1,7")
    dear = told(tmp_path / "dear", teams=site, terms={"night_fixed": 100}).cover.iloc[0]
    assert dear["fixed_cost_per_week"] == pytest.approx(100 + 7 * 12 * 7)
    assert dear["cost_per_week"] == pytest.approx(plain["cost_per_week"] + 100 + 7 * 12 * 7)


def test_bots_answer_what_they_can_and_the_morning_the_rest(tmp_path: Path) -> None:
    """Of 250 contacts 30 % are resolved and a tenth of these comes back: 182.5 are left."""
    head = "queue,means,resolved,comes_back,cost_per_resolution,cost_per_week\n"
    rows = f"{head}calls,bot,0.3,0.1,2,50\n"
    way = told(tmp_path, automation=rows).cover.set_index("way").loc["self_service"]
    by_day = 182.5 * 240 / 3600 / 0.88 * 24 / 0.9
    assert way["cost_per_week"] == pytest.approx(50 + 2 * 75 + by_day, rel=1e-3)
    assert way["at_once"] == pytest.approx(0.27)
    assert "183 contacts a week wait for the morning" in way["note"]


def test_those_who_come_back_by_day_cost_work_today(tmp_path: Path) -> None:
    way = told(tmp_path, terms={"come_back": 0.4}).cover.iloc[0]
    saved = 0.4 * way["contacts_per_week"] * 240 / 3600 / 0.88 * 24 / 0.9
    assert way["day_work_saved_per_week"] == pytest.approx(saved)
    assert way["net_cost_per_week"] == pytest.approx(way["cost_per_week"] - saved)


def test_break_even_lies_where_costs_cross() -> None:
    """600 a week and 1 a contact against 4 a contact: equal at 200, of which 100 would come."""

    def ways(scale: float) -> Sequence[Cover]:
        people = Cover(way="in_house_nights", teams=("a",), paid_hours=1, by_day=0, note="",
                       cost=600 + 100 * scale)  # fmt: skip
        return [people, replace(people, way="outsourcer", cost=400 * scale)]

    (pair, value) = break_evens("calls", 100, ways, 3.5)
    assert pair == ("calls", "in_house_nights", "outsourcer", 200.0, 4.0, "in_house_nights")
    assert value[1:4] == ("in_house_nights", "value_per_contact", 240.0)


def test_an_outsourcer_by_the_contact_needs_no_team(tmp_path: Path) -> None:
    found = told(tmp_path, terms={"per_contact": 8.0})
    way = found.cover.set_index("way").loc["outsourcer"]
    assert way["cost_per_week"] == pytest.approx(8 * way["contacts_per_week"])
    assert {"in_house_nights", "outsourcer"} & set(found.break_even["way"])


def test_shares_and_prices_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        told(tmp_path, terms={"come_back": 1.5, "value": -1})
    assert [str(problem) for problem in caught.value.problems] == [
        "--come-back: '1.5' is out of range: expected a share from 0 to 1",
        "--value: '-1' is out of range: expected money, at least 0",
    ]
