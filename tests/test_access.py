"""Roles: whom the section [access] lets in, as what, and that a wrong section lets nobody in."""

from pathlib import Path
from typing import Any

import pytest

from planner.access import Access, Person, Refused, lies_in, read_access
from planner.errors import DataError

SECTION: dict[str, Any] = {
    "viewer": ["*@example.com"], "planner": ["Ana@Example.com", "wfm"],
    "manager": ["kim@example.com", "heads"], "claim": "groups", "folders": ["/srv/plans"],
}  # fmt: skip


def role(**identity: object) -> str | None:
    found = read_access(SECTION).person({"sub": "1", **identity})
    return found.role if found else None


def test_the_highest_role_that_fits_counts() -> None:
    assert role(email="kim@example.com") == "manager"
    assert role(email="ANA@example.com") == "planner"
    assert role(email="bob@example.com") == "viewer"
    assert role(email="bob@example.com", groups=["x", "wfm"]) == "planner"
    assert role(groups="heads") == "manager"


def test_whom_nobody_named_stays_outside() -> None:
    assert role(email="kim@example.com.evil.org") is None
    assert role(email="") is None
    assert role(groups=["kim@example.com"]) is None
    assert role(email="wfm") is None
    assert role(roles=["heads"]) is None


def test_an_address_that_was_not_checked_is_none() -> None:
    assert role(email="kim@example.com", email_verified=False) is None
    assert role(email="kim@example.com", email_verified="false") is None
    assert role(email="kim@example.com", email_verified=True) == "manager"


def test_a_claim_counts_only_where_one_is_named() -> None:
    access = Access(people={"manager": ("heads", "kim@example.com")})
    assert access.person({"sub": "1", "": "heads"}) is None


def test_each_role_may_do_what_those_before_it_may() -> None:
    may = {
        role: [a for a in ("look", "money", "change", "publish", "log")
               if Person(name="x", role=role).may(a)]
        for role in ("viewer", "planner", "manager")
    }  # fmt: skip
    assert may == {
        "viewer": ["look"], "planner": ["look", "money", "change"],
        "manager": ["look", "money", "change", "publish", "log"],
    }  # fmt: skip
    with pytest.raises(Refused, match="needs the role manager; x is planner"):
        Person(name="x", role="planner").must("publish")


def test_after_some_hours_one_signs_in_again() -> None:
    access = read_access({**SECTION, "hours": 8})
    assert not access.is_over({"iat": 1000}, 1000 + 8 * 3600)
    assert access.is_over({"iat": 1000}, 1001 + 8 * 3600)
    assert not access.is_over({}, 1e9)


def test_nobody_has_signed_in_tomorrow() -> None:
    """A clock that was set back by a day would let everybody stay for a day more."""
    access = read_access({**SECTION, "hours": 8})
    assert not access.is_over({"iat": 90_000}, 90_000 - 3_600)
    assert access.is_over({"iat": 90_000}, 90_000 - 3_601)


@pytest.mark.parametrize("section", [None, {}, "all", [], {"folders": ["/srv"]}])
def test_without_anybody_named_nobody_is_let_in(section: object) -> None:
    with pytest.raises(DataError):
        read_access(section)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(DataError) as caught:
        read_access({"manger": ["x@y"], "viewer": "ana@example.com", "planner": ["wfm", " "],
                     "folders": ["plans"], "hours": 0})  # fmt: skip
    told = [str(problem) for problem in caught.value.problems]
    assert [line.split(", ")[1].split(":")[0] for line in told] == [
        "manger", "hours", "viewer", "planner", "planner", "folders",
    ]  # fmt: skip
    assert "is no setting (manager?)" in told[0]


def test_folders_are_compared_with_links_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "plans" / "spring", tmp_path / "secret"
    inside.mkdir(parents=True)
    outside.mkdir()
    (tmp_path / "plans" / "way").symlink_to(outside)
    places = [tmp_path / "plans"]
    assert lies_in(inside, places)
    assert lies_in(tmp_path / "plans", places)
    assert not lies_in(tmp_path / "plans" / "way", places)
    assert not lies_in(inside / ".." / ".." / "secret", places)
    assert not lies_in(tmp_path / "plans2", places)
