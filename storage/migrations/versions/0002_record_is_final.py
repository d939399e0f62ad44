"""Triggers that refuse to change or remove an event, and the head of the system's own chain."""

from alembic import op

revision = "0002_record_is_final"
down_revision = "0001_tables"
branch_labels = None
depends_on = None

SENTENCE = "the record is final: events are only ever added"

SQLITE = [
    f"CREATE TRIGGER event_{verb}_refused BEFORE {verb} ON event BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
    "CREATE TRIGGER event_change_refused BEFORE UPDATE OR DELETE ON event "
    "FOR EACH ROW EXECUTE FUNCTION refuse_event_change()",
    "CREATE TRIGGER event_truncate_refused BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()",
]


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)
    op.execute("INSERT INTO system_chain (key, event_seq, event_hash) VALUES ('system', 0, '')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER event_{verb}_refused")
    else:
        op.execute("DROP TRIGGER event_truncate_refused ON event")
        op.execute("DROP TRIGGER event_change_refused ON event")
        op.execute("DROP FUNCTION refuse_event_change()")
    op.execute("DELETE FROM system_chain WHERE key = 'system'")
