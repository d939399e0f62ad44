"""Requests for unmasked case files, decided by a second person."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0011_export_requests"
down_revision = "0013_period_starts"
branch_labels = None
depends_on = None


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=f"fk_export_request_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "export_request",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_unit_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_request"),
        _refers("case_id", "case_file.id"),
        _refers("asked_by", "officer.id"),
        _refers("asked_unit_id", "unit.id"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="ck_export_request_decided"),
        sa.CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="ck_export_request_granted"),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name="ck_export_request_four_eyes"
        ),
    )
    op.create_index("ix_export_request_case", "export_request", ["case_id", "asked_at"])


def downgrade() -> None:
    op.drop_table("export_request")
