"""Trial runs of drafts, and the recorded trials of a process."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0017_trials"
down_revision = "0016_designs"
branch_labels = None
depends_on = None

STANDING = sa.text("removed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("draft_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("commands", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.Column("begun_by", sa.String(length=26), nullable=False),
        sa.Column("begun_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trial"),
    )
    op.create_index("ix_trial_draft", "trial", ["draft_id", "changed_at"])
    op.create_table(
        "recorded_trial",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("process_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("commands", sa.JSON(), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=26), nullable=True),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("removed_by", sa.String(length=26), nullable=True),
        sa.Column("removed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recorded_trial"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="ck_recorded_trial_removed"),
    )
    op.create_index(
        "uq_recorded_trial_name",
        "recorded_trial",
        ["process_key", "name"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_table("recorded_trial")
    op.drop_table("trial")
