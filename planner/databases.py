"""The register's database: a SQLite file, or a server named by URL; its errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoneFree

from planner.errors import DataError, PlannerError, Problem

POSTGRESQL = "postgresql+psycopg"
SERVERS = {"postgres": POSTGRESQL, "postgresql": POSTGRESQL}
"""What people write as the kind of a database, and the driver that is meant."""
EXPECTED = "expected postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:////PATH"


def connected(url: str | None, *, file: Path) -> sql.Engine:
    """The database of a URL, or the SQLite file without one; nothing is sent to it yet.

    Raises
    ------
    DataError
        When the URL is none, or its driver is not installed.
    """
    address = _address(url) if url else sql.URL.create("sqlite", database=str(file))
    try:
        engine = sql.create_engine(
            address, hide_parameters=True, pool_pre_ping=address.drivername != "sqlite"
        )
    except (ArgumentError, NoSuchModuleError):
        raise _refused(address, f"is no database that is known here: {EXPECTED}") from None
    except ImportError:
        needed = "needs a driver that is not installed: pip install 'planner[postgresql]'"
        raise _refused(address, needed) from None
    if engine.dialect.name == "sqlite":
        sql.event.listen(engine, "connect", _share_sqlite)
    return engine


def _address(url: str) -> sql.URL:
    try:
        address = sql.make_url(url.strip())
    except (ArgumentError, ValueError):
        message = f"is no URL of a database: {EXPECTED}"
        raise DataError([Problem(file="registry", message=message)]) from None
    return address.set(drivername=SERVERS.get(address.drivername, address.drivername))


def _refused(address: sql.URL, message: str) -> DataError:
    return DataError([Problem(file="registry", value=str(address), message=message)])


def shown(engine: sql.Engine) -> str:
    """Where a database is, without its password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=True)


@contextmanager
def in_words(what: str, engine: sql.Engine) -> Iterator[None]:
    """Errors of the database as something that a planner can act on."""
    try:
        yield
    except (DBAPIError, NoneFree) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise PlannerError(
            f"The register of scenarios cannot be {what}: {reason} ({shown(engine)})"
        ) from None


def _share_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for a writer, and writers wait for each other."""
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
