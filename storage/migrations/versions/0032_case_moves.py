"""Moves of runs by hand that a second person approves."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0032_case_moves"
down_revision = "0027_desk_errands"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'proposed'")


def _leads_to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_case_move_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "case_move",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("run_step", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.JSON(), nullable=False),
        sa.Column("element", sa.String(length=300), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=26), nullable=False),
        sa.Column("proposed_at", UtcTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_move"),
        _leads_to("case_id", "case_file"),
        _leads_to("run_id", "run"),
        _leads_to("proposed_by", "officer"),
        _leads_to("decided_by", "officer"),
        sa.CheckConstraint("(decided_at IS NULL) = (state = 'proposed')", name="ck_case_move_decided"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="ck_case_move_decider"),
        sa.CheckConstraint(
            "state NOT IN ('done', 'declined') OR decided_by <> proposed_by", name="ck_case_move_four_eyes"
        ),
    )
    op.create_index("ix_case_move_case", "case_move", ["case_id", "proposed_at"])
    op.create_index(
        "uq_case_move_open", "case_move", ["run_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    op.drop_table("case_move")
