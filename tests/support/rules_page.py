# ruff: noqa: E501
"""RULES.md, written from the registry of rules and the presets of labour law.

``python -m tests.support.rules_page`` writes it anew.
"""

from collections.abc import Iterator
from pathlib import Path

from planner.laws import ADVICE, LAWS, Law, LegalPremium
from planner.rules import RULES

PAGE = Path(__file__).parents[2] / "RULES.md"

INTRO = """\
# Rules

Every rule that `planner audit` judges, with the name it bears in messages. The name in files is a
column of `contracts.csv`, a table, or what the plan itself demands. Limits of a contract are hard unless
`[rules]` of `plan.toml` gives them a price for each unit of breach; wishes, unpopular hours and minimum
cover have a price of their own; what the plan itself demands is always hard.

This page is written by `python -m tests.support.rules_page`.
"""

HOW = """
## How some are counted

- **Minima** shrink by their share for each day of leave, outside the horizon or outside employment.
- **Maximum weekly hours** begin to be broken above `max_hours_per_week` +
  `max_overtime_hours_per_week`.
- **Overtime** of a week is the larger of two figures, so that each hour counts once: hours above
  `overtime_after_hours_per_day`, added up over the days, and hours above `max_hours_per_week` up to the
  cap. Each costs (`overtime_factor` − 1) × hourly cost more, without premiums. What shifts of
  `previous.csv` make alone was paid before.
- **Guaranteed pay**: with `guaranteed_pay = yes` the minima are no rules; the hours that miss them are
  paid at the hourly cost, by week, and for the horizon what the weeks have not topped up.
- **Weekly rest** is the longest stretch without work between Monday 00:00 and the next, on the team's
  clock, in elapsed hours. A shift counts with what of it lies in the week. A week is judged when all
  its dates lie in the horizon, or before it where `previous.csv` reaches back to its Monday.
- **Rest after nights** is due after every run of nights, a single one included; a day off or another
  shift ends the run.
- **Forward rotation** compares hours of the day on the wall clock: 06:00 after 22:00 is 16 hours
  earlier. Two days off (leave too) allow any start.
- **Regular starts**: 23:00 and 01:00 are two hours apart.
- **Rotation**: a weekday without a row is a day off; the first week of the horizon is `rotation_week`
  (blank: 1) of the pattern. Days of leave and outside employment are not judged.
- **Unpopular hours** are hours on shift, breaks included, each once. A person's even share is the
  hours of everybody of the same team and contract, split by days employed and not on leave.
"""


def page() -> str:
    """The whole of RULES.md."""
    return "\n".join([INTRO, *_rules(), HOW, *_laws(), ""])


def _rules() -> Iterator[str]:
    yield "| in files | name | a breach in | meaning | source |"
    yield "|---|---|---|---|---|"
    for rule in RULES.values():
        cells = (f"`{rule.rule}`", rule.name, rule.unit, rule.meaning, rule.source)
        yield f"| {' | '.join(cells)} |"


def _laws() -> Iterator[str]:
    yield "## Presets of labour law"
    yield ""
    yield "The column `law` of `contracts.csv` fills blank limits of the contract, and for teams of such a"
    yield "contract the premiums of which `premiums.csv` gives them none of that kind. Any cell of yours wins (with a warning where it allows more);"
    yield "a premium is switched off by a row with factor 1. No law allows overtime by itself: that is for"
    yield f"`max_overtime_hours_per_week`. {ADVICE.capitalize()}: the last two"
    yield "columns say when a figure was held against its source, perhaps in a copy, and what could be"
    yield "read of that. Where it was not the text itself, ask a lawyer first."
    yield ""
    yield "| `law` | fills | with | source | as read here | checked on | against |"
    yield "|---|---|---|---|---|---|---|"
    for law in LAWS.values():
        yield from _law(law)


def _law(law: Law) -> Iterator[str]:
    for limit in law.limits:
        cells = (
            law.law, f"`{limit.column}`", f"{limit.value:g}", limit.source, limit.reading,
            str(limit.checked), limit.against,
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"
    for legal in law.premiums:
        cells = (
            law.law, *_premium(legal), legal.source, legal.reading, str(legal.checked),
            legal.against,
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _premium(legal: LegalPremium) -> tuple[str, str]:
    premium = legal.premium
    first, last = (f"{minute // 60:02d}:00" for minute in premium.span)
    hours = f", {first}-{last}" if premium.start is not None else ""
    return f"premium {premium.kind}{hours}", f"{premium.factor:g} ({premium.stack})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
