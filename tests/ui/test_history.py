"""Undo and redo."""

from hypothesis import given
from hypothesis import strategies as st

from planner.ui.history import MOST_STEPS, Steps


def test_a_change_after_an_undo_takes_the_place_of_what_was_undone() -> None:
    steps = Steps(("a",)).push("b").push("c").undo()
    assert (steps.now, steps.can_undo, steps.can_redo) == ("b", True, True)
    assert steps.redo().now == "c"
    other = steps.push("d")
    assert (other.now, other.can_redo, other.undo().now) == ("d", False, "b")


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_undo_and_redo_are_opposites_and_the_start_is_kept(moves: list[str]) -> None:
    steps = Steps((0,))
    for number, move in enumerate(moves, start=1):
        steps = steps.push(number) if move == "push" else getattr(steps, move)()
    assert steps.first == 0
    if steps.can_undo:
        assert steps.undo().redo() == steps
    if steps.can_redo:
        assert steps.redo().undo() == steps


def test_long_histories_forget_their_oldest_steps_but_not_the_start() -> None:
    steps = Steps((0,))
    for number in range(1, 3 * MOST_STEPS):
        steps = steps.push(number)
    assert len(steps.states) == MOST_STEPS + 1
    assert (steps.first, steps.now) == (0, 3 * MOST_STEPS - 1)
