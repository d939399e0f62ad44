"""The log is proven whole, and whoever has the database's password and uses it is found at the very row."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.actions.verifying import Verified, verify_log
from app.checkpoints import BadCheckpoint, Signed, read, take_over
from app.clock import SetClock
from app.jobs.sealing import Seal, seal_log
from storage.events import leaf
from storage.models import (
    CaseFile,
    Checkpoint,
    DocumentContent,
    Event,
    ProcessFile,
    ProcessVersion,
    SystemChain,
)
from storage.models.base import table_of
from tests.support.lived import CLERK, Lived
from tests.support.tampering import drop_guards

ROUNDS = 60
EVENT = table_of(Event)


@pytest.fixture
def sealed(lived: Lived, tmp_path: Path) -> Iterator[tuple[Session, list[Signed]]]:
    """A session whose tampering is undone at the end, and what a witness keeps of the log."""
    folder = tmp_path / "checkpoints"
    with lived.session() as session:
        assert seal_log(session, Seal(folder), at_once=True)
    with lived.session() as session:
        drop_guards(session)
        yield session, list(read(folder))
        session.rollback()


def rows_of(session: Session) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(EVENT).order_by(EVENT.c.id)).mappings()]


def test_an_untouched_log_is_whole(sealed: tuple[Session, list[Signed]]) -> None:
    session, witness = sealed
    found = verify_log(session, witness)
    assert found.faults == []
    assert found.events == found.witnessed == len(rows_of(session)) and found.documents and found.checkpoints
    assert found.root == witness[-1].statement.root
    assert verify_log(session).faults == []


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, dict):
        return {**value, "seen": "later"}
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return "01" if value is None else value + timedelta(seconds=1)


def flip(session: Session, row: dict[str, Any], dice: random.Random) -> None:
    """One column of one event is changed."""
    column = dice.choice(
        ["kind", "at", "actor_id", "actor_role", "on_behalf_of", "run_id", "task_id", "facts"]
    )
    session.execute(update(EVENT).where(EVENT.c.id == row["id"]).values({column: changed(row[column])}))


def remove(session: Session, row: dict[str, Any], _dice: random.Random) -> None:
    """An event is removed."""
    session.execute(delete(EVENT).where(EVENT.c.id == row["id"]))


def rechain(session: Session, row: dict[str, Any], _dice: random.Random) -> None:
    """An event is rewritten, and its chain up to the head of the case computed anew, so that it fits again."""
    session.execute(update(EVENT).where(EVENT.c.id == row["id"]).values(facts=changed(row["facts"])))
    previous = row["previous"]
    chain = (
        select(EVENT)
        .where(EVENT.c.chain == row["chain"], EVENT.c.id >= row["id"])
        .order_by(EVENT.c.chain_seq)
    )
    last = 0
    for each in session.execute(chain).mappings().all():
        body = {**each, "previous": previous}
        previous, last = leaf(body), each["chain_seq"]
        values = {"previous": body["previous"], "digest": previous}
        session.execute(update(EVENT).where(EVENT.c.id == each["id"]).values(values))
    set_head(session, row["chain"], last, previous)


def cut(session: Session, row: dict[str, Any], _dice: random.Random) -> None:
    """An event and all that came after it in its chain are cut off, and the head of the case is set to fit."""
    after = (EVENT.c.chain == row["chain"]) & (EVENT.c.chain_seq >= row["chain_seq"])
    session.execute(delete(EVENT).where(after))
    set_head(session, row["chain"], row["chain_seq"] - 1, row["previous"])


def slip_in(session: Session, row: dict[str, Any], _dice: random.Random) -> None:
    """An event that fits perfectly is added to the end of a chain in the name of an earlier one's author."""
    chain = select(EVENT).where(EVENT.c.chain == row["chain"]).order_by(EVENT.c.chain_seq.desc()).limit(1)
    head = session.execute(chain).mappings().one()
    body = {name: value for name, value in row.items() if name not in ("id", "digest")}
    body |= {"chain_seq": head["chain_seq"] + 1, "previous": head["digest"]}
    body["digest"] = leaf(body)
    body["id"] = row["id"] - 1_000_000  # among the sealed ones
    session.execute(insert(EVENT).values(body))
    set_head(session, row["chain"], body["chain_seq"], body["digest"])


def swap(session: Session, row: dict[str, Any], dice: random.Random) -> None:
    """Two events change places in the log."""
    others = [each for each in rows_of(session) if each["id"] != row["id"]]
    other = dice.choice(others)
    for new, old in ((-1, row["id"]), (row["id"], other["id"]), (other["id"], -1)):
        session.execute(update(EVENT).where(EVENT.c.id == old).values(id=new))


def set_head(session: Session, chain: str, number: int, digest: str) -> None:
    head = {"event_seq": number, "event_hash": digest}
    session.execute(update(CaseFile).where(CaseFile.id == chain).values(head))
    session.execute(update(SystemChain).where(SystemChain.key == chain).values(head))


Tampering = Callable[[Session, dict[str, Any], random.Random], None]
FOUND_WITHOUT_WITNESS: list[Tampering] = [flip, remove]
TAMPERINGS: list[Tampering] = [*FOUND_WITHOUT_WITNESS, rechain, cut, slip_in, swap]


def tampered(
    session: Session, witness: list[Signed] | None, tamper: Tampering, seed: int
) -> tuple[int, Verified]:
    """Tamper with one event, verify, undo it; return the event's id and what was found."""
    dice = random.Random(seed)
    row = dice.choice(rows_of(session))
    with session.begin_nested() as undone:
        tamper(session, row, dice)
        found = verify_log(session, *([witness] if witness else []))
        undone.rollback()
    return row["id"], found


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_with_a_witness_every_tampering_is_found_at_its_row(
    sealed: tuple[Session, list[Signed]], tamper: Tampering
) -> None:
    session, witness = sealed
    ids = [row["id"] for row in rows_of(session)]
    for seed in range(ROUNDS // len(TAMPERINGS)):
        event, found = tampered(session, witness, tamper, seed)
        assert found.faults, f"{tamper.__name__} {seed} stays unseen"
        fault = found.faults[0]
        if tamper in (flip, rechain):
            assert fault.event == event
        elif tamper in (remove, cut):
            assert fault.event is None or fault.event >= event, "the first row after the gap"
            at = ids.index(event)
            assert found.events <= at
    assert verify_log(session, witness).faults == [], "everything was undone"


@pytest.mark.parametrize("tamper", FOUND_WITHOUT_WITNESS, ids=lambda each: each.__name__)
def test_without_a_witness_a_clumsy_hand_is_found_too(
    sealed: tuple[Session, list[Signed]], tamper: Tampering
) -> None:
    session, _ = sealed
    for seed in range(8):
        _, found = tampered(session, None, tamper, seed)
        assert found.faults, f"{tamper.__name__} {seed} stays unseen"


def test_a_rewritten_past_does_not_fit_the_checkpoints_in_the_database(
    sealed: tuple[Session, list[Signed]],
) -> None:
    _, found = tampered(sealed[0], None, rechain, 1)
    assert [fault.kind for fault in found.faults] == ["rewritten"]


def test_a_forged_checkpoint_is_no_checkpoint(sealed: tuple[Session, list[Signed]]) -> None:
    session, witness = sealed
    session.execute(update(Checkpoint).values(signature="00" * 64))
    assert verify_log(session).faults[0].kind == "checkpoint"
    forged = [replace(witness[-1], signature="00" * 64)]
    assert [fault.kind for fault in verify_log(session, forged).faults if fault.kind == "witness"]


def test_a_witness_that_has_nothing_to_say_is_no_witness(sealed: tuple[Session, list[Signed]]) -> None:
    session, witness = sealed
    assert [fault.kind for fault in verify_log(session, []).faults] == ["witness"]
    assert [fault.kind for fault in verify_log(session, witness, witness[:0]).faults] == ["witness"]


def test_a_file_that_was_exchanged_is_named(sealed: tuple[Session, list[Signed]]) -> None:
    session, witness = sealed
    kept = session.scalars(select(DocumentContent)).first()
    assert kept is not None
    session.execute(
        update(DocumentContent)
        .where(DocumentContent.document_id == kept.document_id)
        .values(cipher=kept.cipher[:-1] + bytes([kept.cipher[-1] ^ 1]))
    )
    (fault,) = verify_log(session, witness).faults
    assert fault.kind == "document" and kept.document_id in fault.zh


def test_a_diagram_that_was_changed_after_it_was_published_is_named(
    sealed: tuple[Session, list[Signed]],
) -> None:
    session, witness = sealed
    assert verify_log(session, witness).versions == len(session.scalars(select(ProcessVersion)).all()) > 0
    kept = session.scalars(select(ProcessFile).order_by(ProcessFile.digest)).first()
    assert kept is not None
    changed = update(ProcessFile).where(ProcessFile.digest == kept.digest)
    session.execute(changed.values(content=kept.content + b" "))
    (fault,) = verify_log(session, witness).faults
    assert fault.kind == "process" and "流程文件与发布时不同" in fault.zh
    session.execute(changed.values(content=kept.content))
    session.execute(update(ProcessVersion).values(digest="0" * 64))
    assert [fault.kind for fault in verify_log(session, witness).faults] == ["process"]


def test_the_database_itself_refuses_to_change_checkpoints(lived: Lived, tmp_path: Path) -> None:
    with lived.session() as session:
        assert seal_log(session, Seal(tmp_path), at_once=True)
        for statement in ("UPDATE checkpoint SET root = 'x'", "DELETE FROM checkpoint"):
            with pytest.raises(Exception, match="only ever added"):
                session.execute(text(statement))
            session.rollback()


def test_the_log_is_sealed_when_it_is_due_and_not_before(
    lived: Lived, tmp_path: Path, clock: SetClock
) -> None:
    seal = Seal(tmp_path)
    with lived.session() as session:
        first = seal_log(session, seal)
        assert first and seal_log(session, seal) == 0
    lived.client(CLERK).get("/inbox")
    with lived.session() as session:
        assert seal_log(session, seal) == 0, "signing in is one event: it waits for a minute"
        clock.advance(timedelta(seconds=61))
        assert seal_log(session, seal) == first + 1
        assert seal_log(session, seal, at_once=True) == 0, "nothing new"
    sizes = [signed.statement.size for signed in read(tmp_path)]
    assert sizes == [first, first + 1]


def test_a_witness_takes_over_growth_and_refuses_another_past(lived: Lived, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    with lived.session() as session:
        first = seal_log(session, Seal(ours), at_once=True)
    assert take_over(ours, theirs) == (1, first)
    assert take_over(ours, theirs) == (0, first)
    lived.client(CLERK)
    with lived.session() as session:
        seal_log(session, Seal(ours), at_once=True)
    place = max(ours.glob("*.json"))
    told = json.loads(place.read_text())
    place.write_text(json.dumps({**told, "leaves": ["00" * 32]}))
    with pytest.raises(BadCheckpoint, match="did not grow"):
        take_over(ours, theirs)
    assert len(list(theirs.glob("*.json"))) == 1


def test_the_command_line_proves_names_and_refuses(lived: Lived, tmp_path: Path) -> None:
    runner = lived.app(CHECKPOINTS=str(tmp_path / "own")).test_cli_runner()
    assert "封存" in runner.invoke(args=["audit", "seal"]).output
    copied = runner.invoke(args=["audit", "witness", str(tmp_path / "own"), str(tmp_path / "kept")])
    assert copied.exit_code == 0, copied.output
    whole = runner.invoke(args=["audit", "verify", "--witness", str(tmp_path / "kept")])
    assert whole.exit_code == 0 and json.loads(whole.stdout.splitlines()[-1])["verdict"] == "whole"
    with lived.session() as session:
        drop_guards(session)
        row = rows_of(session)[3]
        flip(session, row, random.Random(2))
        session.commit()
    (tmp_path / "empty").mkdir()
    deaf = runner.invoke(args=["audit", "verify", "--witness", str(tmp_path / "empty")])
    assert deaf.exit_code == 1 and "没有可用的检查点" in deaf.stdout
    altered = runner.invoke(args=["audit", "verify"])
    told = json.loads(altered.stdout.splitlines()[-1])
    assert altered.exit_code == 1 and told["faults"][0]["event"] == row["id"]
