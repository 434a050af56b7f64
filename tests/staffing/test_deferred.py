"""Work that waits: every hour arrives once and is placed once, in open time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.staffing.deferred import spread_over_open_time

DAY = np.repeat(np.arange(20_500, 20_503), 4)


def test_a_day_is_spread_evenly_over_its_open_time() -> None:
    work = np.array([0, 6.0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 3])
    spread = spread_over_open_time(work, open_share=np.ones(12), day=DAY)
    assert spread.tolist() == [1.5] * 4 + [1] * 4 + [0.75] * 4


def test_what_arrives_closed_waits_for_the_next_open_day() -> None:
    work = np.array([0, 0, 0, 5.0, 2, 0, 0, 3, 0, 4, 0, 7])
    open_share = np.array([0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0.5, 0])
    spread = spread_over_open_time(work, open_share=open_share, day=DAY)
    assert spread == pytest.approx([0] * 9 + [14 / 1.5, 14 / 3, 0])


def test_a_queue_that_never_opens_works_nothing_off() -> None:
    spread = spread_over_open_time(np.ones(12), open_share=np.zeros(12), day=DAY)
    assert spread.tolist() == [0.0] * 12


@given(
    work=st.lists(st.floats(0, 100), min_size=12, max_size=12),
    open_share=st.lists(st.sampled_from([0, 0.25, 1]), min_size=12, max_size=12),
)
def test_no_hour_is_lost_or_made_up(work: list[float], open_share: list[float]) -> None:
    spread = spread_over_open_time(np.array(work), open_share=np.array(open_share), day=DAY)
    still_open = np.flatnonzero(np.array(open_share) > 0)
    last = still_open[-1] + 1 if still_open.size else 0
    assert spread.sum() == pytest.approx(sum(work[:last]))
    assert (spread[np.array(open_share) == 0] == 0).all()
