"""The two kinds of register that every test here runs on."""

import os
from collections.abc import Iterator

import pytest

from tests.support.postgresql import REQUIRED, new_database, programs, server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of these tests' own."""
    if programs() is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail("no PostgreSQL server is installed, and here there must be one")
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """An empty database; ``None`` is SQLite in the store."""
    if request.param == "sqlite":
        return None
    return new_database(request.getfixturevalue("postgresql"))
