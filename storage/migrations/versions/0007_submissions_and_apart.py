"""Forms sent twice are carried out once; who administers accounts, policy or the record does nothing else."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0007_submissions_and_apart"
down_revision = "0006_barred_units"
branch_labels = None
depends_on = None

APART = "'system_admin', 'security_admin', 'audit_admin', 'auditor'"
CLASH = (
    "SELECT 1 FROM membership AS other WHERE other.officer_id = NEW.officer_id AND other.id <> NEW.id "
    f"AND other.role <> NEW.role AND (other.role IN ({APART}) OR NEW.role IN ({APART})) "
    "AND (other.valid_to IS NULL OR other.valid_to >= NEW.valid_from) "
    "AND (NEW.valid_to IS NULL OR NEW.valid_to >= other.valid_from)"
)
REFUSAL = "roles that exclude each other"
EVENTS = {"membership_apart_added": "INSERT", "membership_apart_changed": "UPDATE"}
SQLITE = [
    f"CREATE TRIGGER {name} BEFORE {event} ON membership WHEN EXISTS ({CLASH}) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for name, event in EVENTS.items()
]
POSTGRESQL = [
    "CREATE FUNCTION keep_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    # whoever gives the same officer another role at the same time waits here
    "PERFORM 1 FROM officer WHERE id = NEW.officer_id FOR UPDATE; "
    f"IF EXISTS ({CLASH}) THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER membership_apart BEFORE INSERT OR UPDATE ON membership "
    "FOR EACH ROW EXECUTE FUNCTION keep_roles_apart()",
]


def upgrade() -> None:
    op.create_table(
        "submission",
        sa.Column("officer_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_file.id"],
            name="fk_submission_case_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
            name="fk_submission_officer_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("officer_id", "key", name="pk_submission"),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in EVENTS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER membership_apart ON membership")
        op.execute("DROP FUNCTION keep_roles_apart()")
    op.drop_table("submission")
