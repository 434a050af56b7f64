"""Undo and redo: states in the order in which they were made, and which of them is now."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_STEPS = 100


@dataclass(frozen=True)
class Steps(Generic[T]):
    """States that can be gone back and forth through; each is immutable and kept whole."""

    states: tuple[T, ...]
    at: int = 0

    @property
    def now(self) -> T:
        """The state that counts."""
        return self.states[self.at]

    @property
    def first(self) -> T:
        """The state that everything began with, as long as it is remembered."""
        return self.states[0]

    @property
    def can_undo(self) -> bool:
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        return self.at + 1 < len(self.states)

    def push(self, state: T, *, most: int = MOST_STEPS) -> "Steps[T]":
        """A new state; what had been undone is forgotten, and so are the oldest of too many."""
        states = (*self.states[: self.at + 1], state)
        states = (states[0], *states[1:][-most:])
        return Steps(states, len(states) - 1)

    def undo(self) -> "Steps[T]":
        return replace(self, at=max(0, self.at - 1))

    def redo(self) -> "Steps[T]":
        return replace(self, at=min(len(self.states) - 1, self.at + 1))
