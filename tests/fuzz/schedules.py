"""Result folders with something wrong in them, and what becomes of them when they are judged."""

import random
import warnings
from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner

from planner.cli import app
from tests.fuzz.changes import Change, changed
from tests.fuzz.drawing import text_drawn
from tests.fuzz.outcomes import faults_of

KINDS = ("cell", "cell", "cell", "any cell", "last cell", "column", "row", "header", "encoding",
         "separator", "bytes", "missing", "long")  # fmt: skip
TEXTS = (
    "-2027-03-01T08:00:00Z", "9999-12-31T23:59:59Z", "2027-06-07T08:00:00+00:00:30", "0000-00-00",
    "2027-06-07", "2027-06-07T24:00", "2027-06-07T08:00:00.123456789Z", "2027-06-07T08:07Z",
    "1e308", "-1", "work", "break", "nobody", "parcels|phone", "", "\u0661",
)  # fmt: skip
COMMANDS = ("audit", "export")


def changed_result(files: Mapping[str, bytes], seed: int) -> dict[str, bytes]:
    """A result with one to three changes drawn from a seed."""
    draw = random.Random(seed)
    for _ in range(draw.choice((1, 1, 2, 3))):
        text = draw.choice(TEXTS) if draw.random() < 0.5 else text_drawn(draw)
        files = changed(files, Change(
            kind=draw.choice(KINDS), file=draw.randrange(10_000), row=draw.randrange(10_000),
            column=draw.randrange(10_000), text=text,
        ))  # fmt: skip
    return dict(files)


def fault_of(plan: Path, files: Mapping[str, bytes], place: Path) -> str:
    """What goes wrong when a result is judged and handed out; blank when all ends as it must."""
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    words = {
        "audit": ("audit", plan, place), "export": ("export", place, "--to", "html", "--plan", plan)
    }  # fmt: skip
    faults = []
    for name in COMMANDS:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run = CliRunner().invoke(app, [str(word) for word in words[name]])
        faults += [f"{name}: {fault}" for fault in faults_of(run)]
    return "\n".join(faults)
