"""What the calendar has begun: one row a district, process, start event and period."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0013_period_starts"
down_revision = "0009_checkpoints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "period_start",
        sa.Column("jurisdiction_key", sa.String(length=32), nullable=False),
        sa.Column("process_key", sa.String(length=64), nullable=False),
        sa.Column("element_id", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("begun_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "jurisdiction_key", "process_key", "element_id", "period", name="pk_period_start"
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction_key"],
            ["jurisdiction.key"],
            name="fk_period_start_jurisdiction_key",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_file.id"],
            name="fk_period_start_case_id",
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def downgrade() -> None:
    op.drop_table("period_start")
