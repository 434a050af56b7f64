"""Published rotas of the shared store, as the fair-load report reads them."""

from datetime import timedelta

from planner.clock import WEEK_DAYS
from planner.domain import Plan
from planner.fair_load import Publication
from planner.folder import read_folder
from planner.folder.cells import day
from planner.registry import Registry, Version
from planner.schedule_files import read_past


def published_rotas(registry: Registry, plan: Plan) -> tuple[Publication, ...]:
    """Rotas of the store that were handed out to people of a plan, the first one first.

    Raises
    ------
    DataError
        When a saved folder or its schedule cannot be read.
    """
    found = (_publication(version, plan) for version in reversed(registry.published()))
    return tuple(publication for publication in found if publication.shifts)


def _publication(version: Version, plan: Plan) -> Publication:
    settings = read_folder(version.plan).settings
    first = day(str(settings["start"]))
    days = int(settings.get("days") or settings["weeks"] * WEEK_DAYS)
    shifts = read_past(plan, version.result)[0] if version.result else ()
    return Publication(
        scenario=version.scenario, at=version.created, first=first,
        last=first + timedelta(days=days - 1), shifts=shifts,
    )  # fmt: skip
