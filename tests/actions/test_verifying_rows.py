"""Rows beside the log that the record vouches for: papers, findings, checkpoints and what they grow on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.actions.findings import make_finding, settle_finding
from app.actions.verifying import verify_log
from app.checkpoints import Signed, read
from app.jobs.sealing import Seal, seal_log
from storage.models import Checkpoint, Document, Event, Finding
from tests.actions.test_verifying import sealed as sealed
from tests.support.lived import Lived
from tests.support.tampering import drop_guards


def test_an_issued_paper_keeps_its_number(sealed: tuple[Session, list[Signed]]) -> None:
    session, _ = sealed
    issued = session.scalars(select(Event).where(Event.kind == "document_issued")).first()
    assert issued is not None
    paper = Document.id == issued.facts["document"]
    for forge in (
        update(Document).where(paper).values(number="伪造〔2025〕9号"),
        delete(Document).where(paper),
    ):
        with session.begin_nested() as undone:
            session.execute(forge)
            assert [fault.kind for fault in verify_log(session).faults] == ["document"]
            undone.rollback()
        session.expunge_all()
    assert verify_log(session).faults == []


def test_a_finding_stays_what_the_auditor_wrote(lived: Lived) -> None:
    auditor = lived.actor("tj.office.auditor")
    with lived.session() as session:
        made = make_finding(session, lived.cases["open"], "材料未复核", "notable", by=auditor).id
        settle_finding(session, made, "已补办复核", by=auditor)
        assert verify_log(session).faults == []
        for forge in (
            update(Finding).values(text="没有问题"),
            update(Finding).values(remark="不必复核"),
            delete(Finding),
        ):
            session.execute(forge)
            assert [fault.kind for fault in verify_log(session).faults] == ["finding"]
            session.rollback()


def test_a_witnessed_checkpoint_that_is_gone_and_forged_roots_are_named(
    sealed: tuple[Session, list[Signed]],
) -> None:
    session, witness = sealed
    with session.begin_nested() as undone:
        session.execute(update(Checkpoint).values(roots=["00" * 32]))
        assert [fault.kind for fault in verify_log(session).faults] == ["checkpoint"]
        undone.rollback()
    session.expunge_all()
    session.execute(delete(Checkpoint))
    assert [fault.kind for fault in verify_log(session, witness).faults] == ["checkpoint"]


@pytest.mark.parametrize("database_kind", ["sqlite"])  # signing is the same on both
def test_the_log_never_grows_on_forged_roots(lived: Lived, tmp_path: Path) -> None:
    seal = Seal(tmp_path / "own")
    with lived.session() as session:
        assert seal_log(session, seal, at_once=True)
        make_finding(
            session, lived.cases["open"], "材料未复核", "notable", by=lived.actor("tj.office.auditor")
        )
        drop_guards(session)
        honest = session.scalars(select(Checkpoint)).one().roots
        session.execute(update(Checkpoint).values(roots=["00" * 32]))
        session.commit()
        assert seal_log(session, seal, at_once=True)
        session.execute(update(Checkpoint).where(Checkpoint.roots == ["00" * 32]).values(roots=honest))
        assert verify_log(session, list(read(seal.folder))).faults == []
        session.rollback()
