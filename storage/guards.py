"""Whether the triggers that keep the record and the ledgers final are there and do what they should; it mends none."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_FINAL = ("event", "checkpoint", "ledger_entry", "ledger_booking")
_SQLITE = {
    **{
        f"{table}_{verb}_refused": f"BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, "
        for table in _FINAL
        for verb in ("UPDATE", "DELETE")
    },
    "ledger_account_DELETE_refused": "BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, ",
    "ledger_account_starts_empty": "BEFORE INSERT ON ledger_account WHEN NEW.balance <> 0 "
    "BEGIN SELECT RAISE(ABORT, ",
    "ledger_entry_books": "AFTER INSERT ON ledger_entry BEGIN "
    "UPDATE ledger_account SET balance = balance + NEW.amount WHERE id = NEW.debit_id; "
    "UPDATE ledger_account SET balance = balance - NEW.amount WHERE id = NEW.credit_id; END",
}
"""How the text of each trigger goes on after its name."""

_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32
_CHANGE = _ROW | _BEFORE | _DELETE | _UPDATE
_POSTGRESQL = {
    "event_change_refused": ("event", _CHANGE, " BEGIN RAISE EXCEPTION "),
    "event_truncate_refused": ("event", _BEFORE | _TRUNCATE, " BEGIN RAISE EXCEPTION "),
    "event_holds_log": ("event", _BEFORE | _INSERT, " BEGIN PERFORM pg_advisory_xact_lock_shared("),
    "checkpoint_change_refused": ("checkpoint", _CHANGE, " BEGIN RAISE EXCEPTION "),
    "ledger_entry_change_refused": ("ledger_entry", _CHANGE, " BEGIN RAISE EXCEPTION "),
    "ledger_booking_change_refused": ("ledger_booking", _CHANGE, " BEGIN RAISE EXCEPTION "),
    "ledger_entry_truncate_refused": ("ledger_entry", _BEFORE | _TRUNCATE, " BEGIN RAISE EXCEPTION "),
    "ledger_booking_truncate_refused": ("ledger_booking", _BEFORE | _TRUNCATE, " BEGIN RAISE EXCEPTION "),
    "ledger_account_delete_refused": (
        "ledger_account", _ROW | _BEFORE | _DELETE, " BEGIN RAISE EXCEPTION "
    ),
    "ledger_account_starts_empty": (
        "ledger_account", _ROW | _BEFORE | _INSERT, " BEGIN IF NEW.balance <> 0 THEN RAISE EXCEPTION "
    ),
    "ledger_entry_books": ("ledger_entry", _ROW | _INSERT, " BEGIN UPDATE ledger_account SET balance = balance + "),
}  # fmt: skip
"""Table, events and the beginning of the function of each trigger."""

_ON_SQLITE = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
_ON_POSTGRESQL = text(
    "SELECT t.tgname, c.relname, t.tgtype, p.prosrc FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = '' "
    "AND c.relnamespace = current_schema()::regnamespace"
)


def missing_guards(session: Session) -> list[str]:
    """Return the names of triggers that are gone, switched off or exchanged for ones that do something else."""
    if session.get_bind().dialect.name == "sqlite":
        texts = {name: " ".join(sql.split()) for name, sql in session.execute(_ON_SQLITE)}
        return sorted(
            name
            for name, rest in _SQLITE.items()
            if not texts.get(name, "").startswith(f"CREATE TRIGGER {name} {rest}")
        )
    found = {row[0]: (row[1], row[2], row[3]) for row in session.execute(_ON_POSTGRESQL)}
    return sorted(
        name
        for name, (table, events, body) in _POSTGRESQL.items()
        if name not in found or found[name][:2] != (table, events) or not found[name][2].startswith(body)
    )
