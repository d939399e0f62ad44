"""Errands of the designer's desk that workers run."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0027_desk_errands"
down_revision = "0022_district_entries"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "desk_errand",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_desk_errand"),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["officer.id"],
            name="fk_desk_errand_asked_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('waiting', 'queued'))", name="ck_desk_errand_ended"
        ),
    )
    op.create_index("ix_desk_errand_subject", "desk_errand", ["subject_id", "asked_at"])
    op.create_index(
        "uq_desk_errand_open",
        "desk_errand",
        ["subject_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_desk_errand_open", "desk_errand", ["state"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    op.drop_table("desk_errand")
