"""Measures what proving the record costs: an event of the log, and a command that is taken again from its event."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from app.actions.log_proof import LogProof
from app.actions.replaying import replay_case
from storage.checkpoints import chain_heads
from storage.log import log_stretches
from storage.models import Event
from tests.bench.databases import Databases
from tests.bench.flows import AGAIN
from tests.bench.measuring import steady
from tests.bench.telling import Bound, table
from tests.bench.workplace import Workplace, furnish
from tests.support.long_log import lengthen

EVENTS, CASES, COMMANDS, TRIES, PAUSE = 20_000, 100, 150, 20, 0.5
PROOF, REPLAY = 3.0, 0.5
"""Proving an event may cost so many times the bare hashing of its facts and reading of their JSON; taking a command
again, so many times doing it."""


def record_proofs(results: dict[str, Any], databases: Databases) -> list[Bound]:
    """Measure both on both databases, print and keep the figures, and return the bounds on their ratios."""
    rows, bounds = [], []
    for kind in ("sqlite", "postgresql"):
        workplace = furnish(databases.make(kind), ["bench_loop"])
        try:
            row = {"database": kind, **_replaying(workplace), **_proving(workplace)}
        finally:
            workplace.close()
        rows.append(row)
        bounds.append(Bound(f"proving an event to hashing and reading it, {kind}", row["proof_ratio"], PROOF))
        bounds.append(Bound(f"taking a command again to doing it, {kind}", row["replay_ratio"], REPLAY))
    results["record"] = rows
    names = ("events_a_second", "proof_ratio", "commands_a_second", "replay_ratio")
    cells = [[row["database"], *(f"{row[name]:,.2f}" for name in names)] for row in rows]
    heads = ("", "events/CPU s", "to bare", "commands/CPU s", "to doing")
    print(table(f"Proving {EVENTS:,} events, replaying {COMMANDS} commands, one core", heads, cells))
    return bounds


def _best(*acts: Callable[[], object]) -> list[float]:
    """Return the least CPU of several tries of each: what the work costs when nobody else is in the way.

    What shares a core with others takes up to twice as long for seconds at a time; so tries take turns and pause.
    """
    tries: list[list[float]] = [[] for _ in acts]
    for _ in range(TRIES):
        for act, spent in zip(acts, tries, strict=True):
            begun = time.process_time()
            act()
            spent.append(time.process_time() - begun)
        time.sleep(PAUSE)
    return [min(spent) for spent in tries]


def _replaying(workplace: Workplace) -> dict[str, float]:
    case_id = workplace.begin("bench_loop")
    with steady():
        tasks, spent = [], 0.0
        for _ in range(COMMANDS):
            tasks.append(workplace.open_task(case_id))
            begun = time.process_time()
            workplace.complete(tasks[-1], AGAIN)
            spent += time.process_time() - begun
        with workplace.office.session() as session:
            (cost,) = _best(lambda: _replayed(session, case_id))
    return {"commands_a_second": (COMMANDS + 1) / cost, "replay_ratio": cost / spent}


def _replayed(session: Session, case_id: str) -> None:
    session.expunge_all()
    found = replay_case(session, case_id)
    assert found.steps == COMMANDS + 1 and not found.differences, found.differences


def _proving(workplace: Workplace) -> dict[str, float]:
    with workplace.office.session() as session:
        lengthen(session, EVENTS, CASES, lambda: None)
    with steady(), workplace.office.session() as session:
        facts = session.scalars(select(cast(Event.facts, Text))).all()
        cost, bare = _best(
            lambda: _proven(session),
            lambda: [(sha256(text.encode()).digest(), json.loads(text)) for text in facts],
        )
    return {"events_a_second": EVENTS / cost, "proof_ratio": cost / bare}


def _proven(session: Session) -> None:
    proof = LogProof([], [], "")
    for stretch in log_stretches(session):
        proof.follow(stretch)
    proof.end(chain_heads(session))
    assert proof.fault is None and proof.size == EVENTS and proof.root, proof.fault
