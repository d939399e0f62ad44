"""What goes out to other systems and what comes in from them."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0025_exchanges"
down_revision = "0021_roster_drafts"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting' AND next_at IS NOT NULL")
_SENDING = sa.text("state = 'sending'")


def _leads_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def upgrade() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("jurisdiction_key", sa.String(length=64), nullable=False),
        sa.Column("receiver", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("cause", sa.String(length=140), nullable=False),
        sa.Column("cause_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("delivered_at", UtcTime(), nullable=True),
        sa.Column("receipt_no", sa.String(length=300), nullable=False),
        sa.Column("receipt_on", sa.Date(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("cipher", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
        sa.UniqueConstraint("cause_id", "receiver", "format", name="uq_exchange_cause"),
        sa.UniqueConstraint("key", name=op.f("uq_exchange_key")),
        _leads_to("exchange", "jurisdiction_key", "jurisdiction.key"),
        _leads_to("exchange", "case_id", "case_file.id"),
    )
    op.create_index("ix_exchange_state", "exchange", ["jurisdiction_key", "state", "id"])
    op.create_index("ix_exchange_case", "exchange", ["case_id"])
    op.create_index(
        "ix_exchange_waiting", "exchange", ["next_at"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_index(
        "ix_exchange_sending", "exchange", ["id"], sqlite_where=_SENDING, postgresql_where=_SENDING
    )
    op.create_table(
        "received_item",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("jurisdiction_key", sa.String(length=64), nullable=False),
        sa.Column("receiver", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_item")),
        sa.UniqueConstraint("jurisdiction_key", "receiver", "number", name="uq_received_item_number"),
        _leads_to("received_item", "jurisdiction_key", "jurisdiction.key"),
        _leads_to("received_item", "case_id", "case_file.id"),
    )


def downgrade() -> None:
    op.drop_table("received_item")
    op.drop_table("exchange")
