"""What auditors write down, and indexes for what they look for."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0010_findings_and_queries"
down_revision = "0015_reminders"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=26), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        _refers("finding", "case_id", "case_file.id"),
        _refers("finding", "made_by", "officer.id"),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="ck_finding_settled"),
    )
    op.create_index("ix_finding_case", "finding", ["case_id", "made_at"])
    op.create_index("ix_finding_open", "finding", ["settled_at", "made_at"])
    op.create_table(
        "saved_query",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("officer_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_query"),
        _refers("saved_query", "officer_id", "officer.id"),
        sa.UniqueConstraint("officer_id", "name", name="uq_saved_query_officer_id"),
    )
    op.create_index("ix_event_kind", "event", ["kind", "at", "chain"])
    op.create_index("ix_task_element", "task", ["element_id", "case_id"])
    op.create_index("ix_run_outcome", "run", ["outcome", "case_id"])
    op.create_index("ix_run_version", "run", ["version_id", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_run_version", "run")
    op.drop_index("ix_run_outcome", "run")
    op.drop_index("ix_task_element", "task")
    op.drop_index("ix_event_kind", "event")
    op.drop_table("saved_query")
    op.drop_table("finding")
