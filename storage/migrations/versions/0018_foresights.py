"""Foresights of drafts, and plans of migration that a second person approves and that can be held."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0018_foresights"
down_revision = "0019_house_rules"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "foresight",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("draft_id", sa.String(length=26), nullable=False),
        sa.Column("process_key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_foresight"),
        refers("foresight", "draft_id", "draft"),
        refers("foresight", "asked_by", "officer"),
        sa.CheckConstraint("(ended_at IS NULL) = (state = 'running')", name="ck_foresight_ended"),
    )
    op.create_index("ix_foresight_draft", "foresight", ["draft_id", "asked_at"])
    op.create_table(
        "foresight_part",
        sa.Column("foresight_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("runs", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("foresight_id", "number", name="pk_foresight_part"),
        refers("foresight_part", "foresight_id", "foresight"),
    )
    op.create_index(
        "ix_foresight_part_waiting",
        "foresight_part",
        ["state"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "foresight_item",
        sa.Column("foresight_id", sa.String(length=26), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("case_no", sa.String(length=64), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("was", sa.String(length=300), nullable=False),
        sa.Column("would_be", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("foresight_id", "run_id", name="pk_foresight_item"),
        refers("foresight_item", "foresight_id", "foresight"),
        refers("foresight_item", "run_id", "run"),
    )
    op.create_index(
        "ix_foresight_item_outcome", "foresight_item", ["foresight_id", "outcome", "case_no", "run_id"]
    )
    op.add_column(
        "migration_plan", sa.Column("state", sa.String(length=64), nullable=False, server_default="running")
    )
    op.add_column("migration_plan", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("migration_plan", sa.Column("decided_by", sa.String(length=26), nullable=True))
    op.add_column("migration_plan", sa.Column("decided_at", UtcTime(), nullable=True))


def downgrade() -> None:
    for column in ("decided_at", "decided_by", "note", "state"):
        op.drop_column("migration_plan", column)
    for table in ("foresight_item", "foresight_part", "foresight"):
        op.drop_table(table)
