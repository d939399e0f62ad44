"""Workers with their heartbeat, and an index to find the timers that are in the queue."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0004_workers"
down_revision = "0003_flat_cost"
branch_labels = None
depends_on = None

QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_index("ix_timer_queued", "timer", ["id"], sqlite_where=QUEUED, postgresql_where=QUEUED)


def downgrade() -> None:
    op.drop_index("ix_timer_queued", "timer")
    op.drop_table("worker")
