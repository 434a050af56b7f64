"""Shift selection and rosters beside pyworkforce and CP-SAT: cost by one judge, seconds, proof.

    python -m benchmarks.peers_optimiser [--seconds 20] [--only shifts|roster|example] [--quick]

pyworkforce lives in an environment of its own, ``build/peers-venv``, made on first use. The third
part is the work of OR-Tools' shift_scheduling_sat example, once as a plan folder and once as a
model of its kind (``peer_labels.py``). Everybody gets the same seconds, one after another; the
judge (``peer_cases.py``) counts from what they answer alone. ``--quick`` leaves out the large ones.

What is not the same work, and what is compared instead:

- pyworkforce lets a shift that crosses midnight cover the morning before it. Both are judged in
  continuous time; only the case named ``nights`` has such shifts.
- Where it forbids shortage, a plan folder prices it: 1,000 for an hour.
- It knows no limit that makes a rota bearable, so none is set.
- A plan folder has no longest run of days off, no fewest nights a week, no shortest run of nights,
  no price of one shift after another, and one price for excess cover: the example's hard limit of
  two days of rest in a row and its four soft limits of that kind are left out on both sides, and
  excess costs 2 for every label. At its end the horizon cuts the last night to two hours.
- Soft limits of a plan folder have no hard one behind them; the judge counts what breaks one.

The aim is never a higher cost, and where theirs is proven the same in less time.
Ends with 1 only if ours breaks a hard rule.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peer_labels
from benchmarks.peer_cases import (
    LABELS,
    SHIFT_HOURS,
    Answer,
    Judged,
    LabelCase,
    SelectionCase,
    example_cases,
    judge_roster,
    judge_selection,
    roster_cases,
    selection_cases,
)
from benchmarks.peer_plans import rostered, selected
from benchmarks.peers_staffing import PEER, peer_version, python
from planner.errors import PlannerError
from planner.optimiser import warm_up

PARTS = ("shifts", "roster", "example")
QUICK = 3
"""Cases of each part that ``--quick`` leaves."""
CENT = 1e-6


@dataclass(frozen=True, kw_only=True)
class Side:
    """One program on one case; ``judged`` is missing where it has nothing to judge."""

    answer: Answer | None
    judged: Judged | None = None
    note: str = ""


# ------------------------------------------------------------------------------- pyworkforce


def pyworkforce(given: dict[str, Any]) -> dict[str, Any]:
    """What pyworkforce makes of a case, in a process of its own."""
    run = subprocess.run(
        [python(), Path(__file__).parent / "peer_rota.py"],
        input=json.dumps(given), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def their_selection(case: SelectionCase, seconds: float) -> Answer:
    """Coverage of a day's periods by each shift, wrapped at midnight as its helper does."""
    coverage = {
        name: [
            int(any(kind.works(period * case.step + whole - kind.start) for whole in (0, 1440)))
            for period in range(1440 // case.step)
        ]
        for name, kind in case.kinds.items()
    }
    found = pyworkforce({
        "work": case.work, "seconds": seconds, "coverage": coverage, "most": case.most,
        "required": case.required,
        "hours": {name: round(kind.paid_hours) for name, kind in case.kinds.items()},
    })  # fmt: skip
    starts = [(1440 * day + case.kinds[shift].start, shift, people)
              for day, shift, people in found["counts"]]  # fmt: skip
    return Answer(
        seconds=found["seconds"], proven=found["status"] == "OPTIMAL", status=found["status"],
        starts=starts or None,
    )  # fmt: skip


def their_roster(case: LabelCase, seconds: float) -> Answer:
    fond = {(f"p{wish.person}", wish.label) for wish in case.wishes}
    found = pyworkforce({
        "work": "roster", "seconds": seconds, "days": case.days,
        "people": [f"p{person}" for person in range(case.people)], "shifts": LABELS,
        "hours": [SHIFT_HOURS] * len(LABELS), "least_hours": SHIFT_HOURS * case.least_days,
        "most_rest": case.days - case.least_days,
        "required": {label: [case.required(day, label) for day in range(case.days)]
                     for label in LABELS},
        "not_next": [{"origin": a, "destination": b} for a, b in case.not_next],
        "preferences": [{"resource": person, "shift": label} for person, label in sorted(fond)],
    })  # fmt: skip
    roster = {(int(person[1:]), day): shift for person, day, shift in found["roster"]}
    return Answer(
        seconds=found["seconds"], proven=found["status"] == "OPTIMAL", status=found["status"],
        roster=roster or None,
    )  # fmt: skip


# --------------------------------------------------------------------------------- the table


def judged(case: SelectionCase | LabelCase, answer: Answer) -> Side:
    """An answer with its verdict."""
    if isinstance(case, SelectionCase) and answer.starts is not None:
        return Side(answer=answer, judged=judge_selection(case, answer.starts))
    if isinstance(case, LabelCase) and answer.roster is not None:
        return Side(answer=answer, judged=judge_roster(case, answer.roster))
    return Side(answer=answer, note=answer.status)


def ours(case: SelectionCase | LabelCase, seconds: float) -> Side:
    """The planner on a case, or why it cannot act on it."""
    try:
        if isinstance(case, SelectionCase):
            return judged(case, selected(case, seconds))
        return judged(case, rostered(case, seconds))
    except PlannerError as error:
        return Side(answer=None, note=str(error).splitlines()[0])


def compared(own: Side, other: Side) -> str:
    """Ours against theirs in a word."""
    if own.judged is None:
        return "nothing"
    if own.judged.broken:
        return "broken"
    if other.judged is None or other.judged.broken:
        return "only ours"
    apart = own.judged.cost - other.judged.cost
    if abs(apart) <= CENT * max(1.0, abs(other.judged.cost)):
        return "equal"
    return "lower" if apart < 0 else "HIGHER"


def line(name: str, own: Side, other: Side) -> str:
    return f"{name:<46}{_cells(own)}{_cells(other)}  {compared(own, other)}" + "".join(
        f"\n    {who}: {text}"
        for who, side in (("ours", own), ("theirs", other))
        if (text := side.note or (side.judged.broken if side.judged else ""))
    )


def _cells(side: Side) -> str:
    cost = f"{side.judged.cost:,.1f}" if side.judged else "–"
    seconds = f"{side.answer.seconds:.2f}" if side.answer else "–"
    proven = "yes" if side.answer and side.answer.proven else "no"
    return f"{cost:>12}{seconds:>9}{proven:>8}"


def cases(part: str) -> Iterator[tuple[str, SelectionCase | LabelCase]]:
    if part == "shifts":
        yield from ((f"{case.name}, {case.work}", case) for case in selection_cases())
    else:
        found = roster_cases() if part == "roster" else example_cases()
        yield from ((case.name, case) for case in found)


def theirs(part: str, case: SelectionCase | LabelCase, seconds: float) -> Side:
    if isinstance(case, SelectionCase):
        return judged(case, their_selection(case, seconds))
    if part == "roster":
        return judged(case, their_roster(case, seconds))
    return judged(case, peer_labels.solve(case, seconds))


def compare(part: str, *, seconds: float, quick: bool) -> bool:
    """A table of one part; whether ours keeps every hard rule."""
    peer = "CP-SAT" if part == "example" else PEER
    print(f"\n{part:<46}{'ours':>12}{'s':>9}{'proven':>8}{peer:>12}{'s':>9}{'proven':>8}")
    legal = True
    for number, (name, case) in enumerate(cases(part)):
        if quick and number >= QUICK:
            break
        other = theirs(part, case, seconds)
        own = ours(case, seconds)
        legal &= compared(own, other) != "broken"
        print(line(name, own, other), flush=True)
    return legal


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    try:
        print(f"{PEER} {peer_version()}, {asked.seconds:g} s each")
    except subprocess.CalledProcessError as error:
        print(f"{PEER} cannot be installed: {error}", file=sys.stderr)
        return 2
    warm_up()
    legal = [compare(part, seconds=asked.seconds, quick=asked.quick) for part in asked.only]
    return int(not all(legal))


if __name__ == "__main__":
    raise SystemExit(main())
