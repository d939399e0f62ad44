"""Files that workers make to be taken out of the house."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0028_export_jobs"
down_revision = "0026_received_files"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=f"fk_export_job_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "export_job",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=True),
        sa.Column("request_id", sa.String(length=26), nullable=True),
        sa.Column("personal", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_export_job"),
        _refers("case_id", "case_file.id"),
        _refers("request_id", "export_request.id"),
        _refers("asked_by", "officer.id"),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('waiting', 'queued'))", name="ck_export_job_ended"
        ),
    )
    op.create_index("ix_export_job_asked", "export_job", ["asked_by", "asked_at"])
    op.create_index("ix_export_job_open", "export_job", ["state"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_table("export_job")
