"""Sentences of reports: English, and able to be said in another language; names and dates in them.

Reports stand below the app and know no languages. A sentence keeps the pattern and the figures that
it was made of, so that the app can fill the figures into a translated pattern.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

MOST_NAMED = 8
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Sentence(str):
    """A sentence with its figures filled in: ``Sentence("{0}: {1:,.0f} contacts", name, count)``.

    Figures that are sentences themselves (a clause, a choice of words) are translated with it.
    """

    pattern: str
    figures: tuple[object, ...]

    def __new__(cls, pattern: str, *figures: object) -> "Sentence":
        made = super().__new__(cls, pattern.format(*figures))
        made.pattern, made.figures = pattern, figures
        return made

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence by patterns that ``translate`` gives for the English ones."""
        told = (f.said(translate) if isinstance(f, Sentence) else f for f in self.figures)
        return translate(self.pattern).format(*told)


def joined(parts: Sequence[object], by: str = ", ") -> Sentence:
    """Clauses one after the other."""
    return Sentence(by.join(f"{{{number}}}" for number in range(len(parts))), *parts)


def on_day(day: date) -> str:
    """A date with its weekday: ``Mon 2027-03-01``."""
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


def named(words: Iterable[str]) -> str:
    """``ana, bob and cyd``; of many the first and how many more."""
    names = list(words)
    if len(names) > MOST_NAMED + 1:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
