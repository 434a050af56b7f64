"""What can go wrong, as a tree: everything else that is raised is a bug and must show.

PlannerError
├── DataError(problems)        the input is wrong: every problem at once        exit code 2
├── InfeasibleError(clash)     the hard rules cannot hold together              exit code 3
├── StaleSave(theirs)          somebody else has saved since this was opened
└── Cancelled                  the user stopped before there was any schedule   exit code 130
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, or doubtful, in the input.

    ``row`` is the line of the file as an editor or Excel counts it: the header is row 1.
    ``message`` says what is wrong and what was expected.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    warning: bool = False

    def __str__(self) -> str:
        where = self.file + (f" row {self.row}" if self.row is not None else "")
        where += f", {self.column}" if self.column else ""
        what = f"'{_shorten(self.value)}' " if self.value is not None else ""
        return f"{where}: {what}{self.message}"


class PlannerError(Exception):
    """Anything a planner can act on; the command line and the app show it without a traceback."""


class DataError(PlannerError):
    """The input is wrong. ``problems`` lists everything found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InfeasibleError(PlannerError):
    """The hard rules cannot hold together.

    ``clash`` is the smallest set of rules and facts that was found to contradict itself, each a
    sentence; ``remedy`` is the change that frees it. Where ``proven`` is False, a search ended
    without a rota that keeps them, and ``clash`` tells what it still broke.
    """

    def __init__(self, clash: Sequence[str], remedy: str = "", *, proven: bool = True) -> None:
        self.clash, self.proven = tuple(clash), proven
        self.remedy = remedy
        super().__init__("\n".join([*self.clash, *([remedy] if remedy else [])]))


class StaleSave(PlannerError):  # noqa: N818
    """Somebody else has saved since this draft was opened; nothing was written.

    ``theirs`` tells what they changed, one sentence each.
    """

    def __init__(self, message: str, theirs: Iterable[str] = ()) -> None:
        self.theirs = tuple(theirs)
        super().__init__("\n".join([message, *self.theirs]))


class Cancelled(PlannerError):  # noqa: N818
    """The user stopped the run before it had a complete schedule."""


def _shorten(value: str, most: int = 60) -> str:
    """A value on one line, without what would move a terminal's cursor."""
    value = "".join(char if char.isprintable() else "\ufffd" for char in value[: most + 1])
    return value if len(value) <= most else value[: most - 1] + "…"
