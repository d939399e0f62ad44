"""Indexes that keep the cost of a step independent of how long a case, or a run that loops, has lasted."""

import sqlalchemy as sa
from alembic import op

revision = "0003_flat_cost"
down_revision = "0002_record_is_final"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
RUNNING = sa.text("met_at IS NULL AND replaced_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_task_open", "task", ["case_id", "sort_due", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_task_turn", "task", ["run_id", "element_id", "path", "turn"])
    op.create_index(
        "ix_deadline_running",
        "deadline",
        ["case_id", "due_at"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    op.drop_index("ix_deadline_running", "deadline")
    op.drop_index("ix_task_turn", "task")
    op.drop_index("ix_task_open", "task")
