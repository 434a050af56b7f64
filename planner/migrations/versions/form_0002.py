"""Each version names the program that saved it, and no two versions share a folder."""

import sqlalchemy as sql
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the program, blank where it is not known, and make folders unique."""
    op.add_column(
        "versions", sql.Column("program", sql.String(40), nullable=False, server_default="")
    )
    op.create_index("versions_place", "versions", ["place"], unique=True)
