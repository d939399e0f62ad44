"""A thousand forgeries of a log of 20,000 events, on each database: a witness finds every one, at its row.

The log is read on from the last place before the forgery at which it was proven, by the reading that
`flask audit verify` does from the beginning; so each forgery costs some hundred events instead of twenty thousand.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.log_proof import LogProof
from app.actions.verifying import verify_log
from app.checkpoints import public_text, read
from app.jobs.sealing import Seal, seal_log
from storage.checkpoints import chain_heads, checkpoints
from storage.log import log_stretches
from tests.support.forgers import DEEDS, EVENT, Rows
from tests.support.lived import Lived
from tests.support.long_log import lengthen
from tests.support.office import house
from tests.support.tampering import drop_guards

EVENTS, CASES, FORGERIES, STRIDE = 20_000, 100, 1_000, 200

pytestmark = pytest.mark.slow


def prove_on(session: Session, proof: LogProof) -> LogProof:
    """Read on from where a proof stands, up to the first fault or the end."""
    for stretch in log_stretches(session, proof.last_event, STRIDE + 50):
        proof.follow(stretch)
        if proof.fault is not None:
            break
    if proof.fault is None:
        proof.end(chain_heads(session))
    return proof


def places(session: Session, witness: list[str]) -> list[LogProof]:
    """Proofs of the untouched log, one every so many events, the first at its beginning."""
    proof = LogProof(witness, checkpoints(session), public_text(house().keyring.log_key))
    found = [proof.fork()]
    for stretch in log_stretches(session, at_once=STRIDE):
        assert stretch.columns is not None, "an untouched log comes apart into columns"
        proof.follow(stretch)
        found.append(proof.fork())
    proof.end(chain_heads(session))
    assert proof.fault is None and proof.size == EVENTS
    return found


def forged(session: Session, rows: Rows, proofs: list[LogProof], number: int) -> None:
    """Forge, prove, undo; the fault must be found where the forgery begins."""
    deed, dice = DEEDS[number % len(DEEDS)], random.Random(number)
    at = dice.randrange(len(rows))
    with session.begin_nested() as undone:
        named = deed(session, rows, at, dice)
        first = min(rows[at]["id"], rows[at]["id"] if named is None else named)
        start = bisect_right([each.last_event for each in proofs[1:]], first - 1)
        fault = prove_on(session, proofs[start].fork()).fault
        undone.rollback()
    assert fault is not None, f"{deed.__name__} {number} stays unseen"
    assert fault.event == named, f"{deed.__name__} {number}: {fault}"


def test_a_witness_finds_every_one_of_a_thousand_forgeries_at_its_row(lived: Lived, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    with lived.session() as session, lived.session() as sealing:
        lengthen(session, EVENTS, CASES, lambda: seal_log(sealing, Seal(folder), at_once=True))
    signed = list(read(folder))
    witness = [leaf for each in signed for leaf in each.leaves]
    assert len(witness) == EVENTS and len(signed) >= 30
    with lived.session() as session:
        found = verify_log(session, signed)
        assert found.faults == [] and found.events == found.witnessed == EVENTS, "no false alarm"
        drop_guards(session)
        rows = [dict(row) for row in session.execute(select(EVENT).order_by(EVENT.c.id)).mappings()]
        proofs = places(session, witness)
        for number in range(FORGERIES):
            forged(session, rows, proofs, number)
        assert verify_log(session, signed).faults == [], "everything was undone"
        session.rollback()
