"""The app on a port of its own, and a browser to look at it with."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, ViewportSize, expect, sync_playwright

from planner.ui.jobs import PROCESS_FILE, process_of
from planner.ui.launch import app_command

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 180_000
STARTS_WITHIN_S = 180
"""Busy machines take long; nobody waits so long elsewhere."""
SIZE: ViewportSize = {"width": 1280, "height": 800}

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def another(page: Page) -> Page:
    """A page of somebody else, in a browser session of its own."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_page()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start_app(
    folder: Path, runs: Path, elsewhere: Path, port: int, log: Path | None = None
) -> "subprocess.Popen[bytes]":
    """The app on a plan folder, started in a folder that it has not to do with; it answers.

    ``log`` takes what the server prints.
    """
    flags = (
        f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none",
    )  # fmt: skip
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with Path(log or os.devnull).open("wb") as said:
        server = subprocess.Popen(
            app_command(folder, flags), cwd=elsewhere, stdout=said, stderr=said,
            env={**os.environ, "PLANNER_RUNS": str(runs), "PYTHONPATH": path,
                 "PLANNER_NICE": "0"},
        )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server


@contextmanager
def served(
    folder: Path, runs: Path, elsewhere: Path, *, port: int = 0, log: Path | None = None
) -> Iterator[str]:
    """The address of the app on a plan folder."""
    port = port or free_port()
    server = start_app(folder, runs, elsewhere, port, log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        _end_runs(runs)


def _end_runs(runs: Path) -> None:
    """Runs outlive their server; here nobody waits for them."""
    for file in runs.rglob(PROCESS_FILE):
        number = process_of(file.parent)
        if number is not None:
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)


@contextmanager
def browsing() -> Iterator[Page]:
    """A page of a fresh browser, 1280 × 800."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield page
        browser.close()


def settled(page: Page) -> None:
    """Wait until the page has answered what was done last; a click while it does so may be lost."""
    page.wait_for_timeout(400)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


REDRAWS = 5


def point_at_first_shift(page: Page) -> tuple[float, float, float]:
    """Put the mouse on the first shift of the rota's first person.

    Gives where it is then, and the width of the picture.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    canvas = page.locator("#planner-rota canvas")
    for _ in range(REDRAWS):
        with suppress(Error):  # the picture is drawn anew while the page settles
            canvas.scroll_into_view_if_needed()
            break
    box = canvas.bounding_box()
    assert box is not None
    row = box["y"] + 72
    for x in range(int(box["x"] + 154), int(box["x"] + box["width"] - 10), 6):
        page.mouse.move(x, row)
        if "–" in page.locator("#planner-rota .tip").inner_text():
            break
    return x, row, box["width"]


def keep_picture(page: Page, name: str) -> None:
    """A screenshot to look at, in ``PLANNER_PICTURES`` where that is set."""
    if folder := os.environ.get("PLANNER_PICTURES"):
        page.wait_for_timeout(800)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the app did not start within {STARTS_WITHIN_S} s")
