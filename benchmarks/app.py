"""How quick the app is, in headless Chromium: the figures of its design, measured.

    python -m benchmarks.app                      every figure but the long one
    python -m benchmarks.app --soak 300           and 20 sessions for five minutes

Needs Chromium (``chromium`` on the path) and Playwright for Python. Each line prints the figure,
what is aimed at, and how it was taken. Other work on the machine makes every figure worse.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from planner.example_folders import examples
from planner.ui.launch import app_command
from tests.ui.naive_rota import write_result

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZE = {"width": 1280, "height": 800}
VEGA = """import altair as alt, pandas as pd
cells = pd.DataFrame([(d, f"{m // 60:02}:{m % 60:02}", (m // 15 + d) % 21 - 10)
                      for d in range(7) for m in range(0, 1440, 15)], columns=list("dmv"))
st.altair_chart(alt.Chart(cells).mark_rect().encode(x="m:O", y="d:O", color="v:Q"))"""
WEEK_MAP = "#planner-week-map[data-ready='1'] canvas"
"""There once the map of the week is painted."""
MOVES = 12
RUN_SECONDS = 600
"""Longer than what is measured beside the run, on whatever machine; it is stopped then."""
STOPS, STOP_AFTER_MS = 5, 13_000
"""Runs that are stopped, and for how long they have gone on then."""
LISTEN = """() => {
  window.moved = 0; window.redrawn = 0; window.charted = 0
  document.addEventListener('keydown', () => { window.moved = performance.now() }, true)
  const main = document.querySelector('[data-testid=stMain]') || document.body
  new MutationObserver(() => { window.redrawn = performance.now() })
    .observe(main, { subtree: true, childList: true, characterData: true })
  const pen = CanvasRenderingContext2D.prototype
  for (const name of ['stroke', 'fill']) {
    const draw = pen[name]
    pen[name] = function (...given) {
      if (this.canvas.closest('[data-testid=stEChartsChart]')) {
        window.redrawn = window.charted = performance.now()
      }
      return draw.apply(this, given)
    }
  }
}"""
"""Notes when a key was pressed, when the chart was last drawn, and when anything last changed."""
LONG_TASKS = """() => {
  window.tasks = []
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ entryTypes: ['longtask'] })
}"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """The app on a port of its own."""

    address: str
    process: "subprocess.Popen[bytes]"
    started_in: float

    @property
    def megabytes(self) -> float:
        """Resident memory of the server."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the server has taken so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path, runs: Path, script: Path | None = None) -> Iterator[Server]:
    """The app on a plan folder, or another Streamlit script with the app's settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = (f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none")
    env = {**os.environ, "PLANNER_RUNS": str(runs), "PYTHONPATH": str(ROOT)}
    command = app_command(folder, flags)
    if script is not None:
        command = [*(str(script) if part.endswith("main.py") else part for part in command)]
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=runs, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health")
        yield Server(address=address, process=process, started_in=time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit("the app did not start within a minute")


PATIENCE_MS = 600_000
"""Machines that do other work as well are slow, not broken."""


def visit(browser: Browser, url: str = "") -> Page:
    """A page with nothing cached."""
    page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
    page.set_default_timeout(PATIENCE_MS)
    if url:
        page.goto(url)
    return page


def tell(what: str, value: str, aim: str, how: str) -> None:
    print(f"{what:<44} {value:>12}   aim {aim:<10} {how}", flush=True)


def first_pages(browser: Browser, server: Server) -> None:
    tell("server, command to ready", f"{server.started_in:.1f} s", "–", "the program is loaded")
    for what, aim in (("first page, fresh server", "6 s"), ("first page, next visitor", "3 s")):
        page, begun = visit(browser), time.monotonic()
        page.goto(server.address)
        page.locator(WEEK_MAP).wait_for()
        tell(what, f"{time.monotonic() - begun:.1f} s", aim, "address to the coverage map")
        page.close()


def floors(browser: Browser, place: Path) -> None:
    """What Streamlit alone takes on this machine: a page with a line of text, one with a map."""
    pages = (
        ("an empty page, next visitor", "st.markdown('Nothing')", "stMarkdown", ""),
        ("a page with one Vega map, next visitor", VEGA, "stVegaLiteChart", "canvas, svg"),
    )
    for what, code, element, inside in pages:
        script = place / f"{element}.py"
        script.write_text(f"import streamlit as st\n{code}\n")
        with served(place, place, script) as server:
            for _ in range(2):
                page, begun = visit(browser), time.monotonic()
                page.goto(server.address)
                found = page.get_by_test_id(element)
                (found.locator(inside) if inside else found).first.wait_for()
                seconds = time.monotonic() - begun
                page.close()
            tell(what, f"{seconds:.1f} s", "–", "the floor: Streamlit, not the app")


def first_result(browser: Browser, example: Path, runs: Path) -> None:
    """From the button of the empty app to figures of a planned rota."""
    with served(example, runs) as server:
        page = visit(browser, server.address)
        button = page.get_by_role("button", name="Show me a result")
        button.wait_for()
        begun = time.monotonic()
        button.click()
        page.get_by_role("heading", name="Worst gaps").wait_for()
        tell("button of the empty app to a result", f"{time.monotonic() - begun:.1f} s", "10 s",
             "a fresh server, the small example")  # fmt: skip
        page.close()


def coverage_plan(browser: Browser, server: Server) -> None:
    """From the button to the table of a what-if question's own coverage plan."""
    page = visit(browser, f"{server.address}/what_if")
    button = page.get_by_role("button", name="Heads, hours and cost per team")
    button.wait_for()
    begun = time.monotonic()
    button.click()
    page.get_by_text("of the paid hours. Still short").wait_for()
    tell("coverage plan of a what-if question", f"{time.monotonic() - begun:.1f} s", "seconds",
         "button to the table, 180 people")  # fmt: skip
    page.close()


def slider_seconds(page: Page) -> tuple[float, float]:
    """Seconds from a key on the slider to the chart drawn, and to the page's last change; medians.

    Each move leads to a position at which the slider has not been: nothing is known of it yet.
    """
    slider = page.get_by_role("slider", name="Volume")
    figure = page.get_by_test_id("stMetric").filter(has_text="Required")
    slider.wait_for()
    page.evaluate(LISTEN)
    drawn, settled = [], []
    for _ in range(MOVES):
        before = figure.inner_text()
        slider.press("ArrowRight")
        for _ in range(400):
            if figure.inner_text() != before:
                break
            page.wait_for_timeout(25)
        page.wait_for_timeout(700)
        drawn.append(page.evaluate("(window.charted - window.moved) / 1000"))
        settled.append(page.evaluate("(window.redrawn - window.moved) / 1000"))
    return statistics.median(drawn), statistics.median(settled)


def what_if(browser: Browser, server: Server) -> float:
    page = visit(browser, f"{server.address}/what_if")
    page.get_by_role("slider", name="Volume").wait_for()
    page.wait_for_timeout(1000)
    before = server.cpu_seconds
    seconds, settled = slider_seconds(page)
    worked = (server.cpu_seconds - before) / MOVES
    tell("slider to redrawn chart", f"{seconds:.2f} s", "0.4 s",
         f"median of {MOVES} moves; {worked:.2f} s of processor time in the server")  # fmt: skip
    tell("slider to the last change of the page", f"{settled:.2f} s", "–",
         "figures and tables as well")  # fmt: skip
    page.close()
    return seconds


def a_run(browser: Browser, server: Server) -> Page:
    """The page of somebody who has just begun a run."""
    runner = visit(browser, f"{server.address}/optimise")
    runner.get_by_label("Seconds", exact=True).fill(str(RUN_SECONDS))
    runner.get_by_label("Seconds", exact=True).press("Tab")
    runner.get_by_role("button", name="Optimise with these weights").click()
    runner.get_by_role("button", name="Stop").wait_for()
    return runner


def while_a_run_goes(browser: Browser, server: Server, alone: float) -> None:
    runner = a_run(browser, server)
    runner.wait_for_timeout(4000)
    page = visit(browser, f"{server.address}/what_if")
    # Another handle time: nothing of what the slider asked for before is known.
    page.get_by_role("slider", name="Handle time").press("ArrowRight")
    page.wait_for_timeout(3000)
    beside, _ = slider_seconds(page)
    slower = f"{beside / alone - 1:+.0%}"
    tell("another user's slider while a run goes", slower, "< +50 %", f"median {beside:.2f} s")
    page.close()
    taken = [stop_seconds(runner)]
    for _ in range(STOPS - 1):
        runner = a_run(browser, server)
        runner.wait_for_timeout(STOP_AFTER_MS)
        taken.append(stop_seconds(runner))
    tell("stop to page with result", f"{statistics.median(taken):.1f} s", "3 s",
         f"median of {STOPS} stops, {min(taken):.1f} to {max(taken):.1f} s")  # fmt: skip


def stop_seconds(runner: Page) -> float:
    """Seconds from the button to the page that says how the run ended; the page is closed."""
    begun = time.monotonic()
    runner.get_by_role("button", name="Stop").click()
    runner.get_by_text("The run was stopped").wait_for()
    seconds = time.monotonic() - begun
    runner.close()
    return seconds


def rota(browser: Browser, server: Server, people: int) -> None:
    page, begun = visit(browser), time.monotonic()
    page.goto(f"{server.address}/rota")
    picture = page.locator("#planner-rota[data-ready='1']")
    picture.wait_for()
    tell(f"rota of {people:,} people, page", f"{time.monotonic() - begun:.1f} s", "–",
         "address to the picture")  # fmt: skip
    paint = picture.get_attribute("data-paint")
    tell(f"rota of {people:,} people, paint", f"{paint} ms", "200 ms", "data to drawn")
    page.wait_for_timeout(3000)
    box = page.locator("#planner-rota canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 400, box["y"] + 200)
    page.evaluate(LONG_TASKS)
    for _ in range(60):
        page.mouse.wheel(0, 240)
        page.wait_for_timeout(16)
    tasks = page.evaluate("window.tasks")
    tell("long tasks while it scrolls", f"{len(tasks)}", "0", "60 turns of the wheel, over 50 ms")
    page.close()


def soak(browser: Browser, server: Server, *, sessions: int, seconds: float) -> None:
    """Many visitors at once who move a slider now and then; memory before and after."""
    before = server.megabytes
    pages = [visit(browser, f"{server.address}/what_if") for _ in range(sessions)]
    faults: list[str] = []
    for page in pages:
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.get_by_role("slider", name="Volume").wait_for()
    errors, most, until, turn = 0, before, time.monotonic() + seconds, 0
    while time.monotonic() < until:
        page = pages[turn % sessions]
        page.get_by_role("slider", name="Volume").press("ArrowRight" if turn % 2 else "ArrowLeft")
        page.wait_for_timeout(200)
        errors += page.get_by_test_id("stException").count()
        most, turn = max(most, server.megabytes), turn + 1
    for page in pages:
        errors += page.get_by_test_id("stException").count()
        page.close()
    errors += len(faults)
    last = visit(browser, server.address)
    last.wait_for_timeout(150_000)
    after = server.megabytes
    last.close()
    tell(f"{sessions} sessions, errors", f"{errors}", "0", f"{turn} moves in {seconds:.0f} s")
    tell("memory after, against before", f"{after / before - 1:+.0%}", "< +30 %",
         f"{before:.0f} MB, at most {most:.0f}, then {after:.0f} MB")  # fmt: skip


def large_plan(folder: Path, people: int) -> None:
    """A generated plan of four weeks."""
    command = [sys.executable, str(ROOT / "benchmarks/generate.py"), str(folder), "--people",
               str(people), "--teams", "6", "--queues", "4", "--days", "28"]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000, help="of the large rota")
    parser.add_argument("--soak", type=float, default=0.0, help="seconds of 20 sessions; 0: none")
    parser.add_argument("--sessions", type=int, default=20)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed")
    load = os.getloadavg()[0]
    print(f"{date.today().isoformat()}, {os.cpu_count()} cores, load before {load:.1f}")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        runs, large = Path(place) / "runs", Path(place) / "large"
        example = examples()["follow_the_sun"]
        write_result(example, runs / "example")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with served(example, runs) as server:
            first_pages(browser, server)
            floors(browser, Path(place))
            alone = what_if(browser, server)
            coverage_plan(browser, server)
            while_a_run_goes(browser, server, alone)
            if asked.soak:
                soak(browser, server, sessions=asked.sessions, seconds=asked.soak)
        empty = Path(place) / "empty"
        empty.mkdir()
        first_result(browser, example, empty)
        large_plan(large, asked.people)
        write_result(large, runs / "large")
        with served(large, runs) as server:
            rota(browser, server, asked.people)
        browser.close()


if __name__ == "__main__":
    main()
