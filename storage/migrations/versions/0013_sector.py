"""The sector of a case in its row, and indexes along which cases, clocks and open runs are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0013_sector"
down_revision = "0011_export_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("sector", sa.String(length=64), nullable=False, server_default=""))
    op.create_index("ix_case_file_closed", "case_file", ["jurisdiction_key", "closed_at"])
    op.create_index("ix_deadline_due", "deadline", ["due_at"])
    is_open = sa.text("status = 'open'")
    op.create_index(
        "ix_run_open", "run", ["process_key", "started_at"], sqlite_where=is_open, postgresql_where=is_open
    )


def downgrade() -> None:
    op.drop_index("ix_run_open", "run")
    op.drop_index("ix_deadline_due", "deadline")
    op.drop_index("ix_case_file_closed", "case_file")
    op.drop_column("case_file", "sector")
