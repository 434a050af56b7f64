"""Alembic runs this file to do the steps, on the connection that planner.migrations holds."""

from alembic import context

from planner.migrations import TABLE

context.configure(connection=context.config.attributes["connection"], version_table=TABLE)
with context.begin_transaction():
    context.run_migrations()
