"""Presets of labour law: limits and premiums that a contract's ``law`` fills in. Not legal advice.

The figures are the statutory rule for an adult on shifts, stated in the columns of
``contracts.csv`` and ``premiums.csv`` and read week by week where the law allows an average over a
longer time: a plan that keeps them is on the safe side. Exceptions, opt-outs and collective
agreements are the planner's to know: a cell of the contract wins over its law.

No law fills ``max_overtime_hours_per_week``: whether people work overtime is the contract's to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.terms import Premium

CHECKED = date(2026, 11, 22)
"""The day on which each figure was last held against its source."""
SECOND_HAND = "accounts of it by others, not its text"
"""What figures were held against whose source could not be read."""

ADVICE = "not legal advice"

_LESS_IS_STRICTER = ("max_", "overtime_after")
"""How names of columns begin whose lower values are stricter."""

_EU = "Directive 2003/88/EC"
_UK = "Working Time Regulations 1998 (SI 1998/1833)"
_FLSA = "Fair Labor Standards Act, 29 U.S.C."
_CA = "California Labor Code"
_PH = "Labor Code of the Philippines (PD 442)"
_IN = "Occupational Safety, Health and Working Conditions Code 2020"
_JP = "Labour Standards Act (Act 49 of 1947)"
_TR = "Labour Act 4857"


@dataclass(frozen=True)
class Limit:
    """One column of a contract: its ``value``, where the law says so, and how it is read here.

    ``with_overtime``: overtime is in it, so what the contract allows of that is taken off.
    ``checked`` is the day on which it was held against ``against``.
    """

    column: str
    value: float
    source: str
    reading: str = ""
    with_overtime: bool = False
    checked: date = CHECKED
    against: str = "its text"


@dataclass(frozen=True)
class LegalPremium:
    """One premium of a law, for all teams whose contract names it."""

    premium: Premium
    source: str
    reading: str = ""
    checked: date = CHECKED
    against: str = "its text"


@dataclass(frozen=True)
class Law:
    """A preset: the name that ``law`` gives, the place, its limits and premiums."""

    law: str
    place: str
    limits: tuple[Limit, ...]
    premiums: tuple[LegalPremium, ...] = ()


_ROWS = (
    Law("EU", "European Union (the directive; national laws may ask for more)", (
        Limit("max_hours_per_week", 48, f"{_EU} art. 6(b)", "overtime included; the directive "
              "averages over up to four months (art. 16), here every week", with_overtime=True),
        Limit("min_rest_hours", 11, f"{_EU} art. 3"),
        Limit("weekly_rest_hours", 35, f"{_EU} art. 5", "24 hours and the 11 of daily rest"),
    )),
    Law("UK", "United Kingdom (Great Britain)", (
        Limit("max_hours_per_week", 48, f"{_UK} reg. 4", "overtime included; averaged over 17 "
              "weeks unless opted out of (reg. 5), here every week", with_overtime=True),
        Limit("min_rest_hours", 11, f"{_UK} reg. 10(1)"),
        Limit("weekly_rest_hours", 35, f"{_UK} reg. 11(1) and 11(7)",
              "24 hours, the 11 of daily rest not counted in",
              against="the text of 11(1), and for 11(7) its twin in Northern Ireland "
              "(SR 2016/49 reg. 13(7))"),
    )),
    Law("US-FLSA", "United States, federal", (
        Limit("max_hours_per_week", 40, f"{_FLSA} 207(a)(1)",
              "no ban: hours above are overtime, which max_overtime_hours_per_week must allow"),
        Limit("overtime_factor", 1.5, f"{_FLSA} 207(a)(1)"),
    )),
    Law("US-CA", "United States, California", (
        Limit("max_hours_per_week", 40, f"{_CA} s. 510(a)",
              "no ban: hours above are overtime, which max_overtime_hours_per_week must allow"),
        Limit("overtime_after_hours_per_day", 8, f"{_CA} s. 510(a)"),
        Limit("max_hours_per_day", 12, f"{_CA} s. 510(a)",
              "no ban: beyond 12 hours double pay is due, which one factor cannot say"),
        Limit("overtime_factor", 1.5, f"{_CA} s. 510(a)"),
        Limit("max_days_per_week", 6, f"{_CA} s. 551 and 552"),
    )),
    Law("PH", "Philippines", (
        Limit("overtime_after_hours_per_day", 8, f"{_PH} art. 83 and 87"),
        Limit("overtime_factor", 1.25, f"{_PH} art. 87"),
        Limit("max_consecutive_days", 6, f"{_PH} art. 91(a)"),
        Limit("weekly_rest_hours", 24, f"{_PH} art. 91(a)"),
    ), (
        LegalPremium(Premium(kind="night", start=22 * 60, end=6 * 60, factor=1.1, stack="multiply"),
                     f"{_PH} art. 86"),
        LegalPremium(Premium(kind="public_holiday", factor=2.0, stack="multiply"),
                     f"{_PH} art. 94", "regular holidays; special days, which cost 1.3 (art. 93), "
                     "are paid as these where the calendar lists them"),
    )),
    Law("IN", "India (the central code; state laws on shops may differ)", (
        Limit("overtime_after_hours_per_day", 8, f"{_IN} s. 25(1)(a) and 27",
              "s. 27 leaves the hours to each government's rules; drafts of them say more than 8 a "
              "day or 48 a week", against=f"the text of s. 25, and of s. 27 {SECOND_HAND}"),
        Limit("overtime_factor", 2.0, f"{_IN} s. 27", "with the worker's consent",
              against=SECOND_HAND),
        Limit("max_hours_per_week", 48, f"{_IN} s. 25(1)(a) and 26(1)",
              "six days of eight hours", against=f"the text of s. 25, and of s. 26 {SECOND_HAND}"),
        Limit("max_days_per_week", 6, f"{_IN} s. 26(1)",
              "governments may exempt, with a day off in lieu", against=SECOND_HAND),
    )),
    Law("JP", "Japan", (
        Limit("max_hours_per_week", 40, f"{_JP} art. 32(1)",
              "hours above need an agreement (art. 36) and max_overtime_hours_per_week"),
        Limit("overtime_after_hours_per_day", 8, f"{_JP} art. 32(2)"),
        Limit("overtime_factor", 1.25, f"{_JP} art. 37(1)", "up to 60 hours a month"),
        Limit("max_days_per_week", 6, f"{_JP} art. 35(1)"),
    ), (
        LegalPremium(Premium(kind="night", start=22 * 60, end=5 * 60, factor=1.25),
                     f"{_JP} art. 37(4)"),
    )),
    Law("TR", "Türkiye", (
        Limit("max_hours_per_week", 45, f"{_TR} art. 63"),
        Limit("max_hours_per_day", 11, f"{_TR} art. 63"),
        Limit("overtime_factor", 1.5, f"{_TR} art. 41"),
        Limit("min_rest_hours", 11, f"{_TR} art. 69", "when shifts change, here always; that night "
              "work is of at most 7.5 hours is for shifts.csv to keep"),
        Limit("weekly_rest_hours", 24, f"{_TR} art. 46"),
    ), (
        LegalPremium(Premium(kind="public_holiday", factor=2.0), f"{_TR} art. 47",
                     "a day's wage more, here by the hour: courts give it whole for one hour"),
    )),
)  # fmt: skip

LAWS: Mapping[str, Law] = {row.law.lower(): row for row in _ROWS}
"""Presets by the name that ``law`` gives, in small letters."""


def with_law(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a contract by column, blanks (``None``) filled by what its ``law`` says."""
    law = LAWS.get(cells["law"])
    overtime = cells["max_overtime_hours_per_week"] or 0.0
    filled = {
        limit.column: max(0.0, limit.value - overtime) if limit.with_overtime else limit.value
        for limit in (law.limits if law else ())
        if cells[limit.column] is None
    }
    return {**cells, **filled}


def looser_than_law(cells: Mapping[str, Any]) -> Iterator[tuple[Limit, float]]:
    """Limits of a contract's law that its own cells go beyond, with what the cells allow.

    Agreed overtime counts where the law's limit holds it.
    """
    law = LAWS.get(cells["law"])
    overtime = cells["max_overtime_hours_per_week"] or 0.0
    for limit in law.limits if law else ():
        own = cells[limit.column]
        if own is None:
            continue
        allowed = own + overtime if limit.with_overtime else own
        above = limit.column.startswith(_LESS_IS_STRICTER)
        if allowed > limit.value if above else allowed < limit.value:
            yield limit, allowed
