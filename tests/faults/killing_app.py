"""The app's server, killed while a run of it goes on."""

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from playwright.sync_api import Page, expect

from planner.example_folders import examples
from planner.folder import recover
from planner.ui.jobs import JobManager
from tests.faults.killing import RESULTS, Aftermath
from tests.ui.browsing import free_port, start_app

SECONDS, PATIENCE = 5, 600.0


def killed_app(place: Path, page: Page, draw: random.Random) -> Aftermath:
    """Start a run in the app, kill -9 its server some time later, start it again and look.

    Nothing is lost when the run goes on and its whole results stand in the next server's app.
    """
    expect.set_options(timeout=1000 * PATIENCE)
    folder, runs, port = place / "plan", place / "runs", free_port()
    shutil.copytree(examples()["corner_shop"], folder)
    with _server(folder, runs, place, port) as server:
        page.goto(f"http://127.0.0.1:{port}")
        seconds = page.get_by_label("Seconds to optimise", exact=True)
        seconds.fill(str(SECONDS))
        seconds.press("Tab")
        page.get_by_role("button", name="Optimise Shortcut").click()
        page.wait_for_url("**job=*")
        time.sleep(draw.uniform(0.0, 2.0 * SECONDS))
        os.kill(server.pid, signal.SIGKILL)
    with _server(folder, runs, place, port):
        page.reload()
        expect(page.get_by_role("heading", name="Overview", level=3)).to_be_visible()
        return Aftermath(told=(), lost=_lost(runs, page))


@contextmanager
def _server(folder: Path, runs: Path, place: Path, port: int) -> "Iterator[Popen[bytes]]":
    server = start_app(folder, runs, place, port)
    try:
        yield server
    finally:
        server.kill()
        server.wait()


def _lost(runs: Path, page: Page) -> str:
    (out,) = (path for path in runs.iterdir() if (path / "run.json").exists())
    ends = time.monotonic() + PATIENCE
    while (job := JobManager(runs).job(out.name)) is not None and job.active:
        if time.monotonic() > ends:
            return f"{out.name} does not end"
        time.sleep(0.2)
    recover(out)
    there = {path.name for path in out.iterdir()}
    if not there >= RESULTS:
        return f"{sorted(there)} of a run that was {job.state if job else 'unknown'}"
    if not json.loads((out / "summary.json").read_bytes()).get("finished"):
        return f"{out.name} was not finished"
    page.reload()
    expect(page.get_by_test_id("stMetric").filter(has_text="Cost")).to_be_visible()
    return ""
