"""The app in a real browser: the map is drawn, a slider changes figures, a file comes down."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from planner.example_folders import examples
from planner.ui.launch import app_command

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 40_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the corner shop with a result."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = (
        f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none",
    )  # fmt: skip
    server = subprocess.Popen(
        app_command(examples()["corner_shop"], flags),
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env={**os.environ, "PLANNER_RUNS": str(results)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE_MS)
        yield page
        browser.close()


def test_from_the_map_over_a_slider_to_the_file(address: str, page: Page, tmp_path: Path) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(address)
    chart = page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert box["x"] + box["width"] <= 1280

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


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the app did not start within 30 s")
