"""Drivers and contact rates of a folder as objects, and what is wrong between them."""

from collections.abc import Mapping, Sequence
from datetime import date

from planner.contacts import ContactRate, Driver
from planner.domain import Market
from planner.errors import Problem
from planner.folder.checking import CheckedTable
from planner.folder.spelling import hint, listed

Tables = Mapping[str, CheckedTable]


def build_driven(tables: Tables) -> tuple[tuple[Driver, ...], tuple[ContactRate, ...]]:
    """Rows of ``drivers.csv`` and ``contact_rates.csv``; ``*`` is a blank market."""
    drivers = tuple(
        Driver(**{**row.values, "market": row["market"].removeprefix("*")})
        for row in tables["drivers"].rows
    )
    rates = tuple(
        ContactRate(
            queue=row["queue"], metric=row["metric"],
            contacts_per_unit=row["contacts_per_unit"], first=row["from"],
        )
        for row in tables["contact_rates"].rows
    )  # fmt: skip
    return drivers, rates


def driver_problems(tables: Tables, markets: Sequence[Market], start: date) -> list[Problem]:
    """Rates without a driver, drivers that nothing uses, drivers that begin too late."""
    drivers, rates = tables["drivers"], tables["contact_rates"]
    metrics = {row["metric"] for row in drivers.rows}
    used = {row["metric"] for row in rates.rows}
    problems = [
        rates.problem(
            row.number, "metric", f"is no metric of drivers.csv{hint(row['metric'], metrics)}",
            value=row["metric"],
        )
        for row in rates.rows
        if row["metric"] not in metrics
    ]  # fmt: skip
    spare = sorted(metrics - used)
    if spare:
        message = f"has no row in contact_rates.csv for {listed(spare)}: not used"
        problems.append(drivers.problem(None, "metric", message, warning=True))
    if not problems:
        problems += _late(tables, markets, start)
    return problems


def _late(tables: Tables, markets: Sequence[Market], start: date) -> list[Problem]:
    """Streams whose driver says nothing about the first day of the horizon."""
    drivers, problems = tables["drivers"], []
    first: dict[tuple[str, str], date] = {}
    for row in drivers.rows:
        key = (row["metric"], row["market"].removeprefix("*"))
        first[key] = min(row["date"], first.get(key, row["date"]))
    told: set[tuple[str, str]] = set()
    for rate in tables["contact_rates"].rows:
        of = [market.market for market in markets if market.queue == rate["queue"]]
        for market in of or [""]:
            key = (rate["metric"], market)
            known = [
                day
                for (metric, where), day in first.items()
                if metric == key[0] and (where in ("", market) or not of)
            ]
            if key not in told and (not known or min(known) > start):
                told.add(key)
                problems.append(_no_value(drivers, key, start))
    return problems


def _no_value(drivers: CheckedTable, key: tuple[str, str], start: date) -> Problem:
    metric, market = key
    where = f" of market {market}" if market else ""
    message = f"has no value of {metric}{where} on or before the horizon's start, {start}"
    return drivers.problem(None, "date", message)
