"""Terms of a contract that change nothing are told."""

from pathlib import Path

import pytest

from planner.folder import check_folder
from tests.support.folders import SMALL, write_folder


def test_a_price_that_is_never_paid_is_a_warning(tmp_path: Path) -> None:
    rules = SMALL["plan.toml"] + "[rules]\nmax_overtime_hours_per_week = 5\n"
    (warning,) = check_folder(write_folder(tmp_path, {"plan.toml": rules})).warnings
    assert str(warning) == (
        "plan.toml row 7, rules.max_overtime_hours_per_week: is never broken: hours beyond the "
        "overtime allowed break max_hours_per_week"
    )


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("max_overtime_hours_per_week", "8", "max_hours_per_week is blank"),
        ("overtime_after_hours_per_day", "8",
         "overtime_factor is blank: an hour of overtime costs no more"),
        ("guaranteed_pay", "yes", "min_hours_per_week is blank: there is nothing to guarantee"),
    ],
)  # fmt: skip
def test_terms_that_change_nothing_are_warnings(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    folder = {"contracts.csv": f"contract,{column}\nfull,{value}\n"}
    (warning,) = check_folder(write_folder(tmp_path, folder)).warnings
    assert str(warning) == (f"contracts.csv row 2, {column}: '{value}' changes nothing: {reason}")
