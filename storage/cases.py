"""Questions about the case file: facts, parties, money, documents, service records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from storage.models import (
    CaseFile,
    CaseLink,
    CaseUnit,
    Counter,
    Document,
    DocumentContent,
    NameGram,
    Note,
    Party,
    Payment,
    Project,
    RosterLine,
    ServiceRecord,
)
from storage.upserts import upsert


def case_of(session: Session, case_id: str) -> CaseFile | None:
    """Return a case."""
    return session.get(CaseFile, case_id)


def case_by_number(session: Session, jurisdiction: str, case_no: str) -> CaseFile | None:
    """Return the case of a district with this case number."""
    return session.scalar(
        select(CaseFile).where(CaseFile.jurisdiction_key == jurisdiction, CaseFile.case_no == case_no)
    )


def case_by_receipt(session: Session, receipt_no: str) -> CaseFile | None:
    """Return the case that gave out this receipt number."""
    return session.scalar(select(CaseFile).where(CaseFile.receipt_no == receipt_no))


def parties_of(session: Session, case_id: str) -> Sequence[Party]:
    """Return the parties of a case, organisations and people, in order of entry."""
    return session.scalars(select(Party).where(Party.case_id == case_id).order_by(Party.id)).all()


def roster_of(session: Session, case_id: str) -> Sequence[tuple[RosterLine, Party]]:
    """Return the roster lines of a case with their workers, in order of entry."""
    question = (
        select(RosterLine, Party)
        .join(Party, RosterLine.worker_id == Party.id)
        .where(RosterLine.case_id == case_id)
        .order_by(RosterLine.position, RosterLine.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def payments_of(session: Session, case_id: str) -> Sequence[Payment]:
    """Return the payments recorded in a case, in order of entry."""
    return session.scalars(
        select(Payment).where(Payment.case_id == case_id).order_by(Payment.position, Payment.id)
    ).all()


def project_of(session: Session, case_id: str) -> Project | None:
    """Return the engineering project of a case."""
    return session.scalar(select(Project).where(Project.case_id == case_id))


def documents_of(session: Session, case_id: str) -> Sequence[Document]:
    """Return the documents of a case, newest first."""
    question = select(Document).where(Document.case_id == case_id)
    return session.scalars(question.order_by(Document.added_at.desc(), Document.id.desc())).all()


def document_of(session: Session, document_id: str) -> Document | None:
    """Return a document."""
    return session.get(Document, document_id)


def content_of(session: Session, document_id: str) -> bytes | None:
    """Return the encrypted bytes of a document."""
    return session.scalar(select(DocumentContent.cipher).where(DocumentContent.document_id == document_id))


def service_records_of(session: Session, case_id: str) -> Sequence[ServiceRecord]:
    """Return the proofs of service of a case, oldest first."""
    question = select(ServiceRecord).where(ServiceRecord.case_id == case_id)
    return session.scalars(question.order_by(ServiceRecord.recorded_at, ServiceRecord.id)).all()


def notes_of(session: Session, case_id: str) -> Sequence[Note]:
    """Return the remarks on a case, newest first."""
    question = select(Note).where(Note.case_id == case_id)
    return session.scalars(question.order_by(Note.written_at.desc(), Note.id.desc())).all()


def links_of(session: Session, case_id: str) -> Sequence[tuple[CaseLink, CaseFile]]:
    """Return the cases linked with a case."""
    question = (
        select(CaseLink, CaseFile)
        .join(CaseFile, CaseLink.other_id == CaseFile.id)
        .where(CaseLink.case_id == case_id)
        .order_by(CaseLink.linked_at, CaseFile.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def cases_merged_into(session: Session, case_id: str) -> Sequence[CaseFile]:
    """Return the cases that were merged into a case, oldest first."""
    question = select(CaseFile).where(CaseFile.merged_into_id == case_id)
    return session.scalars(question.order_by(CaseFile.opened_at, CaseFile.id)).all()


def parties_named(session: Session, jurisdiction: str, place: str, names: Iterable[str]) -> Sequence[Party]:
    """Return parties of these names at a place in any case of a district, oldest case first."""
    question = (
        select(Party)
        .join(CaseFile, CaseFile.id == Party.case_id)
        .where(CaseFile.jurisdiction_key == jurisdiction, Party.place == place, Party.name.in_(sorted(names)))
        .order_by(CaseFile.opened_at, Party.id)
    )
    return session.scalars(question).all()


def units_of_case(session: Session, case_id: str) -> set[str]:
    """Return the units that have or had work on a case."""
    return set(session.scalars(select(CaseUnit.unit_id).where(CaseUnit.case_id == case_id)))


def add_case_units(session: Session, case_id: str, unit_ids: Iterable[str], at: datetime) -> None:
    """Let units read a case from now on; units that may already are left as they are."""
    rows = [{"case_id": case_id, "unit_id": unit_id, "since_at": at} for unit_id in sorted(set(unit_ids))]
    if not rows:
        return
    session.execute(upsert(session, CaseUnit).values(rows).on_conflict_do_nothing())


def add_name_grams(session: Session, case_id: str, names: Iterable[str]) -> None:
    """Index names of a case for search by two characters and more."""
    grams = sorted({gram for name in names for gram in grams_of(name)})
    if not grams:
        return
    rows = [{"gram": gram, "case_id": case_id} for gram in grams]
    session.execute(upsert(session, NameGram).values(rows).on_conflict_do_nothing())


def grams_of(name: str) -> set[str]:
    """Return every two neighbouring characters of a name, without spaces and in lower case."""
    text = "".join(name.split()).lower()
    return {text[at : at + 2] for at in range(len(text) - 1)}


def next_number(session: Session, key: str) -> int:
    """Return the next number of a gapless series; a rolled back action gives its number back.

    One statement, so that two actions that begin a series at once queue instead of failing.
    """
    statement = (
        upsert(session, Counter)
        .values(key=key, last=1)
        .on_conflict_do_update(index_elements=[Counter.key], set_={"last": Counter.last + 1})
    )
    return session.execute(statement.returning(Counter.last)).scalar_one()


def remove_roster(session: Session, case_id: str) -> None:
    """Remove the roster lines of a case before they are written anew; what they were stays in the events."""
    session.execute(delete(RosterLine).where(RosterLine.case_id == case_id))


def remove_payments(session: Session, case_id: str) -> None:
    """Remove the payment lines of a case before they are written anew; what they were stays in the events."""
    session.execute(delete(Payment).where(Payment.case_id == case_id))


def remove_payment(session: Session, payment_id: str) -> None:
    """Remove one payment line that was taken back whole; what it was stays in the events."""
    session.execute(delete(Payment).where(Payment.id == payment_id))


def cases_like(
    session: Session, case: CaseFile, *, uscc: str | None, id_indexes: Iterable[str], employer: str | None
) -> Sequence[CaseFile]:
    """Return other cases of the district, open or closed, with the same employer (code, or name) or worker.

    Cases that were merged into others are left out: those others stand for them.
    """
    hits = select(Party.case_id).where(
        ((Party.uscc == uscc) & (Party.uscc.is_not(None)))
        | Party.id_no_index.in_(sorted(id_indexes))
        | ((Party.place == "employer") & (Party.name == (employer or "")) & (Party.name != ""))
    )
    question = (
        select(CaseFile)
        .where(
            CaseFile.id.in_(hits),
            CaseFile.id != case.id,
            CaseFile.jurisdiction_key == case.jurisdiction_key,
            CaseFile.merged_into_id.is_(None),
        )
        .order_by(CaseFile.opened_at.desc(), CaseFile.id)
        .limit(50)
    )
    return session.scalars(question).all()


def add_rows(session: Session, model: type, rows: list[dict[str, object]]) -> None:
    """Insert many rows of one table in one statement."""
    if rows:
        session.execute(insert(model), rows)


def count_cases(session: Session) -> int:
    """Return how many cases there are."""
    return session.scalar(select(func.count()).select_from(CaseFile)) or 0


def case_ids(session: Session, numbers: Iterable[str] | None) -> dict[str, str]:
    """Return the ids of the cases with these numbers by number, or of all cases in the order of their opening."""
    question = select(CaseFile.case_no, CaseFile.id).order_by(CaseFile.opened_at, CaseFile.id)
    if numbers is not None:
        question = question.where(CaseFile.case_no.in_(sorted(numbers)))
    return {row[0]: row[1] for row in session.execute(question)}
