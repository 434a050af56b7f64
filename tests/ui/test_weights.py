"""Weights of a run: what is changed reaches the plan, what is not stays as it was written."""

from pathlib import Path

from planner.folder import read_folder, read_plan
from planner.folder.drafting import check_draft
from planner.folder.toml_edits import with_settings
from planner.ui.weights import PRICES, changed_weights, rule_prices
from tests.support.folders import PLAN_TOML, write_folder

TOML = (
    PLAN_TOML + "\n[prices]  # of this spring\nrequest = 30 # dear\n\n[rules]\nmin_rest_hours = 9\n"
)


def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "plan", {"plan.toml": TOML})


def test_rules_in_force_are_listed_with_their_price(tmp_path: Path) -> None:
    assert rule_prices(read_plan(folder(tmp_path))) == {
        "max_hours_per_week": None, "max_days_per_week": None, "max_consecutive_days": None,
        "min_rest_hours": 9.0,
    }  # fmt: skip


def test_nothing_is_changed_by_what_is_as_it_was(tmp_path: Path) -> None:
    plan = read_plan(folder(tmp_path))
    prices = {name: float(getattr(plan.prices, name)) for name in PRICES}
    assert changed_weights(plan, prices, rule_prices(plan)) == {}


def test_changed_weights_reach_the_plan_and_comments_stay(tmp_path: Path) -> None:
    raw = read_folder(folder(tmp_path))
    plan = check_draft(raw).plan
    assert plan is not None
    prices = {"request": 45.0, "shortage_per_hour": 90.0}
    changes = changed_weights(plan, prices, {"min_rest_hours": None, "max_days_per_week": 200.0})
    assert changes == {
        "prices": {"request": 45.0}, "rules": {"min_rest_hours": None, "max_days_per_week": 200.0},
    }  # fmt: skip
    changed = with_settings(raw, changes)
    again = check_draft(changed).plan
    assert again is not None
    assert (again.prices.request, dict(again.rules)) == (45.0, {"max_days_per_week": 200.0})
    assert "# of this spring" in changed.settings_text
    assert "# dear" in changed.settings_text


def test_sections_that_are_not_there_are_made(tmp_path: Path) -> None:
    raw = read_folder(write_folder(tmp_path / "plan"))
    plan = check_draft(with_settings(raw, {"prices": {"surplus_per_hour": 3.0}})).plan
    assert plan is not None
    assert plan.prices.surplus_per_hour == 3.0
