"""Editing in a real browser: a bad upload is told at its cell, two people save, nothing is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planner.example_folders import examples
from tests.ui.browsing import (
    PATIENCE_MS,
    another,
    keep_picture,
    needs_chromium,
    scrolls_sideways,
    served,
    settled,
)

pytestmark = needs_chromium
BAD = b"shift,teams,start_from,start_to,length_minutes\nearly,,08:00,08:00,six hours\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corner shop in a folder that may be written."""
    return Path(
        shutil.copytree(examples()["corner_shop"], tmp_path_factory.mktemp("mine") / "shop")
    )


@pytest.fixture(scope="module")
def address(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("elsewhere")
    with served(shop, folder / "runs", folder) as url:
        yield url


def test_a_bad_upload_is_told_at_its_cell_and_can_be_undone(address: str, page: Page) -> None:
    page.goto(f"{address}/team_rules?table=shifts")
    page.get_by_text("Upload a file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "shifts.csv", "mimeType": "text/csv", "buffer": BAD}
    )
    page.get_by_role("button", name="Replace all rows by the file").click()
    cell = page.get_by_role("row").filter(has_text="length").filter(has_text="six hours")
    expect(cell).to_contain_text("shifts.csv")
    expect(cell).to_contain_text("is not a whole number of minutes")
    expect(page.get_by_text("nothing can be saved yet")).to_be_visible()
    keep_picture(page, "bad-upload")
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("no changes")).to_be_visible()


def test_of_two_people_who_save_the_second_sees_what_the_first_did(
    address: str, page: Page, shop: Path
) -> None:
    first, second = page, another(page)
    for one in (first, second):
        one.set_default_timeout(PATIENCE_MS)
        one.goto(f"{address}/team_rules?table=agents")
        expect(one.get_by_text("no changes")).to_be_visible()
    for one, name in ((first, "Ana One"), (second, "Ana Two")):
        one.get_by_text("Paste from Excel").click()
        one.get_by_label("Cells with or without their headings").fill(_people(shop, name))
        settled(one)
        one.get_by_text("Replace all rows", exact=True).click()
        one.get_by_role("button", name="Take over").click()
        expect(one.get_by_text("changed and not saved: agents")).to_be_visible()
    for one in (first, second):
        one.get_by_role("button", name="Save …").click()
        one.get_by_role("button", name="Save to the folder").click()
        if one is first:
            expect(one.get_by_text("no changes")).to_be_visible()
    expect(second.get_by_text("changed by somebody else since you opened it")).to_be_visible()
    expect(second.get_by_text("'Ana Petrova' became 'Ana One'")).to_be_visible()
    keep_picture(second, "stale-save")
    assert "Ana One" in (shop / "agents.csv").read_text()
    assert "Ana Two" not in (shop / "agents.csv").read_text()


def _people(shop: Path, ana: str) -> str:
    """The people of the shop as Excel copies them, one renamed."""
    text = (shop / "agents.csv").read_text()
    return text.replace("Ana Petrova", ana).replace(",", "\t")


def test_what_is_typed_is_checked_at_once(address: str, page: Page, shop: Path) -> None:
    type_hours(page, address, "many")
    expect(page.get_by_role("row").filter(has_text="contracts.csv").first).to_contain_text("any")
    assert "any" not in (shop / "contracts.csv").read_text()


def type_hours(page: Page, address: str, hours: str) -> None:
    """Least hours a week of the first contract."""
    page.goto(f"{address}/team_rules?table=contracts")
    grid = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(grid).to_be_visible()
    box = grid.bounding_box()
    assert box is not None
    page.wait_for_timeout(1000)
    page.mouse.click(box["x"] + 320, box["y"] + 52)
    page.keyboard.type(hours, delay=120)
    page.keyboard.press("Enter")


def test_what_was_typed_is_there_when_one_comes_back(address: str, page: Page) -> None:
    type_hours(page, address, "12")
    changed = page.get_by_text("changed and not saved: contracts")
    expect(changed).to_be_visible()
    for name in ("Overview", "Team & rules"):
        settled(page)
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=name, level=3)).to_be_visible()
    settled(page)
    expect(changed).to_be_visible()
    keep_picture(page, "typed-and-back")
