"""The log of who changed and published what."""

import sqlalchemy as sql
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the log unless it is there."""
    if sql.inspect(op.get_bind()).has_table("log"):
        return
    op.create_table(
        "log",
        sql.Column("id", sql.Integer, primary_key=True),
        sql.Column("at", sql.String(40), nullable=False),
        sql.Column("who", sql.String(200), nullable=False),
        sql.Column("role", sql.String(20), nullable=False),
        sql.Column("what", sql.String(40), nullable=False),
        sql.Column("on", sql.Text, nullable=False),
        sql.Column("more", sql.Text, nullable=False),
    )
