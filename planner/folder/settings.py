"""``plan.toml``: name, horizon, staffing, prices, priced rules."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from planner.clock import Horizon, is_zone
from planner.domain import Prices, Staffing
from planner.errors import Problem
from planner.folder.cells import FIRST_YEAR, LAST_YEAR, CellError, zone_name
from planner.folder.raw import RawFolder
from planner.folder.reading import SETTINGS
from planner.folder.spelling import hint

MOST_DAYS = 366
PRICED_RULES = (
    "min_hours_per_week", "max_hours_per_week", "min_hours_per_horizon", "max_hours_per_horizon",
    "max_hours_per_day", "max_days_per_week", "max_consecutive_days", "min_consecutive_days_off",
    "min_rest_hours", "weekly_rest_hours", "max_consecutive_nights", "rest_after_nights_hours",
    "forward_rotation", "max_weekends", "complete_weekends", "max_start_spread_minutes",
    "max_overtime_hours_per_week", "overtime_after_hours_per_day", "rotation", "max_seats",
    "min_paid_hours_per_week", "max_paid_hours_per_week", "volume_share", "lock_days",
    "max_change_per_day", "cover",
)  # fmt: skip

NEVER_BROKEN = ("max_overtime_hours_per_week", "overtime_after_hours_per_day")
"""They say what is overtime; what goes beyond breaks ``max_hours_per_week``."""

MEDIAN = 50

Price = Annotated[float, Field(ge=0, le=1e9)]


def _zone(name: str) -> str:
    try:
        return zone_name(name)
    except CellError as error:
        raise PydanticCustomError("zone", "{reason}", {"reason": str(error)}) from None


def _spread(text: str) -> str:
    if text in ("mean", "average") or re.fullmatch(r"p[1-9]\d?", text, re.ASCII):
        return text
    raise PydanticCustomError("spread", "is not mean, average or a quantile, for example p80")


def _sane(day: date) -> date:
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise PydanticCustomError("year", f"is not a date from {FIRST_YEAR} to {LAST_YEAR}")
    return day


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class StaffingSettings(_Model):
    """``[staffing]``."""

    spread: Annotated[str, AfterValidator(_spread)] = "mean"
    pooling: Literal["separate", "pooled"] = "separate"
    idle_share: Annotated[float, Field(ge=0, le=1)] = 0.0


class PriceSettings(_Model):
    """``[prices]``."""

    shortage_per_hour: Price = 90.0
    shortage_squared_per_hour: Price = 0.0
    surplus_per_hour: Price = 0.0
    request: Price = 20.0
    change: Price = 0.0
    unfairness: Price = 0.0


class Settings(_Model):
    """The whole of ``plan.toml``."""

    name: str = ""
    start: Annotated[date, AfterValidator(_sane)]
    weeks: Annotated[int, Field(ge=1, le=MOST_DAYS // 7)] | None = None
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    timezone: Annotated[str, AfterValidator(_zone)]
    interval_minutes: Literal[5, 10, 15, 30, 60] = 15
    currency: Annotated[str, Field(min_length=1, max_length=10)] = "EUR"
    staffing: StaffingSettings = StaffingSettings()
    prices: PriceSettings = PriceSettings()
    rules: dict[str, Price] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.weeks is None) == (self.days is None):
            raise PydanticCustomError("length", "expected either weeks or days (weeks = 4)")
        return self

    def horizon(self) -> Horizon:
        """The planned stretch of time."""
        return Horizon(
            start=self.start, days=self.days or 7 * (self.weeks or 0), timezone=self.timezone,
            interval_minutes=self.interval_minutes,
        )  # fmt: skip

    def domain_prices(self) -> Prices:
        return Prices(**self.prices.model_dump())

    def domain_staffing(self) -> Staffing:
        return Staffing(**self.staffing.model_dump())


def read_settings(raw: RawFolder) -> tuple[Settings | None, list[Problem]]:
    """The settings, or all that is wrong with them."""
    if SETTINGS in raw.unread or (not raw.settings and raw.problems):
        return None, []
    try:
        settings = Settings.model_validate(dict(raw.settings))
    except ValidationError as error:
        return None, [_problem(raw, part) for part in error.errors()]
    problems = [_unknown_rule(raw, key) for key in settings.rules if key not in PRICED_RULES]
    problems += [_idle(raw, key) for key in settings.rules if key in NEVER_BROKEN]
    return settings, [*problems, *_low_quantile(raw, settings.staffing.spread)]


def _low_quantile(raw: RawFolder, spread: str) -> list[Problem]:
    """A volume below the median, which hardly anybody means to staff to."""
    level = int(spread[1:]) if spread.startswith("p") else MEDIAN
    if level >= MEDIAN:
        return []
    path, meant = "staffing.spread", f" (p{level}0?)" if level < 10 else ""
    message = f"staffs to a volume that {100 - level} % of intervals exceed{meant}"
    return [
        Problem(
            file=SETTINGS, row=raw.settings_row(path), column=path, value=spread, message=message,
            warning=True,
        )
    ]  # fmt: skip


def known_horizon(settings: Mapping[str, Any]) -> Horizon | None:
    """The horizon of settings that are wrong elsewhere; ``None`` where it is itself in doubt."""
    keys = ("start", "weeks", "days", "timezone", "interval_minutes")
    try:
        return Settings.model_validate({k: settings[k] for k in keys if k in settings}).horizon()
    except ValidationError:
        return None


def tentative_horizon(settings: Mapping[str, Any]) -> Horizon:
    """Something to check the tables against while the settings are wrong."""
    start, name = settings.get("start"), settings.get("timezone")
    day = start if type(start) is date and 1990 <= start.year <= 2100 else date(2027, 3, 1)
    place = name if isinstance(name, str) and is_zone(name) else "UTC"
    return Horizon(start=day, days=7, timezone=place, interval_minutes=15)


def _unknown_rule(raw: RawFolder, key: str) -> Problem:
    path = f"rules.{key}"
    message = f"is no rule that can be priced{hint(key, PRICED_RULES)}"
    return Problem(file=SETTINGS, row=raw.settings_row(path), column=path, message=message)


def _idle(raw: RawFolder, key: str) -> Problem:
    """A price that is never paid."""
    path = f"rules.{key}"
    message = "is never broken: hours beyond the overtime allowed break max_hours_per_week"
    row = raw.settings_row(path)
    return Problem(file=SETTINGS, row=row, column=path, message=message, warning=True)


def _problem(raw: RawFolder, error: Any) -> Problem:
    place = [str(step) for step in error["loc"] if step not in ("int",)]
    path = ".".join(place)
    value = error.get("input")
    plain = isinstance(value, str | int | float | date) and error["type"] not in (
        "missing",
        "extra_forbidden",
    )
    return Problem(
        file=SETTINGS, row=raw.settings_row(path), column=path or None,
        value=str(value) if plain and place else None, message=_message(error, place),
    )  # fmt: skip


_EXPECTED = {
    "date_type": "is not a date (start = 2026-03-16, without quotes)",
    "date_from_datetime_inexact": "is not a date (start = 2026-03-16)",
    "string_type": 'is not text: write it in quotes ("…")',
    "int_type": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a finite number",
    "dict_type": "is not a section ([rules])",
    "model_type": "is not a section ([prices])",
}


def _message(error: Any, place: list[str]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"is not known{hint(place[-1], _siblings(place))}"
    if kind == "missing":
        return "is missing"
    if kind == "greater_than_equal":
        return f"is too small: expected at least {context['ge']:g}"
    if kind == "less_than_equal":
        return f"is too large: expected at most {context['le']:g}"
    if kind == "literal_error":
        return f"is not one of {context['expected']}"
    return _EXPECTED.get(kind, str(error["msg"]))


def _siblings(place: list[str]) -> list[str]:
    """Keys that may stand beside an unknown one, and those of all sections."""
    section = Settings.model_fields.get(place[0]) if len(place) > 1 else None
    model = section.annotation if section else Settings
    if isinstance(model, type) and issubclass(model, BaseModel):
        return list(model.model_fields)
    return []


def last_day(horizon: Horizon) -> date:
    """The last calendar date of the horizon."""
    return horizon.start + timedelta(days=horizon.days - 1)
