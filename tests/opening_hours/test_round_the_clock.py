"""Do you need 24/7? What would come, what it waits, what cover costs."""

from pathlib import Path

import numpy as np
import pytest

import planner
from planner.opening_hours import RoundTheClock, round_the_clock
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
    path: Path, *, teams: str = TEAMS, hours: str = "08:00-20:00", **more: str
) -> RoundTheClock:
    files = {
        "queues.csv": QUEUES.format(hours=hours, profile="around"), "profiles.csv": AROUND,
        "teams.csv": teams, "shifts.csv": SHIFTS,
    }  # fmt: skip
    extra = {f"{name}.csv": text for name, text in more.items()}
    return round_the_clock(planner.read_plan(write_folder(path, {**files, **extra})))


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
    assert nights["wait_hours"] == pytest.approx(np.mean([10 - i / 2 for i in range(16)]), abs=0.01)


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
    assert cover["cost_per_week"].isna().tolist() == [False, True, True]
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
    assert found.contacts["shape"].unique().tolist() == ["that of other"]
    assert found.contacts["share"].sum() == pytest.approx(0.25, rel=1e-3)
    assert set(found.contacts["queue"]) == {"calls"}


def test_always_open_needs_no_report(tmp_path: Path) -> None:
    found = told(tmp_path, hours="")
    assert found.contacts.empty
    assert found.lines == ("Every queue is open around the clock already.",)


def test_the_small_example_has_something_to_say(tmp_path: Path) -> None:
    found = round_the_clock(planner.read_plan(write_folder(tmp_path, SMALL)))
    assert set(found.contacts["queue"]) == {"calls", "senior"}
    assert found.contacts["shape"].unique().tolist() == ["that of a consumer desk (assumed)"]
