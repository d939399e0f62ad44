"""What was filled in so far ends with its task: a closed task keeps no drafts, however it was closed."""

from alembic import op

revision = "0005_drafts_end"
down_revision = "0004_workers"
branch_labels = None
depends_on = None

CLOSED = "WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)"
SQLITE = [
    f"CREATE TRIGGER task_drafts_end AFTER UPDATE OF closed_at ON task {CLOSED} "
    "BEGIN DELETE FROM task_draft WHERE task_id = NEW.id; END"
]
POSTGRESQL = [
    "CREATE FUNCTION end_task_drafts() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN DELETE FROM task_draft WHERE task_id = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER task_drafts_end AFTER UPDATE OF closed_at ON task "
    f"FOR EACH ROW {CLOSED} EXECUTE FUNCTION end_task_drafts()",
]


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER task_drafts_end")
    else:
        op.execute("DROP TRIGGER task_drafts_end ON task")
        op.execute("DROP FUNCTION end_task_drafts()")
