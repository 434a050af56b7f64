"""The whole way in a real browser: what if, optimise, move a shift, compare, download."""

import zipfile
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
    point_at_first_shift,
    scrolls_sideways,
    served,
    settled,
)

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the corner shop, with nothing planned yet."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with served(examples()["corner_shop"], folder / "runs", folder) as url:
        yield url


def go(page: Page, name: str) -> None:
    """Open a page by its link and see that nothing is wider than the window."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=3)).to_be_visible()
    keep_picture(page, name.lower().replace(" ", "-"))
    assert not scrolls_sideways(page), name


def test_from_the_example_to_the_file_that_is_handed_out(
    address: str, page: Page, tmp_path: Path
) -> None:
    page.goto(address)
    expect(page.get_by_text("Nothing is planned yet")).to_be_visible()
    go(page, "What if")
    slider = page.get_by_role("slider", name="Volume")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_test_id("stMetric").filter(has_text="Required")).to_contain_text("▲")
    page.get_by_role("button", name="Heads, hours and cost per team").click()
    expect(page.get_by_text("of the paid hours. Still short")).to_be_visible()
    keep_picture(page, "coverage-plan")
    assert not scrolls_sideways(page)

    go(page, "Optimise")
    page.get_by_label("Seconds", exact=True).fill("5")
    page.get_by_label("Seconds", exact=True).press("Tab")
    page.get_by_role("button", name="Optimise with these weights").click()
    expect(page.get_by_text("Results so far")).to_be_visible()
    page.wait_for_url(lambda url: "job=" not in url)
    keep_picture(page, "optimised")

    go(page, "Rota")
    picture = page.locator("#planner-rota[data-ready='1']")
    expect(picture).to_be_visible()
    settled(page)
    _move_first_shift(page)
    expect(page.get_by_text("moved to")).to_be_visible()
    keep_picture(page, "rota-moved")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("nothing is changed yet")).to_be_visible()

    go(page, "Compare & publish")
    with page.expect_download() as download:
        page.get_by_role("button", name="Calendars (ICS)").click()
    file = tmp_path / "ics.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        assert "person-ana.ics" in archive.namelist()
        assert archive.read("person-ana.ics").startswith(b"BEGIN:VCALENDAR")
    go(page, "Overview")
    go(page, "Demand")
    go(page, "Team & rules")


def test_a_run_survives_a_reload_other_pages_and_a_second_browser(
    address: str, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{address}/optimise?folder={examples()['follow_the_sun']}")
    page.get_by_label("Seconds", exact=True).fill("600")
    page.get_by_label("Seconds", exact=True).press("Tab")
    page.get_by_role("button", name="Optimise with these weights").click()
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible()
    assert "job=" in page.url
    page.reload()
    expect(stop).to_be_visible()
    go(page, "Overview")
    expect(stop).to_be_visible()
    second = another(page)
    second.set_default_timeout(PATIENCE_MS)
    second.goto(page.url)
    expect(second.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Worst gaps")).to_be_visible()
    keep_picture(page, "first-schedule-while-it-runs")
    second.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("the best schedule so far is kept")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Worst gaps")).to_be_visible()


def _move_first_shift(page: Page) -> None:
    """Drag the first shift of the first person by a tenth of the picture's width."""
    x, y, width = point_at_first_shift(page)
    page.mouse.down()
    page.mouse.move(x + width / 10, y, steps=5)
    page.mouse.up()
