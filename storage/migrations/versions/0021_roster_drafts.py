"""Rosters on their way from a file into a form."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0021_roster_drafts"
down_revision = "0020_ledgers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_draft",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("officer_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=True),
        sa.Column("path", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("cipher", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_draft")),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
            name=op.f("fk_roster_draft_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_file.id"],
            name=op.f("fk_roster_draft_case_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
    )
    op.create_index("ix_roster_draft_officer", "roster_draft", ["officer_id"])
    op.create_index("ix_roster_draft_made", "roster_draft", ["made_at"])


def downgrade() -> None:
    op.drop_table("roster_draft")
