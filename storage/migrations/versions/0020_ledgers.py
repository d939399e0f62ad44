"""Ledgers by double entry, moved and guarded by the database itself, and the registers' own rows."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Money, UtcTime

revision = "0020_ledgers"
down_revision = "0018_foresights"
branch_labels = None
depends_on = None

FINAL = "the ledgers are final: corrections are bookings of their own"
KEPT = "balances follow from entries alone"
TABLES = ("ledger_entry", "ledger_booking")

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ),
    "CREATE TRIGGER ledger_account_DELETE_refused BEFORE DELETE ON ledger_account "
    f"BEGIN SELECT RAISE(ABORT, '{FINAL}'); END",
    "CREATE TRIGGER ledger_entry_books AFTER INSERT ON ledger_entry BEGIN "
    "UPDATE ledger_account SET balance = balance + NEW.amount WHERE id = NEW.debit_id; "
    "UPDATE ledger_account SET balance = balance - NEW.amount WHERE id = NEW.credit_id; END",
    "CREATE TRIGGER ledger_account_starts_empty BEFORE INSERT ON ledger_account WHEN NEW.balance <> 0 "
    f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{FINAL}'; END $$",
    *(
        f"CREATE TRIGGER {table}_change_refused BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
        for table in TABLES
    ),
    "CREATE TRIGGER ledger_account_delete_refused BEFORE DELETE ON ledger_account "
    "FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()",
    "CREATE FUNCTION book_ledger_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE ledger_account SET balance = balance + NEW.amount WHERE id = NEW.debit_id; "
    "UPDATE ledger_account SET balance = balance - NEW.amount WHERE id = NEW.credit_id; "
    "RETURN NULL; END $$",
    "CREATE TRIGGER ledger_entry_books AFTER INSERT ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION book_ledger_entry()",
    "CREATE FUNCTION refuse_opening_balance() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF NEW.balance <> 0 THEN RAISE EXCEPTION '{KEPT}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER ledger_account_starts_empty BEFORE INSERT ON ledger_account "
    "FOR EACH ROW EXECUTE FUNCTION refuse_opening_balance()",
]


def refers(table: str, column: str, target: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.{key}"], name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED"
    )


def word(
    name: str, length: int = 64, *, nullable: bool = False, default: str | None = None
) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable, server_default=default)


def upgrade() -> None:
    op.create_table(
        "ledger_account",
        word("id", 26),
        word("jurisdiction_key", 32),
        word("book"),
        word("kind"),
        word("subject"),
        sa.Column("may_be_negative", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("balance", Money(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_account"),
        sa.UniqueConstraint("jurisdiction_key", "book", "kind", "subject", name="uq_ledger_account_name"),
        sa.CheckConstraint("may_be_negative OR balance >= 0", name="ck_ledger_account_never_negative"),
        refers("ledger_account", "jurisdiction_key", "jurisdiction", "key"),
    )
    _booking()
    op.create_table(
        "ledger_entry",
        word("id", 26),
        word("booking_id", 26),
        word("debit_id", 26),
        word("credit_id", 26),
        sa.Column("amount", Money(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entry"),
        sa.CheckConstraint("amount > 0", name="ck_ledger_entry_amount"),
        sa.CheckConstraint("debit_id <> credit_id", name="ck_ledger_entry_two_sides"),
        refers("ledger_entry", "booking_id", "ledger_booking"),
        refers("ledger_entry", "debit_id", "ledger_account"),
        refers("ledger_entry", "credit_id", "ledger_account"),
    )
    for column in ("booking_id", "debit_id", "credit_id"):
        op.create_index(f"ix_ledger_entry_{column.removesuffix('_id')}", "ledger_entry", [column])
    _register()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _booking() -> None:
    op.create_table(
        "ledger_booking",
        word("id", 26),
        word("jurisdiction_key", 32),
        word("book"),
        word("kind"),
        word("subject"),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        word("case_id", 26, nullable=True),
        word("run_id", 26, nullable=True),
        word("task_id", 26, nullable=True),
        word("note", 300, default=""),
        word("reverses_id", 26, nullable=True),
        word("booked_by", 26, nullable=True),
        sa.Column("booked_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_booking"),
        sa.CheckConstraint("amount > 0", name="ck_ledger_booking_amount"),
        refers("ledger_booking", "jurisdiction_key", "jurisdiction", "key"),
        refers("ledger_booking", "case_id", "case_file"),
        refers("ledger_booking", "reverses_id", "ledger_booking"),
    )
    op.create_index("ix_ledger_booking_case", "ledger_booking", ["case_id"])
    op.create_index(
        "ix_ledger_booking_subject", "ledger_booking", ["jurisdiction_key", "book", "subject", "booked_at"]
    )
    op.create_index("ix_ledger_booking_reverses", "ledger_booking", ["reverses_id"], unique=True)


def _register() -> None:
    op.create_table(
        "register_entry",
        word("id", 26),
        word("jurisdiction_key", 32),
        word("register"),
        word("number", 300),
        sa.Column("facts", sa.JSON(), nullable=False),
        word("unit_id"),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_entry"),
        sa.UniqueConstraint("jurisdiction_key", "register", "number", name="uq_register_entry_number"),
        refers("register_entry", "jurisdiction_key", "jurisdiction", "key"),
        refers("register_entry", "unit_id", "unit"),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_account_DELETE_refused")
    for table in ("register_entry", *TABLES, "ledger_account"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("refuse_ledger_change", "book_ledger_entry", "refuse_opening_balance"):
            op.execute(f"DROP FUNCTION {name}()")
