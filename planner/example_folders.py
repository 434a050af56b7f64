"""The example plan folders that come with the program, and copies of them to start from."""

from pathlib import Path

from planner.errors import DataError, Problem
from planner.folder import write_whole
from planner.folder.reading import SETTINGS
from planner.folder.spelling import hint

FIRST = "corner_shop"
"""The example that a new plan folder is made of unless another is named."""


def examples() -> dict[str, Path]:
    """Example folders by name, from the installed package or from the repository's ``data``."""
    package = Path(__file__).parent
    places = (package / "examples", package.parent / "data")
    place = next((place for place in places if place.is_dir()), places[0])
    return {path.parent.name: path.parent for path in sorted(place.glob(f"*/{SETTINGS}"))}


def copy_example(folder: Path, *, name: str = FIRST) -> None:
    """Copy an example to a new folder.

    Raises
    ------
    DataError
        For an unknown example, and for a folder that already holds something.
    """
    known = examples()
    if name not in known:
        message = f"is no example{hint(name, known)}: expected {' or '.join(known)}"
        raise DataError([Problem(file="--example", value=name, message=message)])
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        message = "exists already: expected a new or empty folder"
        raise DataError([Problem(file=str(folder), message=message)])
    write_whole(folder, {p.name: p.read_bytes() for p in known[name].iterdir() if p.is_file()})
