"""Plans by which many runs go over to another version, and what became of each run."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0014_migrations_of_runs"
down_revision = "0010_findings_and_queries"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "migration_plan",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("begun_at", UtcTime(), nullable=False),
        sa.Column("begun_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_migration_plan"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["process_version.id"],
            name="fk_migration_plan_version_id",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_table(
        "migration_item",
        sa.Column("plan_id", sa.String(length=26), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("plan_id", "run_id", name="pk_migration_item"),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["migration_plan.id"],
            name="fk_migration_item_plan_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name="fk_migration_item_run_id", deferrable=True, initially="DEFERRED"
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (state IN ('waiting', 'queued'))", name="ck_migration_item_settled"
        ),
    )
    op.create_index(
        "ix_migration_item_waiting",
        "migration_item",
        ["state"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("migration_item")
    op.drop_table("migration_plan")
