"""Indexes by which registers find sections of facts and runs of a process without reading all of them."""

from alembic import op

revision = "0036_register_indexes"
down_revision = "0033_external_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_section_section", "case_section", ["section", "case_id"])
    op.create_index("ix_run_process", "run", ["process_key", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_run_process", table_name="run")
    op.drop_index("ix_case_section_section", table_name="case_section")
