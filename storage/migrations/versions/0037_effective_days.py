"""From when an edition of a rule or a choice in a conflict counts, and the counting again of what was open."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0037_effective_days"
down_revision = "0039_completed_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_edition", sa.Column("effective_on", sa.Date(), nullable=True))
    op.add_column(
        "rule_edition", sa.Column("reaches_open", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "choice_recount",
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("edition_id", name="pk_choice_recount"),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["rule_edition.id"],
            name="fk_choice_recount_edition_id",
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def downgrade() -> None:
    op.drop_table("choice_recount")
    op.drop_column("rule_edition", "reaches_open")
    op.drop_column("rule_edition", "effective_on")
