"""What cannot be, shown by arithmetic before any search, all of it at once.

People first: minima against what whole shifts can add up to (:mod:`planner.reach`). Then teams:
commitments, ceilings, seats and daily changes against that, and what pins, rotations and days that
stand force upon seats and upon cover at most. What passes may still have no rota; what is told here
has none. Shortage and missing minimum cover have a price and are never told.
"""

from collections.abc import Iterator

from planner.domain import Plan
from planner.errors import InfeasibleError
from planner.feasibility.changes import changes
from planner.feasibility.hours import hours
from planner.feasibility.people import people
from planner.feasibility.presence import presence
from planner.feasibility.standing import with_standing_days
from planner.feasibility.told import Clash as Clash
from planner.reach import Reach
from planner.rules.keeping import Kept
from planner.sentences import named, on_day

MOST_TOLD = 20


def clashes(plan: Plan, kept: Kept | None = None) -> tuple[Clash, ...]:
    """Everything that arithmetic alone shows to be impossible, people first, then teams.

    ``kept`` is a rota whose earlier days, and whose locked orders, stand.
    """
    return tuple(_clashes(plan, kept))


def _clashes(plan: Plan, kept: Kept | None) -> Iterator[Clash]:
    stands, standing = with_standing_days(plan, kept) if kept else (plan, frozenset())
    reach = Reach(stands, standing=standing)
    yield from people(stands, reach)
    crowded = tuple(presence(stands, reach))
    yield from crowded
    yield from changes(stands, reach)
    yield from hours(stands, reach, crowded)


def refuse_impossible(plan: Plan, kept: Kept | None = None) -> None:
    """Stop before a search that can find nothing.

    Raises
    ------
    InfeasibleError
        With a sentence for each clash (a screenful), and what would free each.
    """
    found = clashes(plan, kept)
    if not found:
        return
    alike: dict[str, list[Clash]] = {}
    for clash in found:
        alike.setdefault(clash.sentence.replace(on_day(clash.day), ""), []).append(clash)
    shown = list(alike.values())[:MOST_TOLD]
    told = [_of_all(clashing) for clashing in shown]
    if len(alike) > MOST_TOLD:
        told.append(f"And so in {len(alike) - MOST_TOLD:,} more cases.")
    remedies = dict.fromkeys(clashing[0].remedy for clashing in shown)
    raise InfeasibleError(told, " ".join(remedies))


def _of_all(clashing: list[Clash]) -> str:
    """The sentence of clashes that differ by their day or week alone."""
    first, others = clashing[0], [on_day(clash.day) for clash in clashing[1:]]
    return first.sentence + (f" The same holds for {named(others)}." if others else "")
