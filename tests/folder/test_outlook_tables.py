"""The tables of the managers' reports are checked like all others."""

from pathlib import Path

import pytest

from planner.folder import check_folder, read_plan
from tests.support.folders import write_folder


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("hiring", "team,leave\nberlin,0.1|0.2\n",
         "hiring.csv row 2, leave: '0.1|0.2' holds 2 numbers: expected a share from 0 to 1, or "
         "twelve of them separated by |, January first"),
        ("hiring", "team,ramp\nberlin,0|a\n",
         "hiring.csv row 2, ramp: '0|a' is not factors of the weeks since the first day, "
         "separated by |"),
        ("hiring", "team\nbelin\n",
         "hiring.csv row 2, team: 'belin' is no team of teams.csv (berlin?)"),
        ("hiring", "team,least_share,most_share\nberlin,0.5,0.4\n",
         "hiring.csv row 2, most_share: '0.4' is less than least_share, 0.5"),
        ("automation", "queue,means,resolved\ncalls,bot,1.2\n",
         "automation.csv row 2, resolved: '1.2' is out of range: expected a share from 0 to 1, at "
         "least 0 and at most 0.99"),
        ("satisfaction", "queue,aht_s,satisfaction\ncalls,240,0.8\ncalls,240,0.9\n",
         "satisfaction.csv row 3, queue, aht_s: 'calls, 240' is in row 2 already"),
        ("roster_changes", "agent,date,announced\nberlin-001,2027-02-01,2027-02-03\n",
         "roster_changes.csv row 2, announced: '2027-02-03' is after the day of the shift, "
         "2027-02-01"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path: Path, file: str, text: str, problem: str) -> None:
    checked = check_folder(write_folder(tmp_path, {f"{file}.csv": text}))
    assert [str(error) for error in checked.errors] == [problem]


def test_a_ramp_that_falls_is_doubted(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"hiring.csv": "team,ramp\nberlin,0.8|0.5\n"})
    assert [str(warning) for warning in check_folder(folder).warnings] == [
        "hiring.csv row 2, ramp: '0.8|0.5' does not rise to 1: is it productivity, week by week?"
    ]


def test_blanks_are_the_defaults_and_vendors_may_be_given_back(tmp_path: Path) -> None:
    teams = (
        "team,kind,timezone,queues,contract,heads,hourly_cost\n"
        "berlin,in_house,Europe/Berlin,calls|senior,full,6,24\n"
        "vendor,outsourced,Europe/Berlin,calls,full,2,12\n"
    )
    hiring = "team,leave\nberlin,0.1\nvendor,\n"
    folder = write_folder(tmp_path, {"teams.csv": teams, "hiring.csv": hiring})
    berlin, vendor = read_plan(folder).outlook.hiring
    assert (berlin.lead_weeks, berlin.leave, berlin.ramp, berlin.release) == (
        8,
        (0.1,) * 12,
        (),
        False,
    )
    assert vendor.release
