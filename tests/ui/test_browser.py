"""The app in a real browser: the map is drawn, a slider changes figures, a file comes down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planner.example_folders import examples
from tests.ui.browsing import needs_chromium, served

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the corner shop with a result."""
    with served(examples()["corner_shop"], results, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


def test_from_the_map_over_a_slider_to_the_file(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(address)
    chart = page.locator("#planner-week-map[data-ready='1'] canvas")
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert box["x"] + box["width"] <= 1280
    chart.focus()
    for key in (*["ArrowRight"] * 4, "ArrowDown"):
        chart.press(key)
    day, time, *_ = page.locator("#planner-week-map .tip").inner_text().split("\n")
    chart.press("Enter")
    panel = page.get_by_text(f"{' '.join(day.split()[:3])} {time} · ")
    expect(panel).to_be_visible()
    chart.press("Escape")
    expect(panel).to_have_count(0)

    page.get_by_role("link", name="What if").click()
    required = page.get_by_test_id("stMetric").filter(has_text="Required")
    expect(required).to_contain_text("unchanged")
    slider = page.get_by_role("slider", name="Volume")
    slider.focus()
    slider.press("ArrowRight")
    expect(required).to_contain_text("▲ +7.2 h")

    page.get_by_role("link", name="Rota").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Rota as CSV").click()
    file = tmp_path / "rota.csv"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert text.startswith("agent,name,team,date,shift")
    assert "cost" not in text.splitlines()[0]
    assert "Ana Petrova" in text
