"""Compile the event loop once, so that the first simulation does not wait for it."""

import time

import numpy as np

from planner.simulation.floor import (
    CONTACT,
    ENDING,
    EVENT,
    LINE,
    PERSON,
    QUEUE,
    SET,
    Floor,
    blank,
)
from planner.simulation.kernel import run


def warm_up() -> float:
    """Compile the event loop; the seconds it took.

    Compiled code is kept beside the package (or in the user's cache where that cannot be written),
    so later runs start at once.
    """
    begun = time.monotonic()
    floor = Floor(
        contacts=blank(0, CONTACT), people=blank(0, PERSON), queues=blank(0, QUEUE),
        sets=blank(0, SET), members=np.zeros(0, np.int64), fillers=np.zeros(0, np.int64),
        lines=blank(0, LINE), calendar=blank(0, EVENT), endings=blank(1, ENDING),
        size=np.zeros(1, np.int64),
        aht=np.zeros((0, 1)), present=np.zeros((0, 1)), account=np.zeros((0, 0)),
        step=900.0, idle_share=0.0,
    )  # fmt: skip
    run(floor, 0)
    return time.monotonic() - begun
