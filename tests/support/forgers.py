"""What somebody with the database's password may do to the log: one function a deed, each says where it begins."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, text, update
from sqlalchemy.orm import Session

from storage.events import leaf
from storage.models import Checkpoint, Event
from storage.models.base import table_of
from tests.support.long_log import set_heads

EVENT = table_of(Event)
Row = Mapping[str, Any]
Rows = Sequence[Row]
Deed = Callable[[Session, Rows, int, random.Random], int | None]
"""Does something to the event at a place of the log, and returns the id of the event that is to be named first; None
when the log just ends there."""

COLUMNS = (
    "chain", "chain_seq", "kind", "at", "actor_id", "actor_role", "unit_id", "on_behalf_of", "run_id", "task_id",
    "facts", "previous", "digest",
)  # fmt: skip


def flip(column: str) -> Deed:
    """One column of one event is changed."""

    def deed(session: Session, rows: Rows, at: int, dice: random.Random) -> int:
        row = rows[at]
        value = dice.choice(_units(session)) if column == "unit_id" else changed(row[column])
        if value == row[column]:
            value = None
        session.execute(update(EVENT).where(EVENT.c.id == row["id"]).values({column: value}))
        return int(row["id"])

    deed.__name__ = f"flip_{column}"
    return deed


def _units(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT id FROM unit ORDER BY id")))


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, dict):
        return {**value, "seen": "later"}
    if isinstance(value, int):
        return value + 100_000
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return "01" if value is None else value + timedelta(seconds=1)


def remove(session: Session, rows: Rows, at: int, dice: random.Random) -> int | None:
    """One event, or some in a row, are removed."""
    until = at + dice.choice([1, 1, 2, 5])
    ids = [row["id"] for row in rows[at:until]]
    session.execute(delete(EVENT).where(EVENT.c.id.in_(ids)))
    return rows[until]["id"] if until < len(rows) else None


def slip_in(session: Session, rows: Rows, at: int, _dice: random.Random) -> int:
    """An event that fits the end of its chain perfectly is put into a gap of the ids, or before everything."""
    gaps = (
        row["id"] + 1
        for row, after in zip(rows[at:], rows[at + 1 :], strict=False)
        if after["id"] > row["id"] + 1
    )
    place = next(gaps, -5)
    head = next(row for row in reversed(rows) if row["chain"] == rows[at]["chain"])
    body = {name: value for name, value in rows[at].items() if name not in ("id", "digest")}
    body |= {"chain_seq": head["chain_seq"] + 1, "previous": head["digest"]}
    body["digest"] = leaf(body)
    session.execute(insert(EVENT).values({**body, "id": place}))
    set_heads(session, {body["chain"]: (body["chain_seq"], body["digest"])})
    return place


def swap(session: Session, rows: Rows, at: int, dice: random.Random) -> int:
    """Two events change places in the log."""
    one, other = rows[at]["id"], rows[dice.choice([each for each in range(len(rows)) if each != at])]["id"]
    for new, old in ((-1, one), (one, other), (other, -1)):
        session.execute(update(EVENT).where(EVENT.c.id == old).values(id=new))
    return min(one, other)


def cut_chain(session: Session, rows: Rows, at: int, _dice: random.Random) -> int | None:
    """A case loses an event and all that came after it; its head is set to fit."""
    row = rows[at]
    session.execute(delete(EVENT).where(EVENT.c.chain == row["chain"], EVENT.c.chain_seq >= row["chain_seq"]))
    set_heads(session, {row["chain"]: (row["chain_seq"] - 1, row["previous"])})
    return next((each["id"] for each in rows[at:] if each["chain"] != row["chain"]), None)


def cut_log(session: Session, rows: Rows, at: int, _dice: random.Random) -> int | None:
    """The log loses its end, and every case that lost something gets a head that fits."""
    session.execute(delete(EVENT).where(EVENT.c.id >= rows[at]["id"]))
    set_heads(session, {row["chain"]: (row["chain_seq"] - 1, row["previous"]) for row in reversed(rows[at:])})
    return None


def rechain(session: Session, rows: Rows, at: int, _dice: random.Random) -> int:
    """An event is rewritten and its chain reckoned anew up to the head, so that everything fits again."""
    previous, fresh, row = rows[at]["previous"], [], rows[at]
    for each in rows[at:]:
        if each["chain"] == row["chain"]:
            facts = changed(row["facts"]) if each is row else each["facts"]
            body = {**each, "facts": facts, "previous": previous}
            previous = leaf(body)
            fresh.append(
                {"key": each["id"], "facts": facts, "previous": body["previous"], "digest": previous}
            )
            last = each["chain_seq"]
    anew = update(EVENT).where(EVENT.c.id == bindparam("key"))
    names = ("facts", "previous", "digest")
    session.connection().execute(anew.values({name: bindparam(name) for name in names}), fresh)
    set_heads(session, {row["chain"]: (last, previous)})
    return int(row["id"])


def rechain_and_forget(session: Session, rows: Rows, at: int, dice: random.Random) -> int:
    """The same, and the checkpoints in the database are removed as well."""
    session.execute(delete(Checkpoint))
    return rechain(session, rows, at, dice)


DEEDS: list[Deed] = [
    *(flip(column) for column in COLUMNS), remove, slip_in, swap, cut_chain, cut_log, rechain, rechain_and_forget,
]  # fmt: skip
