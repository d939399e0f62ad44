"""Event logs leave the house: which events, in which words, with persons masked or under invented names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy.orm import Session

from app.actions.exporting import purpose_of
from app.actors import Actor
from app.exports.logs import MASKED, PERSONAL, PSEUDONYMS, Counted, Entry, Trace, Writer
from app.exports.ocel import write_ocel
from app.exports.xes import write_xes
from app.house import House, house_of
from app.permissions import role_name
from app.refusals import NotReady
from app.versions import Edition
from app.wording import sentence
from storage.database import unit_of_work
from storage.events import record
from storage.exports import cases_in_order, chain_rows, drawn_of_case
from storage.models import CaseFile
from storage.runs import runs_of_case

Row = dict[str, Any]
WRITERS: dict[str, Writer] = {"xes": write_xes, "ocel": write_ocel}
_TOLD = ("element", "process", "rule")
"""Facts that become words of an activity; they name things of the diagrams and rules, never a person."""


def export_log(
    session: Session,
    out: IO[bytes],
    form: str,
    purpose: str,
    *,
    personal: str = MASKED,
    districts: Collection[str] | None = None,
    tell: Callable[[int], None] = lambda _: None,
    by: Actor,
) -> Counted:
    """Write the events of all cases (of these districts) as "xes" or "ocel", then record that they leave.

    `personal` is "masked" or "pseudonyms"; nothing leaves in clear. `tell` hears how many cases are written. Cases
    are read one by one. Raises PurposeNeeded, and NotReady for another form or choice.
    """
    why = purpose_of(purpose)
    checked_choice(form, personal)
    counted = write_log(session, out, form, personal, districts, tell)
    told = {"form": form.upper(), "personal": personal, "cases": counted.cases, "events": counted.events}
    record_log_export(session, {**told, "purpose": why, "sha256": _digest(out)}, by=by)
    return counted


def checked_choice(form: str, personal: str) -> None:
    """Raise NotReady for another form than "xes" or "ocel", or another way with persons."""
    if form not in WRITERS or personal not in PERSONAL:
        raise NotReady("请选择 XES 或 OCEL，遮盖或化名。", "Choose XES or OCEL, masked or pseudonyms.")


def write_log(
    session: Session,
    out: IO[bytes],
    form: str,
    personal: str,
    districts: Collection[str] | None,
    tell: Callable[[int], None],
) -> Counted:
    """Write the events of all cases of these districts, or of all, without a record of it; return what was counted."""
    counted = Counted()
    for counted in WRITERS[form](out, _traces(session, personal, districts)):
        tell(counted.cases)
    return counted


@unit_of_work
def record_log_export(session: Session, facts: dict[str, Any], *, by: Actor) -> None:
    """Record that an event log leaves the house, before its first byte does."""
    record(session, "log_exported", facts, at=house_of(session).now(), by=by)


def _digest(out: IO[bytes]) -> str:
    out.seek(0)
    return hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]


def _traces(session: Session, personal: str, districts: Collection[str] | None) -> Iterator[Trace]:
    for case in cases_in_order(session, districts):
        yield _Case(session, case, personal).trace()
        session.expunge_all()


class _Case:
    """One case as a log tells it."""

    def __init__(self, session: Session, case: CaseFile, personal: str) -> None:
        self.session, self.case, self.personal = session, case, personal
        self.house: House = house_of(session)
        self.drawn = drawn_of_case(session, case.id)
        self.editions: dict[str, Edition] = {
            run.id: self.house.shelf.edition(session, run.version_id)
            for run in runs_of_case(session, case.id)
        }

    def trace(self) -> Trace:
        """Return the case with its events, which are read when they are asked for."""
        case = self.case
        facts = {
            "district": case.jurisdiction_key, "stage": case.stage, "state": case.state, "urgency": case.urgency,
            "group": case.group_case, "headcount": case.headcount,
        }  # fmt: skip
        rows = chain_rows(self.session, case.id, case.event_seq)
        name = self._hidden("case", case.id) if self.personal == PSEUDONYMS else case.case_no
        return Trace(name, facts, (self._entry(row) for row in rows))

    def _hidden(self, kind: str, key: str) -> str:
        """Return the invented name: always the same one in this installation, and no way back without its key."""
        return self.house.keyring.blind_index(f"log.{kind}", key)[:16]

    def _entry(self, row: Row) -> Entry:
        facts, names = row["facts"], self._names(row)
        officer = row["actor_id"] if self.personal == PSEUDONYMS else None
        told = {name: facts[name] for name in _TOLD if isinstance(facts.get(name), str)}
        if isinstance(facts.get("outcome"), str):
            told["outcome"] = facts["outcome"]
        objects = [("run", row["run_id"]), ("task", row["task_id"]), ("document", facts.get("document"))]
        return Entry(
            number=row["chain_seq"],
            kind=row["kind"],
            activity=names.get(facts.get("element", ""))
            or sentence(row["kind"], {name: told[name] for name in _TOLD if name in told}, "zh", names),
            at=datetime.fromisoformat(row["at"]),
            officer=self._hidden("officer", officer) if officer else "",
            role=role_name(row["actor_role"]) if row["actor_role"] else "",
            unit=row["unit_id"] or "",
            facts=told,
            objects=tuple((kind, key) for kind, key in objects if key),
        )

    def _names(self, row: Row) -> dict[str, str]:
        facts, found = row["facts"], dict[str, str]()
        edition = self.editions.get(row["run_id"] or "")
        if isinstance(facts.get("element"), str):
            key, element_id = self.drawn.get(
                row["task_id"] or "", (edition.key if edition else "", facts["element"])
            )
            element = edition.definition.find_element(key, element_id) if edition else None
            found[facts["element"]] = element.name or element.id if element else facts["element"]
        if isinstance(facts.get("rule"), str) and facts["rule"] in self.house.rules:
            found[facts["rule"]] = self.house.rules[facts["rule"]].name_zh
        if edition is not None:
            found[edition.key] = edition.name_zh
        return found
