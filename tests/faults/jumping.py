"""A clock on the wall that jumps while a program runs, as when somebody sets it.

Only one process sees the jump: a library of a few lines of C stands before the system's clock
(Linux, with a compiler). It leaves the clock alone that only counts what has passed.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DAY = 86_400
CLOCK = r"""
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long ahead = 0;

void jump(long seconds) { ahead += seconds; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += ahead;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    int failed = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}
"""


def made_clock(place: Path, compiler: str) -> Path:
    """The library, compiled."""
    source, library = place / "clock.c", place / "clock.so"
    source.write_text(CLOCK)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source)], check=True
    )
    return library


def under_the_clock(
    library: Path, what: str, seconds: int, *words: object, most_seconds: float = 300.0
) -> "subprocess.CompletedProcess[str]":
    """Something of ``while_it_jumps.py`` in a process of its own; one that hangs is a fault."""
    command = [sys.executable, "-m", "tests.faults.while_it_jumps", what, str(seconds)]
    return subprocess.run(
        [*command, *(str(word) for word in words)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT)},
        timeout=most_seconds, check=False,
    )  # fmt: skip
