"""Signed checkpoints of the log, which are as final as the events, and a lock that tells when its end has settled."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0009_checkpoints"
down_revision = "0008_law_in_editions"
branch_labels = None
depends_on = None

SENTENCE = "the record is final: events are only ever added"
SQLITE = [
    f"CREATE TRIGGER checkpoint_{verb}_refused BEFORE {verb} ON checkpoint "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE TRIGGER checkpoint_change_refused BEFORE UPDATE OR DELETE ON checkpoint "
    "FOR EACH ROW EXECUTE FUNCTION refuse_event_change()",
    # Whoever adds events holds this lock until he commits; whoever holds it alone knows that the end has settled.
    "CREATE FUNCTION hold_log() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_advisory_xact_lock_shared(7163); RETURN NULL; END $$",
    "CREATE TRIGGER event_holds_log BEFORE INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION hold_log()",
]


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_event", sa.BigInteger(), nullable=False),
        sa.Column("algorithm", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("roots", sa.JSON(), nullable=False),
        sa.Column("signed_at", UtcTime(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoint"),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER event_holds_log ON event")
        op.execute("DROP FUNCTION hold_log()")
    op.drop_table("checkpoint")
