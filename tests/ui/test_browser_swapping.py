"""Two people swap a day in a real browser: the button on the rota's card, and the way back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from planner.example_folders import examples
from tests.ui.browsing import (
    keep_picture,
    needs_chromium,
    point_at_first_shift,
    scrolls_sideways,
    served,
    settled,
)
from tests.ui.naive_rota import write_result

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the corner shop with a rota."""
    folder = tmp_path_factory.mktemp("elsewhere")
    write_result(examples()["corner_shop"], folder / "runs" / "naive")
    with served(examples()["corner_shop"], folder / "runs", folder) as url:
        yield url


def choose_first_shift(page: Page, address: str) -> None:
    page.goto(f"{address}/rota")
    expect(page.locator("#planner-rota[data-ready='1']")).to_be_visible()
    settled(page)
    x, y, _ = point_at_first_shift(page)
    page.mouse.click(x, y)
    expect(page.get_by_role("button", name="Take away")).to_be_visible()
    settled(page)


def test_two_people_swap_a_day_and_take_it_back(address: str, page: Page) -> None:
    choose_first_shift(page, address)
    page.get_by_role("button", name="Swap", exact=True).click()
    these_two = page.get_by_role("button", name="Swap these two")
    expect(these_two).to_be_disabled()
    page.get_by_role("combobox", name="Swap with").click()
    partner = page.get_by_role("option").first
    name = partner.inner_text().rpartition(" · ")[2]
    keep_picture(page, "swap-partners")
    partner.click()
    settled(page)
    keep_picture(page, "swap-chosen")
    these_two.click()
    done = page.get_by_text("swapped on")
    expect(done).to_be_visible()
    expect(done).to_contain_text(name)
    expect(these_two).to_have_count(0)
    settled(page)
    keep_picture(page, "swapped")
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("nothing is changed yet")).to_be_visible()
