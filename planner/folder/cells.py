"""One cell at a time: text as a planner writes it, to a value.

Every function takes the stripped, non-blank text of a cell and raises :class:`CellError` with
the rest of a sentence that starts with the quoted value: "'8h' is not a number of minutes (480?)".
"""

import re
from datetime import date, datetime, timedelta

from planner.calendars import is_country
from planner.clock import DAY_MINUTES, WeeklyWindow, common_zones, is_zone
from planner.domain import Break
from planner.folder.spelling import hint

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = {name.lower(): i for names in (WEEKDAYS, _FULL_WEEKDAYS) for i, name in enumerate(names)}
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
_BREAK = re.compile(r"(\d{1,4})\s+(paid|unpaid)\s+(\d{1,4})(?:\s*-\s*(\d{1,4}))?", re.ASCII)
_HOURS = re.compile(r"(?:(.+?)\s+)?(\S+?)\s*[-–]\s*(\S+)", re.ASCII)
_SECONDS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hr": 3600,
            "hour": 3600, "d": 86400, "day": 86400}  # fmt: skip
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters and those that turn the direction of writing: names would look like others."""
FIRST_YEAR, LAST_YEAR = 1990, 2100


class CellError(ValueError):
    """What is wrong with a cell, as the rest of a sentence that starts with its value."""


def number(text: str, *, expects: str, unit: str = "") -> float:
    """A finite number with a decimal point."""
    if not NUMBER.fullmatch(text):
        raise CellError(f"is not {expects}{_number_meant(text, unit)}")
    value = float(text)
    if abs(value) == float("inf"):
        raise CellError(f"is not {expects}: it is too large")
    return value


def _number_meant(text: str, unit: str) -> str:
    value = _in_unit(text.lower(), unit)
    return "" if value is None else f" ({value:.10g}?)"


def _in_unit(text: str, unit: str) -> float | None:
    if found := re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*%", text):
        return float(found[1].replace(",", ".")) / 100
    if re.fullmatch(r"[+-]?\d{1,3}(?:[ ',’\u00a0\u202f]\d{3})+", text):
        return float(re.sub(r"[^\d+-]", "", text))
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return float(text.replace(",", "."))
    target = _SECONDS.get(unit.rstrip("s"))
    if target is None:
        return None
    if found := re.fullmatch(r"(\d{1,3}):(\d{2})", text):
        return (int(found[1]) * 3600 + int(found[2]) * 60) / target
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?", text)
    source = _SECONDS.get(found[2]) or _SECONDS.get(found[2].rstrip("s")) if found else None
    return float(found[1].replace(",", ".")) * source / target if found and source else None


def wall_time(text: str) -> int:
    """``22:30`` as minutes after midnight; ``24:00`` is 1440."""
    found = _TIME.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if not found or int(found[2]) > 59 or minutes > DAY_MINUTES:
        raise CellError(f"is not a time of day{_time_meant(text)}")
    return minutes


def _time_meant(text: str) -> str:
    if found := re.fullmatch(r"(\d{1,2})[.:h]?(\d{2})?\s*(am|pm|uhr|h)?", text.lower()):
        hour, minute = int(found[1]), int(found[2] or 0)
        hour = hour % 12 + (12 if found[3] == "pm" else 0) if found[3] in ("am", "pm") else hour
        if hour < 24 and minute < 60:
            return f" ({hour:02d}:{minute:02d}?)"
    return ", for example 08:00"


def day(text: str) -> date:
    """``2026-03-29``; a midnight after it, as spreadsheets write it, is accepted."""
    bare = re.sub(r"[T ]00:00(:00(\.0+)?)?$", "", text)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", bare, re.ASCII):
            raise ValueError
        value = date.fromisoformat(bare)
    except ValueError:
        raise CellError(f"is not a date{_date_meant(text)}") from None
    return _sane_year(value)


def _sane_year(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError(f"is not a date from {FIRST_YEAR} to {LAST_YEAR}")
    return value


def _date_meant(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text, re.ASCII)
    parts = (found[3], found[2], found[1]) if found else None
    if found := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text, re.ASCII):
        parts = (found[1], found[2], found[3])
    if not parts:
        return ", for example 2026-03-29"
    return f" ({'-'.join(part.zfill(2) for part in parts)}?)"


def moment(text: str) -> datetime:
    """An ISO 8601 date with time, aware where it carries an offset or ``Z``, else naive."""
    try:
        if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text, re.ASCII):
            raise ValueError
        value = datetime.fromisoformat(text)
    except ValueError:
        raise CellError("is not an instant, for example 2026-03-29T22:30:00+02:00") from None
    _sane_year(value.date())
    return value


def day_or_moment(text: str) -> date | datetime:
    """A date, or a date with a time of day."""
    try:
        return day(text)
    except CellError:
        pass
    try:
        return moment(text)
    except CellError:
        raise CellError(
            "is not a date or a time, for example 2026-03-29 or 2026-03-29T22:30"
        ) from None


def weekdays(text: str) -> tuple[int, ...]:
    """``Mon-Fri|Sun``, Monday as 0, in the order of the week."""
    found: set[int] = set()
    for part in text.split("|"):
        ends = [_WEEKDAY.get(name.strip().lower()) for name in part.split("-")]
        if len(ends) > 2 or None in ends:
            raise CellError("is not a list of weekdays, for example Mon-Fri|Sun")
        first, last = ends[0] or 0, ends[-1] or 0
        found.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    return tuple(sorted(found))


def windows(text: str) -> tuple[WeeklyWindow, ...]:
    """``Mon-Fri 08:00-20:00|Sat 10:00-16:00``; without weekdays every day; ``24/7``."""
    if text == "24/7":
        return (WeeklyWindow(),)
    return tuple(_window(part.strip()) for part in text.split("|"))


def _window(text: str) -> WeeklyWindow:
    found = _HOURS.fullmatch(text)
    try:
        if not found:
            raise CellError("")
        days = weekdays(found[1]) if found[1] else tuple(range(7))
        return window(days, wall_time(found[2]), wall_time(found[3]))
    except CellError:
        example = "Mon-Fri 08:00-20:00|Sat 10:00-16:00"
        raise CellError(f"is not a list of opening hours, for example {example}") from None


def window(days: tuple[int, ...], start: int | None, end: int | None) -> WeeklyWindow:
    """A weekly stretch; blank ends are the whole day, an end before the start is the next day."""
    first, last = start or 0, DAY_MINUTES if end is None else end
    if first == DAY_MINUTES:
        first, last, days = 0, last, tuple((i + 1) % 7 for i in days)
    if first == last:
        raise CellError("starts when it ends (00:00 to 24:00 is the whole day)")
    return WeeklyWindow(
        weekdays=days, start=first, end=last if last > first else last + DAY_MINUTES
    )


def breaks(text: str) -> tuple[Break, ...]:
    """``15 paid 90-150|30 unpaid 210-330``: minutes, paid or not, earliest and latest start."""
    return tuple(_break(part.strip()) for part in text.split("|"))


def _break(text: str) -> Break:
    found = _BREAK.fullmatch(text)
    if not found:
        raise CellError("is not a list of breaks, for example 15 paid 90-150|30 unpaid 210-330")
    earliest = int(found[3])
    latest = int(found[4]) if found[4] else earliest
    if int(found[1]) < 1:
        raise CellError("has a break of no minutes")
    if latest < earliest:
        raise CellError(f"has a break that starts at the latest before its earliest ({text})")
    return Break(minutes=int(found[1]), paid=found[2] == "paid", earliest=earliest, latest=latest)


def names(text: str) -> tuple[str, ...]:
    """A list in one cell; ``*`` anywhere in it is ``("*",)``: all."""
    parts = tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
    if not parts:
        raise CellError("holds no name between its bars")
    return ("*",) if "*" in parts else parts


def key(text: str) -> str:
    """A name that other tables may list."""
    if "|" in text or text == "*":
        raise CellError("cannot be a name: | separates names and * means all")
    if _INVISIBLE.search(text):
        raise CellError("cannot be a name: it holds a character that is not to be seen")
    return text


def zone_name(text: str) -> str:
    """An IANA zone."""
    if not is_zone(text):
        raise CellError(f"is not an IANA time zone{_zone_meant(text)}")
    return text


def _zone_meant(text: str) -> str:
    city = {name.rsplit("/", 1)[-1]: name for name in common_zones()}
    found = hint(text.rsplit("/", 1)[-1].replace(" ", "_"), city)
    return f" ({city[found[2:-2]]}?)" if found else ", for example Europe/Berlin"


def country(text: str) -> str:
    """An ISO 3166 country whose public holidays are known, in capitals."""
    if not is_country(text):
        meant = " (GB?)" if text.upper() in ("UK", "EN") else ", for example DE"
        raise CellError(f"is no ISO 3166 country whose public holidays are known{meant}")
    return text.upper()


def subdivision(text: str) -> str:
    """``BY`` or ``DE-BY``, as ``BY``."""
    return re.sub(r"^[A-Z]{2}-", "", text.upper())


def flag(text: str) -> bool:
    """``yes`` or ``no``."""
    known = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    if text.lower() not in known:
        raise CellError("is not yes or no")
    return known[text.lower()]


def end_of(value: date | datetime) -> datetime:
    """The wall-clock end of something that lasts to ``value``: a date's is its midnight after."""
    if isinstance(value, datetime):
        return value
    return start_of(value) + timedelta(days=1)


def start_of(value: date | datetime) -> datetime:
    """The wall-clock start of something that begins at ``value``."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
