"""Registers of members, duties and settings, and which of their entries is the newest."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0022_district_entries"
down_revision = "0025_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "district_entry",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("jurisdiction_key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_entry")),
        sa.UniqueConstraint("jurisdiction_key", "kind", "subject", "number", name="uq_district_entry_number"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_district_entry_span")),
    )
    op.create_index("ix_district_entry_case", "district_entry", ["case_id"])
    op.add_column("law_stamp", sa.Column("register", sa.String(length=26), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("law_stamp", "register")
    op.drop_table("district_entry")
