"""Public holidays of customers and sites, from the ``holidays`` package (nothing else imports it).

Only the package's default category counts: days off for the whole country or subdivision. Islamic
dates are estimates until they are announced; their names say so.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, frozenset[str]]:
    found = holidays.list_supported_countries(include_aliases=False)
    return {country: frozenset(codes) for country, codes in found.items()}


@lru_cache(maxsize=4096)
def _of_year(country: str, subdivision: str, year: int) -> dict[date, str]:
    table = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, observed=True, language="en_US"
    )
    return {day: str(table[day]) for day in sorted(table)}


def countries() -> tuple[str, ...]:
    """ISO 3166 codes of the countries whose holidays are known, in order of the alphabet."""
    return tuple(sorted(_subdivisions()))


def subdivisions(country: str) -> tuple[str, ...]:
    """Codes of a country's subdivisions with holidays of their own, none if unknown."""
    return tuple(sorted(_subdivisions().get(country.upper(), ())))


def is_country(country: str) -> bool:
    """Whether the public holidays of this ISO 3166 country are known."""
    return country.upper() in _subdivisions()


def is_subdivision(country: str, subdivision: str) -> bool:
    """Whether this is a known subdivision (``BY``, ``CA``) of the country."""
    return subdivision.upper() in _subdivisions().get(country.upper(), ())


def public_holidays(country: str, subdivision: str, years: Iterable[int]) -> dict[date, str]:
    """Days that customers or staff have off, with their names in English where there are any.

    Parameters
    ----------
    country, subdivision
        ISO 3166 codes that :func:`is_country` and :func:`is_subdivision` know. A blank country has
        no holidays; a blank subdivision has the nation's only.
    years
        Calendar years to list. Days observed in place of a weekend holiday are listed beside it.
    """
    if not country:
        return {}
    found: dict[date, str] = {}
    for year in sorted(set(years)):
        found |= _of_year(country.upper(), subdivision.upper(), year)
    return found
