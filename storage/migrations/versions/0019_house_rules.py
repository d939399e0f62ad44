"""Rules that designers set for all processes."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0019_house_rules"
down_revision = "0017_trials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "house_rule",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("feel", sa.Text(), nullable=False),
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=26), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_house_rule")),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["officer.id"],
            name=op.f("fk_house_rule_changed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.CheckConstraint("severity IN ('error', 'warning', 'info')", name=op.f("ck_house_rule_severity")),
    )


def downgrade() -> None:
    op.drop_table("house_rule")
