"""``scenarios.toml``: named changes of a plan folder."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from planner.errors import Problem
from planner.folder.spelling import hint
from planner.folder.tables import ALL_TABLES

FILE = "scenarios.toml"
Value = bool | int | float | str | datetime | date


class Change(BaseModel):
    """One change of one table.

    ``where`` picks rows by the text of their cells (blank: every row). Then either ``column`` is
    ``set``, multiplied (``times``) or raised (``plus``), or the rows are ``remove``\\ d, or one
    row is ``add``\\ ed.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    table: str
    where: dict[str, Value] = Field(default_factory=dict)
    column: str | None = None
    set: Value | None = None
    times: float | None = None
    plus: float | None = None
    add: dict[str, Value] | None = None
    remove: bool | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> "Change":
        _check_names(self)
        values = [name for name in ("set", "times", "plus") if getattr(self, name) is not None]
        actions = values + [name for name in ("add", "remove") if getattr(self, name) is not None]
        if len(actions) != 1:
            raise ValueError("expected exactly one of set, times, plus, add, remove")
        if bool(values) != (self.column is not None):
            raise ValueError("column goes with set, times or plus, and they with it")
        if self.add is not None and self.where:
            raise ValueError("add makes a new row: it takes no where")
        return self


class Scenario(BaseModel):
    """A named set of changes, done in order."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: str
    title: str = ""
    changes: tuple[Change, ...] = Field(default=(), strict=False)


def _check_names(change: Change) -> None:
    table = ALL_TABLES.get(change.table)
    if table is None:
        raise ValueError(f"'{change.table}' is no table{hint(change.table, ALL_TABLES)}")
    named = [*change.where, *(change.add or {}), *([change.column] if change.column else [])]
    for name in named:
        if name not in table.column:
            meant = hint(name, table.column)
            raise ValueError(f"'{name}' is no column of {change.table}{meant}")


def cell_text(value: Value) -> str:
    """A scenario's value as it would stand in a table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return value.isoformat() if isinstance(value, date) else str(value)


def parse_scenarios(document: Mapping[str, Any]) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """Scenarios of a parsed ``scenarios.toml`` and what is wrong with the others."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for name, content in document.items():
        if not isinstance(content, Mapping):
            message = "stands outside a scenario: expected [name] with title and changes"
            problems.append(Problem(file=FILE, column=name, message=message))
            continue
        try:
            scenarios.append(Scenario.model_validate({**content, "name": name}))
        except ValidationError as error:
            problems.extend(_problem(name, part) for part in error.errors())
    return tuple(scenarios), problems


def _problem(name: str, error: Any) -> Problem:
    place = ".".join([name, *(str(step) for step in error["loc"])])
    options = [*Change.model_fields, *Scenario.model_fields]
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"is not known{hint(str(error['loc'][-1]), options)}"
    return Problem(file=FILE, column=place, message=message)
