# ruff: noqa: E501
"""Each case is one change of the small folder and the exact problems it must give."""

from pathlib import Path

import pytest

from planner.demand import forecast
from planner.folder import check_folder, read_plan
from planner.staffing import require
from tests.support.folders import SMALL, write_folder

CASES: list[tuple[str, str, str, str]] = [
    ("shifts.csv", "510", "8h", "shifts.csv row 2, length_minutes: '8h' is not a whole number of minutes (480?)"),
    ("shifts.csv", "510", "8:30", "shifts.csv row 2, length_minutes: '8:30' is not a whole number of minutes (510?)"),
    ("shifts.csv", "510", "", "shifts.csv row 2, length_minutes: is blank: expected a whole number of minutes"),
    ("shifts.csv", "510", "7.5", "shifts.csv row 2, length_minutes: '7.5' is not a whole number of minutes"),
    ("shifts.csv", "510", "2000", "shifts.csv row 2, length_minutes: '2000' is out of range: expected a whole number of minutes, at least 5 and at most 1440"),
    ("shifts.csv", "08:00", "8 am", "shifts.csv row 2, start_from: '8 am' is not a time of day (08:00?)"),
    ("shifts.csv", "08:00", "24:30", "shifts.csv row 2, start_from: '24:30' is not a time of day, for example 08:00"),
    ("shifts.csv", "30 unpaid 180-300", "30 minutes", "shifts.csv row 2, breaks: '30 minutes' is not a list of breaks, for example 15 paid 90-150|30 unpaid 210-330"),
    ("shifts.csv", "30 unpaid 180-300", "30 unpaid 490-500", "shifts.csv row 2, breaks: '30 unpaid 490-500' has a break of 30 minutes from minute 490 on: the shift ends at 510"),
    ("shifts.csv", "30 unpaid 180-300", "30 paid 60-60|30 paid 75-80", "shifts.csv row 2, breaks: '30 paid 60-60|30 paid 75-80' has breaks that cannot all lie in their windows without overlapping"),
    ("shifts.csv", "30 unpaid 180-300", "30 paid 90-60", "shifts.csv row 2, breaks: '30 paid 90-60' has a break that starts at the latest before its earliest (30 paid 90-60)"),
    ("queues.csv", "240", "4 min", "queues.csv row 2, aht_s: '4 min' is not a number of seconds (240?)"),
    ("queues.csv", "240", "0", "queues.csv row 2, aht_s: '0' is out of range: expected a number of seconds, above 0 and at most 10000000"),
    ("queues.csv", "900", "1e9999", "queues.csv row 2, weekly_volume: '1e9999' is not a number of contacts"),
    ("queues.csv", "900", "1'200", "queues.csv row 2, weekly_volume: '1'200' is not a number of contacts (1200?)"),
    ("queues.csv", "900", "-900", "queues.csv row 2, weekly_volume: '-900' is out of range: expected a number of contacts, at least 0"),
    ("queues.csv", "900", "nan", "queues.csv row 2, weekly_volume: 'nan' is not a number of contacts"),
    ("queues.csv", "calls,voice", "calls,voise", "queues.csv row 2, channel: 'voise' is not one of voice, chat, email, ticket, back_office (voice?)"),
    ("queues.csv", "Mon-Fri 08:00-20:00", "Mon-Fri 8-20", "queues.csv row 2, open: 'Mon-Fri 8-20' is not a list of opening hours, for example Mon-Fri 08:00-20:00|Sat 10:00-16:00"),
    ("queues.csv", "Mon-Fri 08:00-20:00", "Mon|Wed 08:00-20:00", "queues.csv row 2, open: 'Mon|Wed 08:00-20:00' is not a list of opening hours, for example Mon-Fri 08:00-20:00|Sat 10:00-16:00"),
    ("queues.csv", "calls,", "a|b,", "queues.csv row 2, queue: 'a|b' cannot be a name: | separates names and * means all"),
    ("queues.csv", "senior,", "calls,", "queues.csv row 3, queue: 'calls' is in row 2 already"),
    ("teams.csv", "Europe/Berlin,calls", "Berlin,calls", "teams.csv row 2, timezone: 'Berlin' is not an IANA time zone (Europe/Berlin?)"),
    ("teams.csv", "calls,full", "cals,full", "teams.csv row 2, queues: 'cals' is no queue of queues.csv (calls?)"),
    ("teams.csv", "calls,full,6", "calls,ful,6", "teams.csv row 2, contract: 'ful' is no contract of contracts.csv (full?)"),
    ("teams.csv", "0.1\nleads", "10%\nleads", "teams.csv row 2, shrinkage: '10%' is not a share from 0 to 1 (0.1?)"),
    ("teams.csv", "0.1\nleads", '"0,1"\nleads', "teams.csv row 2, shrinkage: '0,1' is not a share from 0 to 1 (0.1?)"),
    ("teams.csv", "0.1\nleads", "1\nleads", "teams.csv row 2, shrinkage: '1' is out of range: expected a share from 0 to 1, at least 0 and at most 0.99"),
    ("teams.csv", "full,6,", "full,,", "teams.csv row 2, heads: is blank and agents.csv names nobody of berlin"),
    ("teams.csv", "full,6,", "full,-6,", "teams.csv row 2, heads: '-6' is out of range: expected a whole number of people, at least 0 and at most 20000"),
    ("contracts.csv", "full,40", "full,200", "contracts.csv row 2, max_hours_per_week: '200' is out of range: expected a number of hours, at least 0 and at most 168"),
    ("contracts.csv", "full,40", "full,4", "teams.csv row 2, contract: 'full' allows 4 paid hours, but the shortest shift of berlin has 8"),
    ("contracts.csv", "contract,", "name,", "contracts.csv row 1, contract: is missing: every row needs a name"),
    ("plan.toml", "weeks = 1", "weeks = 1\ndays = 7", "plan.toml: expected either weeks or days (weeks = 4)"),
    ("plan.toml", "weeks = 1", "days = 400", "plan.toml row 3, days: '400' is too large: expected at most 366"),
    ("plan.toml", "weeks = 1", 'weeks = "1"', "plan.toml row 3, weeks: '1' is not a whole number"),
    ("plan.toml", "2027-03-01", '"2027-03-01"', "plan.toml row 2, start: '2027-03-01' is not a date (start = 2026-03-16, without quotes)"),
    ("plan.toml", "interval_minutes = 30", "interval_minutes = 20", "plan.toml row 5, interval_minutes: '20' is not one of 5, 10, 15, 30 or 60"),
    ("plan.toml", "interval_minutes", "interval_minuts", "plan.toml row 5, interval_minuts: is not known (interval_minutes?)"),
    ("plan.toml", "interval_minutes = 30", "[prices]\nshortage = 3", "plan.toml row 6, prices.shortage: is not known (shortage_per_hour?)"),
    ("plan.toml", "interval_minutes = 30", "[prices]\nsurplus_per_hour = inf", "plan.toml row 6, prices.surplus_per_hour: 'inf' is not a finite number"),
    ("plan.toml", "interval_minutes = 30", '[staffing]\nspread = "p0"', "plan.toml row 6, staffing.spread: 'p0' is not mean, average or a quantile, for example p80"),
    ("plan.toml", "interval_minutes = 30", "[rules]\nmax_weekend = 3", "plan.toml row 6, rules.max_weekend: is no rule that can be priced (max_weekends?)"),
    ("plan.toml", "Europe/Berlin", "Europe/Berlim", "plan.toml row 4, timezone: 'Europe/Berlim' is not an IANA time zone (Europe/Berlin?)"),
]  # fmt: skip


def _errors(folder: Path) -> list[str]:
    checked = check_folder(folder)
    assert (checked.plan is None) == bool(checked.errors)
    return [str(problem) for problem in checked.errors]


@pytest.mark.parametrize(("file", "old", "new", "problem"), CASES, ids=[case[3] for case in CASES])
def test_bad_cell(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    assert old in SMALL[file]
    changed = SMALL[file].replace(old, new, 1)
    assert problem in _errors(write_folder(tmp_path, {file: changed}))


SHARE = "a share from 0 to 1"
SECONDS = "a number of seconds"
TARGETS = [
    ("service_level", "0", f"{SHARE}, above 0 and below 1"),
    ("service_level", "1", f"{SHARE}, above 0 and below 1"),
    ("max_occupancy", "0", f"{SHARE}, above 0 and at most 1"),
    ("max_occupancy", "1.01", f"{SHARE}, above 0 and at most 1"),
    ("max_abandon", "0", f"{SHARE}, above 0 and at most 1"),
    ("max_abandon", "2", f"{SHARE}, above 0 and at most 1"),
    ("patience_s", "0", f"{SECONDS}, above 0 and at most 10000000"),
    ("patience_s", "-5", f"{SECONDS}, above 0 and at most 10000000"),
    ("answer_within_s", "-1", f"{SECONDS}, at least 0 and at most 1000000"),
    ("escalation_share", "1.2", f"{SHARE}, at least 0 and at most 1"),
    ("complete_share", "1.5", f"{SHARE}, above 0 and at most 1"),
    ("complete_share", "0", f"{SHARE}, above 0 and at most 1"),
    ("complete_within_hours", "0", "a number of hours, above 0 and at most 100000"),
    ("aht_cv", "-0.5", "a number, at least 0 and at most 10"),
    ("concurrency", "0", "a whole number of chats, at least 1 and at most 100"),
]


def test_people_who_get_next_to_nothing_done(tmp_path: Path) -> None:
    """What an effective hour of theirs costs would be too large for any number."""
    header, row, *more = SMALL["teams.csv"].splitlines()
    text = "\n".join([f"{header},productivity", f"{row},1e-308", *(f"{line}," for line in more)])
    assert _errors(write_folder(tmp_path, {"teams.csv": text})) == [
        "teams.csv row 2, productivity: '1e-308' is out of range: expected a number, "
        "at least 0.001 and at most 10"
    ]


def with_target(column: str, value: str) -> dict[str, str]:
    text = SMALL["queues.csv"].replace("weekly_volume", f"weekly_volume,{column}")
    return {"queues.csv": text.replace("900", f"900,{value}").replace(",60\n", ",60,\n")}


@pytest.mark.parametrize(("column", "value", "expected"), TARGETS)
def test_targets_that_no_staffing_can_meet(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    assert _errors(write_folder(tmp_path, with_target(column, value))) == [
        f"queues.csv row 2, {column}: '{value}' is out of range: expected {expected}"
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [("service_level", "0.999"), ("max_occupancy", "1"), ("max_abandon", "1"), ("patience_s", "0.1"),
     ("answer_within_s", "0"), ("aht_cv", "0"), ("aht_cv", "10"), ("complete_share", "0.01")],
)  # fmt: skip
def test_targets_at_their_edges_can_be_staffed(tmp_path: Path, column: str, value: str) -> None:
    plan = read_plan(write_folder(tmp_path, with_target(column, value)))
    assert require(plan, forecast(plan))["required_real"].notna().all()


def test_a_bad_cell_is_the_only_problem(tmp_path: Path) -> None:
    """One fault in a team does not bring forth others about its queues and people."""
    changed = SMALL["teams.csv"].replace("Europe/Berlin,calls", "Berlin,calls", 1)
    assert len(_errors(write_folder(tmp_path, {"teams.csv": changed}))) == 1


def test_all_tables_are_told_at_once(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path,
        {
            "plan.toml": SMALL["plan.toml"].replace("weeks = 1", "weeks = 0"),
            "queues.csv": SMALL["queues.csv"].replace("240", "x"),
            "shifts.csv": SMALL["shifts.csv"].replace("510", "8h"),
            "contracts.csv": None,
        },
    )
    assert [message.split(":")[0] for message in _errors(folder)] == [
        "plan.toml row 3, weeks",
        "queues.csv row 2, aht_s",
        "contracts.csv",
        "shifts.csv row 2, length_minutes",
    ]
