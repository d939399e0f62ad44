"""Editions of calendars and rules, and on each clock all that its end is counted from."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0008_law_in_editions"
down_revision = "0007_submissions_and_apart"
branch_labels = None
depends_on = None

WARNING = sa.text("warn_at IS NOT NULL")
ADDED: tuple[sa.Column[Any], ...] = (
    sa.Column("edition", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("length", sa.Integer(), nullable=True),
    sa.Column("fixed_on", sa.Date(), nullable=True),
    sa.Column("extension", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("pauses", sa.JSON(), nullable=False, server_default="[]"),
    sa.Column("halted_on", sa.Date(), nullable=True),
    sa.Column("warn_at", UtcTime(), nullable=True),
)


def upgrade() -> None:
    for column in ADDED:
        op.add_column("deadline", column._copy())
    op.create_index(
        "ix_deadline_warning", "deadline", ["warn_at"], sqlite_where=WARNING, postgresql_where=WARNING
    )
    op.execute("UPDATE deadline SET warn_at = due_at WHERE met_at IS NULL AND replaced_at IS NULL")
    op.create_table(
        "calendar_edition",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("layer", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("loaded_at", UtcTime(), nullable=False),
        sa.Column("loaded_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_edition")),
        sa.UniqueConstraint("layer", "scope", "year", "number", name="uq_calendar_edition_number"),
    )
    op.create_table(
        "rule_edition",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_edition")),
        sa.UniqueConstraint("subject", "number", name="uq_rule_edition_number"),
    )
    stamp = op.create_table(
        "law_stamp",
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("calendars", sa.String(length=26), nullable=False),
        sa.Column("rules", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_law_stamp")),
    )
    op.bulk_insert(stamp, [{"key": "law", "calendars": "", "rules": ""}])


def downgrade() -> None:
    for table in ("law_stamp", "rule_edition", "calendar_edition"):
        op.drop_table(table)
    op.drop_index("ix_deadline_warning", "deadline")
    with op.batch_alter_table("deadline") as batch_op:
        for column in ADDED:
            batch_op.drop_column(column.name)
