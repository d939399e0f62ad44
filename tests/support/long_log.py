"""A log of many events, written past the actions for tests of size: made-up events that are chained as ours are."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.events import insert_events, leaf
from storage.models import CaseFile, Event, SystemChain, new_id
from storage.models.base import table_of

EVENT = table_of(Event)
KINDS = ("task_opened", "task_claimed", "task_completed", "deadline_started", "note_written", "timer_fired")
SECOND = timedelta(seconds=1)


def lengthen(session: Session, until: int, cases: int, seal: Callable[[], object]) -> None:
    """Add copies of a case until there are so many, then events to chains by chance until there are so many.

    Every 500 events are sealed. As on PostgreSQL, where refused actions use up ids, some ids are left out.
    """
    dice = random.Random(7)
    _add_cases(session, cases)
    heads = _heads(session)
    last = session.execute(select(EVENT).order_by(EVENT.c.id.desc()).limit(1)).mappings().one()
    have, at, key = len(session.execute(select(EVENT.c.id)).all()), last["at"], last["id"]
    while have < until:
        rows: list[dict[str, Any]] = []
        for number in range(have, min(have + 500, until)):
            chain = dice.choice(sorted(heads))
            at, key = at + SECOND, key + dice.choice([1, 1, 1, 2])
            rows.append({"id": key, **_event(chain, heads[chain], at, dice, number)})
            heads[chain] = (rows[-1]["chain_seq"], rows[-1]["digest"])
        insert_events(session.connection(), rows)
        have += len(rows)
        set_heads(session, heads)
        session.commit()
        seal()


def set_heads(session: Session, heads: Mapping[str, tuple[int, str]]) -> None:
    """Write where chains end, as somebody does who knows how it is kept."""
    rows = [{"chain_": key, "seq": number, "hash": digest} for key, (number, digest) in heads.items()]
    for table, key in ((table_of(CaseFile), "id"), (table_of(SystemChain), "key")):
        anew = update(table).where(table.c[key] == bindparam("chain_"))
        session.connection().execute(
            anew.values(event_seq=bindparam("seq"), event_hash=bindparam("hash")), rows
        )


def _add_cases(session: Session, cases: int) -> None:
    table = table_of(CaseFile)
    known = session.execute(select(table).order_by(table.c.id)).mappings().all()
    copies = [
        {**known[0], "id": new_id(), "case_no": f"虚构{number}", "receipt_no": f"虚构{number}", "event_seq": 0,
         "event_hash": ""}
        for number in range(len(known), cases)
    ]  # fmt: skip
    session.execute(insert(table), copies)


def _heads(session: Session) -> dict[str, tuple[int, str]]:
    cases = session.execute(select(CaseFile.id, CaseFile.event_seq, CaseFile.event_hash)).all()
    system = session.execute(select(SystemChain.key, SystemChain.event_seq, SystemChain.event_hash)).all()
    return {row[0]: (row[1], row[2]) for row in [*cases, *system]}


def _event(
    chain: str, head: tuple[int, str], at: datetime, dice: random.Random, number: int
) -> dict[str, Any]:
    row = {
        "chain": chain, "chain_seq": head[0] + 1, "kind": dice.choice(KINDS), "at": at.astimezone(UTC),
        "actor_id": f"{number % 90:026x}", "actor_role": "inspector", "unit_id": None, "on_behalf_of": None,
        "run_id": None if chain == "system" else f"{number % 400:026x}", "task_id": f"{number:026x}",
        "facts": {"element": f"step_{number % 60}", "step": number, "trace": [{"enter": "虚构的一步"}] * 4},
        "previous": head[1],
    }  # fmt: skip
    return {**row, "digest": leaf(row)}
