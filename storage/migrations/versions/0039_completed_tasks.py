"""An index by which the duty matrix finds what was completed in a period."""

import sqlalchemy as sa
from alembic import op

revision = "0039_completed_tasks"
down_revision = "0035_project_lists"
branch_labels = None
depends_on = None

_COMPLETED = sa.text("closed_how = 'completed'")


def upgrade() -> None:
    op.create_index(
        "ix_task_completed", "task", ["closed_at"], sqlite_where=_COMPLETED, postgresql_where=_COMPLETED
    )


def downgrade() -> None:
    op.drop_index("ix_task_completed", table_name="task")
