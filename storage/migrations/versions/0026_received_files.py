"""Files that came in from other systems, with what was wrong in them."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0026_received_files"
down_revision = "0032_case_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_file",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("jurisdiction_key", sa.String(length=64), nullable=False),
        sa.Column("receiver", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_file")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_key"],
            ["jurisdiction.key"],
            name=op.f("fk_received_file_jurisdiction_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
    )
    op.create_index("ix_received_file_newest", "received_file", ["jurisdiction_key", "id"])


def downgrade() -> None:
    op.drop_table("received_file")
