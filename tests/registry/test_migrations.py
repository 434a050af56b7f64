"""Registers of every age come to the newest form; newer ones are left alone."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sql
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from planner import registry as register
from planner.databases import connected
from planner.errors import DataError, PlannerError
from planner.folder import read_folder
from planner.migrations import TABLE, form_of, newest_form
from planner.registry import Registry
from tests.support.folders import write_folder

FIRST_FORM = """
CREATE TABLE scenarios (
    id {key}, name VARCHAR(80) NOT NULL UNIQUE, head INTEGER NOT NULL);
CREATE TABLE versions (
    id {key}, scenario INTEGER NOT NULL REFERENCES scenarios (id),
    number INTEGER NOT NULL, author VARCHAR(200) NOT NULL, note TEXT NOT NULL,
    created VARCHAR(40) NOT NULL, place VARCHAR(200) NOT NULL, digest VARCHAR(64) NOT NULL,
    published BOOLEAN NOT NULL, summary TEXT NOT NULL, UNIQUE (scenario, number));
INSERT INTO scenarios (name, head) VALUES ('Launch', 1);
INSERT INTO versions
    (scenario, number, author, note, created, place, digest, published, summary) VALUES
    (1, 1, 'Ana', 'as it was', '2026-11-01T08:00:00+00:00', 'launch-1', 'abc', FALSE, '{{}}');
"""
"""A register as it was made before there were forms, with one version in it."""


@pytest.fixture
def engine(url: str | None, tmp_path: Path) -> sql.Engine:
    (tmp_path / "store").mkdir()
    return connected(url, file=tmp_path / "store/registry.sqlite")


def older(engine: sql.Engine) -> None:
    key = "SERIAL" if engine.dialect.name == "postgresql" else "INTEGER"
    with engine.begin() as connection:
        for statement in filter(str.strip, FIRST_FORM.format(key=f"{key} PRIMARY KEY").split(";")):
            connection.exec_driver_sql(statement)


def test_a_new_register_has_the_tables_that_the_program_reads(
    engine: sql.Engine, url: str | None, tmp_path: Path
) -> None:
    Registry(tmp_path / "store", url).close()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": TABLE})
        assert compare_metadata(context, register._metadata) == []
    engine.dispose()


def test_an_older_register_keeps_what_is_in_it(
    engine: sql.Engine, url: str | None, tmp_path: Path
) -> None:
    older(engine)
    assert form_of(engine) == ""
    opened = Registry(tmp_path / "store", url)
    assert opened.form == newest_form()
    [kept] = opened.newest()
    assert (kept.label, kept.author, kept.note) == ("Launch · version 1", "Ana", "as it was")
    assert kept.program == ""
    raw = read_folder(write_folder(tmp_path / "plan"))
    opened.save("Next", raw, author="Ben", note="", base=None, at=datetime.now(UTC))
    opened.close()
    engine.dispose()


def test_a_register_of_a_newer_program_is_left_alone(
    engine: sql.Engine, url: str | None, tmp_path: Path
) -> None:
    Registry(tmp_path / "store", url).close()
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {TABLE} SET version_num = '9999'")
    with pytest.raises(PlannerError, match="form 9999, which a newer planner has given it"):
        Registry(tmp_path / "store", url)
    assert form_of(engine) == "9999"
    engine.dispose()


def test_many_servers_that_start_at_once_make_one_register(url: str | None, tmp_path: Path) -> None:
    def start(_: int) -> str:
        with closing(Registry(tmp_path / "store", url)) as opened:
            return opened.form

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(start, range(6))) == {newest_form()}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no url", "is no URL of a database: expected postgresql://"),
        ("oracle9://x/y", "is no database that is known here"),
        ("mssql+pyodbc://x/y", "needs a driver that is not installed"),
    ],
)
def test_a_wrong_url_is_wrong_input(url: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said):
        Registry(tmp_path / "store", url)


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(PlannerError) as told:
        Registry(tmp_path / "store", f"postgres://ana:secret@/x?host={tmp_path}")
    assert "cannot be opened" in str(told.value)
    assert "postgresql://ana:***@/x" in str(told.value)
    assert "secret" not in str(told.value)
