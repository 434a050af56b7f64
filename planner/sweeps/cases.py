"""The scenarios of a sweep: which levers stand where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from planner.errors import DataError, Problem

AXES = ("volume", "handle_time", "shrinkage", "outsourced")
MOST_CASES = 20_000


@dataclass(frozen=True, kw_only=True)
class Case:
    """One scenario of a sweep; the defaults are the plan as it is.

    ``scenario`` is one of ``scenarios.toml`` (blank: none); ``volume`` and ``handle_time`` are
    factors of the forecast; ``shrinkage`` is added to that of every team (0.02 is two points);
    ``outsourced`` is the share of their queues' contacts that goes to the outsourced teams alone,
    split by their heads (``None``: as the plan has it).
    """

    scenario: str = ""
    volume: float = 1.0
    handle_time: float = 1.0
    shrinkage: float = 0.0
    outsourced: float | None = None

    @property
    def name(self) -> str:
        """``volume 1.2, shrinkage +0.02``: what differs from the plan as it is."""
        told = [self.scenario] if self.scenario else []
        told += [f"volume {self.volume:g}"] if self.volume != 1 else []
        told += [f"handle time {self.handle_time:g}"] if self.handle_time != 1 else []
        told += [f"shrinkage {self.shrinkage:+g}"] if self.shrinkage else []
        told += [f"outsourced {self.outsourced:g}"] if self.outsourced is not None else []
        return ", ".join(told) or "as planned"


def grid(
    *, scenarios: Sequence[str] = (), volume: Sequence[float] = (),
    handle_time: Sequence[float] = (), shrinkage: Sequence[float] = (),
    outsourced: Sequence[float] = (),
) -> tuple[Case, ...]:  # fmt: skip
    """Every combination of the values given; a lever without values stays as the plan has it.

    Raises
    ------
    DataError
        For values that no plan can have, and for more than :data:`MOST_CASES` scenarios.
    """
    problems = [
        *_outside("--volume", volume, 0, 100), *_outside("--handle-time", handle_time, 0.01, 100),
        *_outside("--shrinkage", shrinkage, -1, 1), *_outside("--outsourced", outsourced, 0, 1),
    ]  # fmt: skip
    shares: Sequence[float | None] = outsourced or (None,)
    demands = product(dict.fromkeys(volume or (1.0,)), dict.fromkeys(handle_time or (1.0,)))
    supplies = product(
        dict.fromkeys(scenarios or ("",)), dict.fromkeys(shares), dict.fromkeys(shrinkage or (0.0,))
    )
    cases = tuple(
        Case(scenario=s, outsourced=o, shrinkage=lost, volume=v, handle_time=h)
        for (s, o, lost), (v, h) in product(supplies, demands)
    )
    if len(cases) > MOST_CASES:
        message = f"makes {len(cases):,} scenarios: expected at most {MOST_CASES:,}"
        problems.append(Problem(file="sweep", message=message))
    if problems:
        raise DataError(problems)
    return cases


def _outside(option: str, values: Sequence[float], low: float, high: float) -> Iterator[Problem]:
    for value in values:
        if not low <= value <= high:
            message = f"is out of range: expected {low:g} to {high:g}"
            yield Problem(file=option, value=f"{value:g}", message=message)
