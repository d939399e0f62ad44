"""External tasks and the accounts of the systems that do them."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0033_external_tasks"
down_revision = "0037_booked_payments"
branch_labels = None
depends_on = None

_OPEN = sa.text("closed_at IS NULL")


def _leads_to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_external_task_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "machine_account",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_machine_account"),
        sa.UniqueConstraint("name", name="uq_machine_account_name"),
        sa.UniqueConstraint("secret_hash", name="uq_machine_account_secret_hash"),
    )
    op.create_table(
        "external_task",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("process_key", sa.String(length=64), nullable=False),
        sa.Column("element_id", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("loop_key", sa.String(length=16), nullable=True),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("case_no", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("handed", sa.LargeBinary(), nullable=False),
        sa.Column("worker_id", sa.String(length=200), nullable=True),
        sa.Column("lock_by", sa.String(length=26), nullable=True),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("closed_how", sa.String(length=16), nullable=True),
        sa.Column("closed_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_external_task"),
        _leads_to("case_id", "case_file"),
        _leads_to("run_id", "run"),
        _leads_to("unit_id", "unit"),
        _leads_to("lock_by", "machine_account"),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_how IS NULL)", name="ck_external_task_closed"),
    )
    for name, columns in (("topic", ["topic", "opened_at"]), ("unit", ["unit_id", "opened_at"])):
        op.create_index(
            f"ix_external_task_{name}", "external_task", columns, sqlite_where=_OPEN, postgresql_where=_OPEN
        )
    op.create_index("ix_external_task_run", "external_task", ["run_id", "token"])


def downgrade() -> None:
    op.drop_table("external_task")
    op.drop_table("machine_account")
