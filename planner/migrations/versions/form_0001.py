"""Scenarios and their versions; registers from before there were forms hold them already."""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables unless they are there."""
    if sql.inspect(op.get_bind()).has_table("scenarios"):
        return
    op.create_table(
        "scenarios",
        sql.Column("id", sql.Integer, primary_key=True),
        sql.Column("name", sql.String(80), unique=True, nullable=False),
        sql.Column("head", sql.Integer, nullable=False),
    )
    op.create_table(
        "versions",
        sql.Column("id", sql.Integer, primary_key=True),
        sql.Column("scenario", sql.Integer, sql.ForeignKey("scenarios.id"), nullable=False),
        sql.Column("number", sql.Integer, nullable=False),
        sql.Column("author", sql.String(200), nullable=False),
        sql.Column("note", sql.Text, nullable=False),
        sql.Column("created", sql.String(40), nullable=False),
        sql.Column("place", sql.String(200), nullable=False),
        sql.Column("digest", sql.String(64), nullable=False),
        sql.Column("published", sql.Boolean, nullable=False),
        sql.Column("summary", sql.Text, nullable=False),
        sql.UniqueConstraint("scenario", "number"),
    )
