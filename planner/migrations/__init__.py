"""The form of the register's tables, and the steps from every older form to the newest (Alembic).

A step is a file in ``versions``; it is never changed once people have run it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sql
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from planner.errors import PlannerError

HERE = Path(__file__).parent
TABLE = "planner_form"
"""Names the form that a register has; other programs in the database may use Alembic too."""
LOCK = 0x706C616E
"""Key of PostgreSQL's lock for those who bring one register up to date at the same time."""


def form_of(engine: sql.Engine) -> str:
    """The form that a register has; blank for one that has none yet."""
    with engine.connect() as connection:
        return _form(connection)


def newest_form() -> str:
    """The form that this program writes."""
    return str(_script().get_current_head())


def upgrade(engine: sql.Engine) -> None:
    """Bring a register to the newest form; done by one at a time, and wholly or not at all.

    Raises
    ------
    PlannerError
        When a newer program has brought the register to a form that this one does not know.
    """
    if form_of(engine) == newest_form():
        return
    with _alone(engine) as connection:
        known = {step.revision for step in _script().walk_revisions()}
        if (form := _form(connection)) not in {"", *known}:
            raise PlannerError(
                f"The register of scenarios has form {form}, which a newer planner has given it; "
                f"this one knows forms up to {newest_form()}: install the newer planner."
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _form(connection: sql.Connection) -> str:
    context = MigrationContext.configure(connection, opts={"version_table": TABLE})
    return context.get_current_revision() or ""


@contextmanager
def _alone(engine: sql.Engine) -> Iterator[sql.Connection]:
    """A transaction that nobody else who upgrades is in."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sql.select(sql.func.pg_advisory_xact_lock(LOCK)))
            yield connection
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
