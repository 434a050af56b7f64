"""The public shift-scheduling format: reading, judging and storing, on an instance of our own."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import nurse
from benchmarks.nurse_instances import (
    Instance,
    Roster,
    check,
    read_instance,
    read_roster,
    write_roster,
)
from benchmarks.nurse_published import PUBLISHED
from planner.errors import DataError
from tests.support.scripts import ROOT

PUBLIC = ROOT.parent / "shared/benchmarks/nurse"
needs_public = pytest.mark.skipif(
    not PUBLIC.exists(), reason="../shared is missing: no public instances here"
)

TINY = """\
# two people, ten days, an early and a late shift
SECTION_HORIZON
10

SECTION_SHIFTS
E,480,
L,420,E

SECTION_STAFF
ana,E=4|L=6,3000,1800,3,2,2,1
bo,E=10|L=1,2400,480,4,1,1,2

SECTION_DAYS_OFF
ana,9

SECTION_SHIFT_ON_REQUESTS
bo,0,E,3

SECTION_SHIFT_OFF_REQUESTS
ana,2,L,5

SECTION_COVER
0,E,1,100,1
0,L,1,100,2
1,E,2,10,1
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Instance:
    path = tmp_path / "Tiny.txt"
    path.write_bytes(TINY.replace("\n", "\r\n").encode())
    return read_instance(path)


def roster(ana: str, bo: str) -> Roster:
    """A letter a day, ``.`` is off."""
    return {name: tuple(c.replace(".", "") for c in line) for name, line in
            (("ana", ana), ("bo", bo))}  # fmt: skip


GOOD = ("EE..ELL...", "E.E...E...")


def test_instance_is_read(tiny: Instance) -> None:
    assert (tiny.name, tiny.days) == ("Tiny", 10)
    assert [(kind.shift, kind.minutes, kind.not_next) for kind in tiny.shifts] == [
        ("E", 480, frozenset()),
        ("L", 420, frozenset({"E"})),
    ]
    ana, bo = tiny.staff
    assert ana.most == {"E": 4, "L": 6}
    assert (ana.min_minutes, ana.max_minutes, ana.days_off) == (1800, 3000, frozenset({9}))
    assert (bo.max_consecutive_shifts, bo.min_consecutive_shifts, bo.max_weekends) == (4, 1, 2)
    assert [(wish.employee, wish.weight, wish.wanted) for wish in tiny.wishes] == [
        ("bo", 3, True),
        ("ana", 5, False),
    ]
    assert [need.under for need in tiny.cover] == [100, 100, 10]


def test_penalty_is_wishes_and_cover(tiny: Instance) -> None:
    verdict = check(tiny, roster(*GOOD))
    # day 0: two early of one (1 over), no late (100 under); day 1: one early of two (10 under)
    assert verdict.breaches == ()
    assert (verdict.wishes, verdict.under, verdict.over) == (0, 110, 1)
    assert verdict.penalty == 111


def test_unmet_wishes_are_paid(tiny: Instance) -> None:
    verdict = check(tiny, roster("ELL..LL...", "....E....."))
    assert verdict.wishes == 3 + 5


@pytest.mark.parametrize(
    ("ana", "bo", "breach"),
    [
        ("EE..ELL..E", GOOD[1], "ana: works on day 9, a day off"),
        ("LE..ELL...", GOOD[1], "ana: day 1: E may not follow L"),
        ("EEE..EE...", GOOD[1], "ana: 5 shifts E, at most 4"),
        (GOOD[0], "LL........", "bo: 2 shifts L, at most 1"),
        ("EE..E.....", GOOD[1], "ana: 1440 minutes, 1800-3000 allowed"),
        (GOOD[0], "EEEE.EE...", "bo: 2880 minutes, 480-2400 allowed"),
        ("EE.LLLL...", GOOD[1], "ana: 4 shifts in a row from day 3, at most 3"),
        ("EE..L..LL.", GOOD[1], "ana: 1 shifts in a row from day 4, at least 2"),
        ("EE.LLL....", GOOD[1], "ana: 1 days off in a row from day 2, at least 2"),
        (GOOD[0], "EEEEE.....", "bo: 5 shifts in a row from day 0, at most 4"),
    ],
)
def test_each_hard_rule_is_seen(tiny: Instance, ana: str, bo: str, breach: str) -> None:
    assert breach in check(tiny, roster(ana, bo)).breaches


def test_weekends_are_counted_once_each(tiny: Instance) -> None:
    ana, bo = tiny.staff
    longer = replace(tiny, days=14, staff=(replace(ana, max_minutes=9999), bo))
    assert check(longer, roster("EE..ELL...LL..", "E.E..EE......E")).breaches == ()
    both = check(longer, roster("EE..ELL....LL.", "E.E..EE......E"))
    assert both.breaches == ("ana: 2 weekends, at most 1",)


def test_runs_at_the_ends_may_be_short(tiny: Instance) -> None:
    ana, bo = tiny.staff
    free = replace(tiny, staff=(replace(ana, days_off=frozenset(), min_minutes=0), bo))
    assert check(free, roster("E..LLL..LL", GOOD[1])).breaches == ()
    assert check(free, roster("E..LLL...L", GOOD[1])).breaches == ()
    assert check(free, roster(".LLL..LLL.", GOOD[1])).breaches == ()
    inside = check(free, roster("E..L..LL..", GOOD[1])).breaches
    assert inside == ("ana: 1 shifts in a row from day 3, at least 2",)


def test_roster_that_is_no_roster_is_refused(tiny: Instance) -> None:
    with pytest.raises(DataError) as caught:
        check(tiny, {"ana": ("E",) * 9, "cy": ("",) * 10})
    text = str(caught.value)
    assert "'cy' is nobody here" in text
    assert "'bo' has no days" in text
    assert "'ana' has 9 days, 10 expected" in text


def test_roster_survives_its_file(tiny: Instance, tmp_path: Path) -> None:
    path = tmp_path / "ROSTER.csv"
    write_roster(path, roster(*GOOD))
    assert path.read_text().splitlines()[:4] == ["employee,day,shift", "ana,0,E", "ana,1,E",
                                                 "ana,2,"]  # fmt: skip
    assert read_roster(path, tiny) == roster(*GOOD)


def test_wrong_rows_of_a_roster_are_named(tiny: Instance, tmp_path: Path) -> None:
    path = tmp_path / "ROSTER.csv"
    path.write_text("employee,day,shift\nana,0,E\nana,0,L\ncy,1,E\nbo,x,E\nbo,2,Q\n")
    with pytest.raises(DataError) as caught:
        read_roster(path, tiny)
    assert [(problem.row, problem.column, problem.value) for problem in caught.value.problems] == [
        (3, "day", "0"), (4, "employee", "cy"), (5, "day", "x"), (6, "shift", "Q"),
    ]  # fmt: skip
    path.write_text("employee,day,shift\nana,0,E\n")
    with pytest.raises(DataError, match="days 0-9 are expected"):
        read_roster(path, tiny)


def test_wrong_lines_of_an_instance_are_named(tmp_path: Path) -> None:
    path = tmp_path / "Bad.txt"
    path.write_text(TINY.replace("E,480,", "E,long,").replace("0,E,1,100,1", "0,E,1"))
    with pytest.raises(DataError) as caught:
        read_instance(path)
    assert [problem.row for problem in caught.value.problems] == [6, 23]
    path.write_text(TINY.replace("1,E,2,10,1", "11,Z,2,10,1").replace("ana,9", "dan,9"))
    with pytest.raises(DataError, match="dan"):
        read_instance(path)
    path.write_text(TINY.replace("1,E,2,10,1", "11,Z,2,10,1"))
    with pytest.raises(DataError) as caught:
        read_instance(path)
    assert [problem.value for problem in caught.value.problems] == ["Z", "11"]
    path.write_text("nothing")
    with pytest.raises(DataError, match="SECTION_STAFF is missing"):
        read_instance(path)


def test_run_judges_what_the_engine_gives(tiny: Instance, tmp_path: Path) -> None:
    def solve(instance: Instance, seconds: float, seed: int) -> tuple[Roster, float]:
        return roster(*GOOD), 100.0 + seed

    out = tmp_path / "ROSTER.csv"
    found = nurse.run(tiny, solve=solve, seconds=1, seed=5, out=out)
    assert (found.verdict.penalty, found.bound, found.sound) == (111, 105.0, True)
    assert read_roster(out, tiny) == roster(*GOOD)
    assert not nurse.run(tiny, solve=solve, seconds=1, seed=12, out=None).sound


@needs_public
def test_public_instances_are_read_whole() -> None:
    for path in sorted(PUBLIC.glob("*.txt")):
        instance = read_instance(path)
        assert instance.name in PUBLISHED
        cells = {(need.day, need.shift) for need in instance.cover}
        assert len(cells) == len(instance.cover) == instance.days * len(instance.shifts)
        nobody = {person.employee: ("",) * instance.days for person in instance.staff}
        verdict = check(instance, nobody)
        assert verdict.under == sum(need.under * need.required for need in instance.cover)
        assert len(verdict.breaches) == len(instance.staff)
