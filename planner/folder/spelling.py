"""Nearest names, so that a message can say what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, options: Iterable[str], *, alike: float = 0.55) -> str:
    """The option that looks most like ``name`` (case does not count); blank when none does."""
    by_lower = {option.lower(): option for option in options}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=alike)
    return by_lower[found[0]] if found else ""


def hint(name: str, options: Iterable[str]) -> str:
    """`` (voice?)`` for the nearest option, or nothing: to hang at the end of a message."""
    best = nearest(name, options)
    return f" ({best}?)" if best else ""


def listed(names: Iterable[str], *, most: int = 8) -> str:
    """Names as ``en, de, fr``, cut after ``most`` with the number left out."""
    everything = list(names)
    shown = ", ".join(everything[:most])
    return shown if len(everything) <= most else f"{shown} and {len(everything) - most} more"
