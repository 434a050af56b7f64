"""Days and the words of charts in the language of this session."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date

from planner.ui.texts import language, mark, t

DAY = {"en": "EEE d MMM", "ja": "M/d(EEE)", "tr": "d MMM EEE"}
PLAIN = {"en": "d MMM", "ja": "M/d", "tr": "d MMM"}
WITH_YEAR = {"en": "d MMM yyyy", "ja": "yyyy/M/d", "tr": "d MMM yyyy"}
AXIS = {"en": "{ee} {d} {MMM}", "ja": "{M}/{d}", "tr": "{d}.{MM}"}
"""Days on the axes of charts, whose own names of days and months are English."""

CHART_WORDS = (
    mark("needed"), mark("covered"), mark("volume P10–P90"), mark("volume"), mark("agents"),
    mark("contacts per {0} min"), mark("needed as planned"), mark("covered by the rota"),
    mark("needed now"), mark("seconds"), mark("cost"), mark("bound"), mark("events"),
)  # fmt: skip


def chart_words() -> dict[str, str]:
    """What charts write, by the English words; ``axis`` is the form of a day."""
    return {"axis": AXIS[language()], **{word: t(word) for word in CHART_WORDS}}


def day_words(day: date) -> str:
    """``Mon 1 Mar``."""
    return _formatted(day, DAY[language()], language())


def plain_day(day: date) -> str:
    """``1 Mar``."""
    return _formatted(day, PLAIN[language()], language())


def short_day(day: date) -> str:
    """``Mon``, or only the character of the day."""
    return _formatted(day, "EEE", language())


def span_of_days(first: date, last: date) -> str:
    """``1 – 28 Mar 2027``."""
    now = language()
    if now == "ja":
        end = PLAIN if first.year == last.year else WITH_YEAR
        return f"{_formatted(first, WITH_YEAR[now], now)} – {_formatted(last, end[now], now)}"
    same = (first.year, first.month) == (last.year, last.month)
    begin = "d" if same else PLAIN[now] if first.year == last.year else WITH_YEAR[now]
    return f"{_formatted(first, begin, now)} – {_formatted(last, WITH_YEAR[now], now)}"


@lru_cache(maxsize=4096)
def _formatted(day: date, form: str, locale: str) -> str:
    return format_date(day, form, locale=locale)
