"""Work that would go on for too long is ended, or left alone."""

import threading

import pytest

from planner import deadlines
from planner.deadlines import ended_after, unless_set_back, within


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "SLACK_SECONDS", 0.05)


def test_what_goes_on_is_asked_to_end() -> None:
    asked = threading.Event()
    with ended_after(0.0, asked.set):
        assert asked.wait(10)


def test_what_ends_in_time_is_not_asked() -> None:
    asked = threading.Event()
    with ended_after(0.1, asked.set):
        pass
    assert not asked.wait(0.3)


def test_what_has_no_limit_goes_on() -> None:
    with ended_after(float("inf"), lambda: None):
        assert within(float("inf"), lambda: "done") == "done"


def test_what_does_not_end_is_left_alone() -> None:
    ended = threading.Event()
    assert within(0.0, ended.wait) is None
    assert within(0.0, lambda: ended.wait() and "ended", end=ended.set) == "ended"


def test_what_is_raised_inside_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        within(10.0, lambda: 1 // 0)


def test_what_fails_because_the_clock_was_set_back_comes_to_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter([100.0, 99.0, 100.0, 101.0, 100.0])
    monkeypatch.setattr("planner.deadlines.time.time", lambda: next(clock))
    assert unless_set_back(lambda: 1 // 0) is None
    with pytest.raises(ZeroDivisionError):
        unless_set_back(lambda: 1 // 0)
    assert unless_set_back(lambda: "done") == "done"
