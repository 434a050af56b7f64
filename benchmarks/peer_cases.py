"""Work that the planner and other programs are both given, and the judge of what they make of it.

Nothing here optimises. Shift selection: how many people start which shift on which day. Rosters of
labels: who works morning (M), afternoon (A) or night (N) on which day. Demand is drawn from a seed
in the sizes of the comparison that this project began with.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

LABELS = ("M", "A", "N")
SHIFT_HOURS = 8
SHORT_PRICE = 1000
"""An hour short, where the other program allows none."""
Roster = Mapping[tuple[int, int], str]
"""Label of a person (from 0) on a day (from 0); days off are not in it."""
Starts = Sequence[tuple[int, str, int]]
"""Minute of the horizon, shift and people who start."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a program came to; neither ``roster`` nor ``starts`` if it found nothing."""

    seconds: float
    proven: bool
    status: str
    roster: Roster | None = None
    starts: Starts | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Cost by the judge alone, and what is broken, in words."""

    cost: float
    broken: str = ""


# ----------------------------------------------------------------------------- shift selection


@dataclass(frozen=True, kw_only=True)
class ShiftKind:
    """Minutes after midnight, minutes from start to end, and the start of an hour's lunch."""

    start: int
    length: int
    lunch_after: int | None = None

    @property
    def paid_hours(self) -> float:
        return (self.length - (0 if self.lunch_after is None else 60)) / 60

    def works(self, passed: int) -> bool:
        """Whether the person works so many minutes after the start."""
        lunch = self.lunch_after
        return 0 <= passed < self.length and not (
            lunch is not None and lunch <= passed < lunch + 60
        )


@dataclass(frozen=True, kw_only=True)
class SelectionCase:
    """People required in every period; ``difference`` or ``hours`` is to be least."""

    name: str
    work: str
    step: int
    kinds: Mapping[str, ShiftKind]
    required: tuple[tuple[int, ...], ...]

    @property
    def days(self) -> int:
        return len(self.required)

    @property
    def most(self) -> int:
        """People beyond whom nobody is of use on a day."""
        hours = max(sum(day) for day in self.required) * self.step / 60
        return math.ceil(2 * hours / min(kind.paid_hours for kind in self.kinds.values())) + 5


def judge_selection(case: SelectionCase, starts: Starts) -> Judged:
    """Hours short, over and paid in continuous time: a night shift works the next morning."""
    need = np.array(case.required).reshape(-1)
    present = np.zeros(len(need))
    paid = 0.0
    for minute, shift, people in starts:
        kind = case.kinds[shift]
        paid += people * kind.paid_hours
        for passed in range(0, kind.length, case.step):
            period = (minute + passed) // case.step
            if kind.works(passed) and period < len(need):
                present[period] += people
    under = float(np.maximum(need - present, 0).sum()) * case.step / 60
    over = float(np.maximum(present - need, 0).sum()) * case.step / 60
    if case.work == "difference":
        return Judged(cost=under + over)
    broken = f"{under:,.1f} h short" if under > 1e-9 else ""
    return Judged(cost=paid + SHORT_PRICE * under, broken=broken)


def selection_cases() -> Iterator[SelectionCase]:
    """Five sizes, each with the difference and the hours to be least.

    All shifts end by midnight in the first four; in the last they run into the next day.
    """
    four = {f"s{hour:02d}": ShiftKind(start=60 * hour, length=480) for hour in (0, 6, 12, 16)}
    thirty = _ending_by_midnight((6, 8, 10), starts=10)
    fifty = _ending_by_midnight((8, 10), starts=25)
    lunch = {
        f"s{start:04d}": ShiftKind(start=start, length=540, lunch_after=240)
        for start in range(0, 901, 15)
    }
    around = {
        f"s{start:04d}": ShiftKind(start=start, length=540, lunch_after=240)
        for start in range(0, 1440, 15)
    }
    for name, days, step, kinds, peak in (
        ("7 days × 24, 4 shifts", 7, 60, four, 18), ("7 × 96, 30 shifts", 7, 15, thirty, 30),
        ("28 × 48, 50 shifts", 28, 30, fifty, 30), ("28 × 96, 61, lunch", 28, 15, lunch, 30),
        ("28 × 96, 96, lunch, nights", 28, 15, around, 30),
    ):  # fmt: skip
        required = _demand(days, 1440 // step, peak)
        for work in ("difference", "hours"):
            yield SelectionCase(name=name, work=work, step=step, kinds=kinds, required=required)


def _ending_by_midnight(hours: Sequence[int], *, starts: int) -> dict[str, ShiftKind]:
    """So many starts of each length on the half hour, spread over the day."""
    found = {}
    for length in hours:
        last = 24 * 2 - length * 2
        for number in range(starts):
            start = 30 * round(number * last / (starts - 1))
            found[f"h{length:02d}_{start:04d}"] = ShiftKind(start=start, length=60 * length)
    return found


def _demand(days: int, periods: int, peak: int, seed: int = 1) -> tuple[tuple[int, ...], ...]:
    """Two peaks a day, quiet nights and weekends, and some noise."""
    rng = np.random.default_rng(seed)
    hour = np.arange(periods) * 24 / periods
    shape = 0.25 + np.exp(-((hour - 10.5) ** 2) / 10) + 0.8 * np.exp(-((hour - 17) ** 2) / 12)
    week = (1.15, 1.05, 1.0, 1.0, 0.95, 0.7, 0.65)
    rows = [
        np.maximum(1, np.rint(
            peak * week[day % 7] * shape / shape.max() * (1 + 0.05 * rng.standard_normal(periods))
        )).astype(int) for day in range(days)
    ]  # fmt: skip
    return tuple(tuple(row.tolist()) for row in rows)


# --------------------------------------------------------------------------- rosters of labels


@dataclass(frozen=True, kw_only=True)
class Wish:
    """To have a label (``""``: the day off) on a day, or not to; the weight is paid if unmet."""

    person: int
    day: int
    label: str
    weight: int
    wanted: bool = True


@dataclass(frozen=True, kw_only=True)
class LabelCase:
    """People, days, cover and rules; prices of a shift, of excess cover and of soft limits."""

    name: str
    people: int
    days: int
    needs: tuple[Mapping[str, int], ...]
    starts: Mapping[str, str] = field(
        default_factory=lambda: {"M": "00:00", "A": "08:00", "N": "16:00"}
    )
    not_next: tuple[tuple[str, str], ...] = ()
    rest_hours: int = 0
    fixed: Mapping[tuple[int, int], str] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    least_days: int = 0
    days_a_week: tuple[int, int] = (0, 7)
    most_nights: int = 99
    shift_price: int = 0
    excess: int = 0
    usual_days: int | None = None
    day_more: int = 0
    day_fewer: int = 0
    usual_nights: int = 99
    night_more: int = 0

    def required(self, day: int, label: str) -> int:
        return self.needs[day % 7][label]


def judge_roster(case: LabelCase, roster: Roster) -> Judged:
    """Cost of a roster, and the hard rules that it breaks."""
    present = Counter((day, label) for (_, day), label in roster.items())
    gaps = [present[day, label] - case.required(day, label)
            for day, label in product(range(case.days), LABELS)]  # fmt: skip
    short = sum(max(-gap, 0) for gap in gaps)
    cost = float(case.shift_price * len(roster) + case.excess * sum(max(gap, 0) for gap in gaps))
    cost += SHORT_PRICE * SHIFT_HOURS * short
    cost += sum(
        wish.weight for wish in case.wishes
        if (roster.get((wish.person, wish.day), "") == wish.label) != wish.wanted
    )  # fmt: skip
    cost += _soft(case, roster)
    broken = [f"{short} shifts short"] if short else []
    return Judged(cost=cost, broken=", ".join([*broken, *_broken(case, roster)]))


def _weeks(case: LabelCase, roster: Roster) -> Iterator[int]:
    """Days worked by everybody in every week."""
    for person, week in product(range(case.people), range(case.days // 7)):
        yield sum((person, day) in roster for day in range(7 * week, 7 * week + 7))


def _night_runs(case: LabelCase, roster: Roster) -> Iterator[int]:
    for person in range(case.people):
        run = 0
        for day in range(case.days + 1):
            night = day < case.days and roster.get((person, day)) == "N"
            if run and not night:
                yield run
            run = run + 1 if night else 0


def _soft(case: LabelCase, roster: Roster) -> float:
    if case.usual_days is None:
        return 0.0
    usual = case.usual_days
    weeks = sum(
        case.day_more * max(days - usual, 0) + case.day_fewer * max(usual - days, 0)
        for days in _weeks(case, roster)
    )
    over = (max(run - case.usual_nights, 0) for run in _night_runs(case, roster))
    return weeks + case.night_more * sum(over)


def _broken(case: LabelCase, roster: Roster) -> Iterator[str]:
    """Counts of what is broken, each rule once."""
    low, high = case.days_a_week
    worked = Counter(person for person, _ in roster)
    counts = {
        "successions": sum(
            (label, roster.get((person, day + 1))) in case.not_next
            for (person, day), label in roster.items()
        ),
        "fixed days": sum(roster.get(key, "") != label for key, label in case.fixed.items()),
        "weeks too short or long": sum(not low <= days <= high for days in _weeks(case, roster)),
        "people with too few days": sum(
            worked[person] < case.least_days for person in range(case.people)
        ),
        "runs of nights": sum(run > case.most_nights for run in _night_runs(case, roster)),
    }
    return (f"{count} {what}" for what, count in counts.items() if count)


SUCCESSIONS = {
    "no succession": ((), 0),
    "N–M": ((("N", "M"),), 1),
    "N–M, N–A, A–M": ((("N", "M"), ("N", "A"), ("A", "M")), 11),
}
"""What may not follow on the next day, and the hours of rest that say the same."""


def roster_cases() -> Iterator[LabelCase]:
    """Hours to be least, less one for each shift that a person likes; 5 days of 8 hours a week.

    Morning is 0 to 8, afternoon 8 to 16, night 16 to 24 o'clock: so labels and hours agree, no
    night leaves the horizon, and each succession is a rest too short.
    """
    for (people, days), (name, (not_next, rest)) in product(
        ((50, 7), (200, 7), (50, 28), (200, 28)), SUCCESSIONS.items()
    ):
        shares = {"M": 0.29, "A": 0.24, "N": 0.13}
        needs = tuple(
            {label: round(share * people * (0.75 if day > 4 else 1))
             for label, share in shares.items()} for day in range(7)
        )  # fmt: skip
        rng = np.random.default_rng(1)
        fond = {
            int(p): LABELS[int(rng.integers(3))] for p in rng.permutation(people)[: people // 3]
        }
        yield LabelCase(
            name=f"{people} × {days}, {name}", people=people, days=days, needs=needs,
            not_next=not_next, rest_hours=rest, least_days=4 * days // 7, shift_price=SHIFT_HOURS,
            wishes=tuple(Wish(person=person, day=day, label=label, weight=1)
                         for person, label in fond.items() for day in range(days)),
        )  # fmt: skip


EXAMPLE_NEEDS = ((2, 3, 1), (2, 3, 1), (2, 2, 2), (2, 3, 1), (2, 2, 2), (1, 2, 3), (1, 3, 1))
"""Mornings, afternoons and nights from Monday on, for eight people: the example's own figures."""
EXAMPLE_FIXED = (
    (0, "", 0), (1, "", 0), (2, "M", 0), (3, "M", 0), (4, "A", 0), (5, "A", 0), (6, "A", 3),
    (7, "N", 0), (0, "M", 1), (1, "M", 1), (2, "A", 1), (3, "A", 1), (4, "A", 1), (5, "", 1),
    (6, "", 1), (7, "N", 1),
)  # fmt: skip
EXAMPLE_WISHES = (
    Wish(person=3, day=5, label="", weight=2), Wish(person=5, day=10, label="N", weight=2),
    Wish(person=2, day=4, label="N", weight=4, wanted=False),
)  # fmt: skip


def example_cases() -> Iterator[LabelCase]:
    """The OR-Tools example's figures for 8 people, and the same for more; then with soft limits."""
    for people, weeks in ((8, 3), (24, 4), (50, 4), (100, 4), (200, 4)):
        hard = example(people, weeks)
        yield hard
        yield replace(
            hard, name=f"{hard.name}, soft days and nights", usual_days=5, day_more=7, day_fewer=4,
            usual_nights=3, night_more=5,
        )  # fmt: skip


def example(people: int, weeks: int) -> LabelCase:
    """The example's work for so many people; its fixed days and wishes for each eight."""
    eights = people // 8
    needs = tuple(
        {label: count * people // 8 for label, count in zip(LABELS, row, strict=True)}
        for row in EXAMPLE_NEEDS
    )
    return LabelCase(
        name=f"{people} people × {weeks} weeks", people=people, days=7 * weeks, needs=needs,
        starts={"M": "06:00", "A": "14:00", "N": "22:00"}, not_next=(("N", "M"),), rest_hours=1,
        fixed={(8 * eight + person, day): label
               for eight in range(eights) for person, label, day in EXAMPLE_FIXED},
        wishes=tuple(replace(wish, person=8 * eight + wish.person)
                     for eight in range(eights) for wish in EXAMPLE_WISHES),
        days_a_week=(4, 6), most_nights=4, excess=2,
    )  # fmt: skip
