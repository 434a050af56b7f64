"""What stands in a folder, is checked, and that no command acts on yet."""

from collections.abc import Mapping, Sequence

from planner.domain import Plan, Unacted
from planner.errors import DataError, Problem
from planner.folder.checking import CheckedTable
from planner.folder.raw import RawFolder
from planner.folder.reading import SETTINGS
from planner.folder.settings import Settings
from planner.folder.spelling import hint, listed
from planner.folder.tables import ALL_TABLES

STAGES = ("forecast", "require", "plan")
AUDIT = "audit"
ACTED_RULES = (
    "cover", "min_hours_per_week", "max_hours_per_week", "min_hours_per_horizon",
    "max_hours_per_horizon", "max_hours_per_day", "max_days_per_week", "max_consecutive_days",
    "max_consecutive_nights", "min_consecutive_days_off", "max_weekends", "complete_weekends",
    "rotation", "max_seats", "min_paid_hours_per_week", "max_paid_hours_per_week",
    "max_change_per_day", "min_rest_hours", "weekly_rest_hours", "rest_after_nights_hours",
    "forward_rotation", "max_start_spread_minutes",
)  # fmt: skip
JUDGED: frozenset[str] = frozenset()
"""What the audit acts on, as on every priced rule, though no plan is made for it yet."""
POOLED_IDLE = "staffing.idle_share"
"""Nothing acts on it where queues are pooled."""


def ignorable() -> set[str]:
    """Every name that ``--ignore`` knows, but for the keys of ``[rules]``."""
    names = {table.name for table in ALL_TABLES.values() if table.stage}
    names |= {
        f"{table.name}.{column.name}"
        for table in ALL_TABLES.values()
        for column in table.columns
        if column.stage
    }
    return names | {POOLED_IDLE}


def unacted_tables(raw: RawFolder) -> list[Unacted]:
    """Tables that are there and that nothing acts on; the empty ones do no harm."""
    return [
        Unacted(name=name, stage=ALL_TABLES[name].stage)
        for name, table in raw.tables.items()
        if ALL_TABLES[name].stage and not table.frame.empty
    ]


def unacted_columns(tables: Mapping[str, CheckedTable]) -> list[Unacted]:
    """Columns with a value other than their default that nothing acts on."""
    return [
        Unacted(name=f"{checked.table.name}.{column.name}", stage=column.stage)
        for checked in tables.values()
        for column in checked.table.columns
        if column.stage
        and not checked.table.stage
        and any(row[column.name] != column.default for row in checked.rows)
    ]


def unacted_settings(settings: Settings) -> list[Unacted]:
    """Settings other than their default that nothing acts on."""
    staffing = settings.staffing
    both = staffing.pooling == "pooled" and staffing.idle_share > 0
    changed = [Unacted(name=POOLED_IDLE, stage="plan")] if both else []
    priced = [
        Unacted(name=f"rules.{key}", stage="plan")
        for key in settings.rules
        if key not in ACTED_RULES
    ]
    return changed + priced


def without_ignored(raw: RawFolder, ignore: Sequence[str]) -> tuple[RawFolder, list[Problem]]:
    """The folder as though what is ignored were not there, and names that nobody knows."""
    there = _there(raw)
    unknown = [name for name in ignore if name not in ignorable() | there]
    problems = [
        Problem(file="--ignore", value=name, message=_cannot(name, raw, there)) for name in unknown
    ]
    for name in ignore:
        if name not in unknown:
            raw = _without(raw, name)
    return raw, problems


def _there(raw: RawFolder) -> set[str]:
    rules = raw.settings.get("rules")
    keys = rules if isinstance(rules, Mapping) else {}
    return {f"rules.{key}" for key in keys if key not in ACTED_RULES}


def _cannot(name: str, raw: RawFolder, rules: set[str]) -> str:
    here = sorted(
        rules
        | {item.name for item in unacted_tables(raw)}
        | {
            f"{table}.{column.name}"
            for table, content in raw.tables.items()
            for column in ALL_TABLES[table].columns
            if column.stage
            and column.name in content.frame.columns
            and (content.frame[column.name] != "").any()
        }
    )
    meant = hint(name, ignorable() | rules)
    could = f"could be ignored here: {listed(here, most=30)}" if here else "nothing here needs it"
    return f"is nothing that can be ignored{meant}; {could}"


def _without(raw: RawFolder, name: str) -> RawFolder:
    table, _, column = name.partition(".")
    if not column:
        return raw.without_table(table) if table in raw.tables else raw
    if table in raw.tables:
        frame = raw.tables[table].frame
        if column not in frame.columns:
            return raw
        return raw.with_table(table, frame.drop(columns=column))
    content = raw.settings.get(table)
    if not isinstance(content, Mapping):
        return raw
    rest = {key: value for key, value in content.items() if key != column}
    return raw.with_settings({**raw.settings, table: rest})


def refuse_unacted(plan: Plan, stage: str) -> None:
    """Refuse what a command would have to act on and cannot yet.

    Parameters
    ----------
    stage
        ``forecast``, ``require`` or ``plan``: what that stage or an earlier one would act on.
        ``audit``: the same as ``plan``, less what a schedule is judged by already.

    Raises
    ------
    DataError
        One problem for each table, column or setting; ``--ignore NAME`` takes it out of the plan.
    """
    up_to = STAGES if stage == AUDIT else STAGES[: STAGES.index(stage) + 1]
    problems = [
        _refusal(item)
        for item in plan.unacted
        if item.stage in up_to and not (stage == AUDIT and _judged(item.name))
    ]
    if problems:
        raise DataError(problems)


def _judged(name: str) -> bool:
    """Whether the audit acts on something that plans are not made for yet."""
    return name in JUDGED or name.startswith("rules.")


def _refusal(item: Unacted) -> Problem:
    table, _, column = item.name.partition(".")
    file = f"{table}.csv" if table in ALL_TABLES else SETTINGS
    where = column or None if table in ALL_TABLES else item.name
    said = "only the audit acts" if _judged(item.name) else "nothing acts"
    message = f"{said} on this yet: go on without it by --ignore {item.name}"
    return Problem(file=file, column=where, message=message)
