"""Reminders of clocks with their mails, officers' mail addresses, and counting clocks again in the background."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0015_reminders"
down_revision = "0013_sector"
branch_labels = None
depends_on = None

WHERE = {
    "ix_reminder_unread": (["officer_id", "id"], "read_at IS NULL"),
    "ix_reminder_officer": (["officer_id", "id"], None),
    "ix_reminder_mail": (["mail_at"], "mail_state = 'waiting'"),
    "ix_reminder_queued": (["id"], "mail_state = 'queued'"),
    "ix_reminder_case": (["case_id"], None),
}


KEYS = {
    "officer_id": "officer",
    "case_id": "case_file",
    "unit_id": "unit",
    "clock_id": "deadline",
    "task_id": "task",
}


def _key(table: str, name: str, other: str) -> sa.ForeignKeyConstraint:
    """A foreign key that is checked at commit."""
    return sa.ForeignKeyConstraint(
        [name],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{name}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _id(name: str, *, length: int = 26, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def upgrade() -> None:
    op.add_column("officer", sa.Column("mail", sa.String(length=254), nullable=True))
    op.create_table(
        "reminder",
        sa.Column("id", sa.String(length=26), nullable=False),
        _id("officer_id"),
        _id("case_id"),
        sa.Column("case_no", sa.String(length=64), nullable=False),
        _id("unit_id", length=64),
        _id("clock_id"),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _id("task_id", nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("read_at", UtcTime(), nullable=True),
        sa.Column("mail_state", sa.String(length=64), nullable=False),
        sa.Column("mail_tries", sa.Integer(), nullable=False),
        sa.Column("mail_at", UtcTime(), nullable=True),
        sa.Column("mail_error", sa.String(length=300), nullable=False),
        *(_key("reminder", name, table) for name, table in KEYS.items()),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
    )
    for name, (columns, where) in WHERE.items():
        some = None if where is None else sa.text(where)
        op.create_index(name, "reminder", columns, sqlite_where=some, postgresql_where=some)
    op.create_table(
        "recount",
        _id("edition_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        _key("recount", "edition_id", "calendar_edition"),
        sa.PrimaryKeyConstraint("edition_id", name="pk_recount"),
    )


def downgrade() -> None:
    op.drop_table("recount")
    op.drop_table("reminder")
    op.drop_column("officer", "mail")
