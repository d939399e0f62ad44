"""What happened in a case, in sentences, newest first; it reads events and writes nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.folder import case_key
from app.actions.inbox import reason_place
from app.duties import Clause
from app.versions import Edition
from app.views.access import house, language
from app.views.duties_basis import basis_of
from app.views.naming import field_label, message_name, rule_name, unit_name
from app.views.words import t
from app.wording import sentence
from storage.casebook import document_titles, tasks_named, timeline_of
from storage.cases import notes_of
from storage.models import CaseFile, Event, Run
from storage.officers import names_of
from storage.versions import newest_versions

DETAIL = frozenset({
    "task_opened", "task_claimed", "task_released", "task_cancelled", "deadline_started", "deadline_met",
    "deadline_warned", "operation_performed", "message_received", "message_kept", "receipt_issued", "document_read",
    "personal_data_shown", "lane_skipped", "paper_drafted", "external_task_opened", "external_task_taken",
    "external_task_held",
})  # fmt: skip
"""Kinds that the short timeline leaves out."""
PAGE = 30
_TONES = {
    "timer_fired": "is-late", "incident_opened": "is-late", "task_returned": "is-late",
    "deadline_extended": "is-late", "case_opened": "is-good", "case_closed": "is-good", "run_ended": "is-good",
    "deadline_met": "is-good",
}  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One entry: when, who (with unit, and on whose behalf), what, a quotation, and its shape in the list."""

    number: int
    at: datetime
    who: str
    unit: str
    instead_of: str
    says: str
    quote: str
    tone: str
    basis: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """A page of entries; `older` is the chain number before which the next page begins, None at the end."""

    entries: tuple[Moment, ...]
    older: int | None


def timeline(
    session: Session,
    case: CaseFile,
    runs: Sequence[Run],
    *,
    whole: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> Timeline:
    """Return what happened in a case: the main events, or with `whole` all of them."""
    left_out = frozenset() if whole else DETAIL
    events = timeline_of(session, case.id, without=left_out, before=before, limit=limit + 1)
    names = EventNames(session, case, runs, events[:limit])
    entries = tuple(moment_of(event, names) for event in events[:limit])
    return Timeline(entries, events[limit - 1].chain_seq if len(events) > limit else None)


class EventNames:
    """Puts the ids of some events into words; each kind of name is asked for once."""

    def __init__(
        self, session: Session, case: CaseFile, runs: Sequence[Run], events: Sequence[Event]
    ) -> None:
        self.key, self.district = case_key(session, case), case.jurisdiction_key
        self.tasks = tasks_named(session, {event.task_id for event in events if event.task_id})
        self.editions: dict[str, Edition] = {
            run.id: house().shelf.edition(session, run.version_id) for run in runs
        }
        self.processes = {
            version.process_key: t(version.name_zh, version.name_en) for version in newest_versions(session)
        }
        people = {event.actor_id for event in events} | {event.on_behalf_of for event in events}
        people |= {event.facts.get(name) for event in events for name in ("to", "from", "officer")}
        self.people = names_of(session, [one for one in people if isinstance(one, str)])
        files = {event.facts.get("document") for event in events}
        self.files = document_titles(session, [one for one in files if isinstance(one, str)])
        written = any(event.kind == "note_written" for event in events)
        self.notes = {note.id: note.text for note in notes_of(session, case.id)} if written else {}

    def of(self, event: Event) -> dict[str, str]:
        """Return the words for the ids of one event."""
        facts = event.facts
        found = dict(self.people)
        if facts.get("element"):
            found[str(facts["element"])] = self.element(event, str(facts["element"]))
        for name, words in (("unit", unit_name), ("rule", rule_name)):
            if facts.get(name):
                found[str(facts[name])] = words(str(facts[name]))
        if facts.get("process"):
            found[str(facts["process"])] = self.processes.get(str(facts["process"]), str(facts["process"]))
        if facts.get("name"):
            found[str(facts["name"])] = message_name(str(facts["name"]), self.processes)
        if event.kind == "answers_corrected":
            found.update(self._labels(event))
        if facts.get("receiver") in house().exchanges.receivers:
            known = house().exchanges.receivers[str(facts["receiver"])]
            found[known.key] = t(known.zh, known.en)
        if facts.get("field"):
            found[str(facts["field"])] = field_label(str(facts["field"]))
        return found

    def _labels(self, event: Event) -> dict[str, str]:
        """Return what the form of a step calls the fields that were corrected."""
        edition = self.editions.get(event.run_id or "")
        form = edition.form(event.facts["process"], event.facts["element"]) if edition else None
        return {field.path: t(field.zh, field.en) for field in form.fields} if form is not None else {}

    def basis(self, event: Event) -> tuple[Clause, ...]:
        """Return the clauses that a completed task served."""
        task, edition = self.tasks.get(event.task_id or ""), self.editions.get(event.run_id or "")
        return tuple(basis_of(edition, task, self.district)) if task and edition else ()

    def element(self, event: Event, element_id: str) -> str:
        """Return the name of the element that an event concerns."""
        task = self.tasks.get(event.task_id or "")
        if task is not None:
            return t(task.title, task.title_en)
        edition = self.editions.get(event.run_id or "")
        found = edition.definition.elements.get(element_id) if edition else None
        if found is None:
            return element_id
        return t(found.name or element_id, found.properties.get("name_en") or found.name)


def moment_of(event: Event, names: EventNames) -> Moment:
    """Return one event as an entry of a timeline."""
    facts: Mapping[str, Any] = event.facts
    if event.kind.startswith("document_"):
        facts = {**facts, "title": names.files.get(str(facts.get("document")), "")}
    return Moment(
        number=event.chain_seq,
        at=event.at,
        who=names.people.get(event.actor_id, "") if event.actor_id else t("系统", "System"),
        unit=unit_name(event.unit_id, short_form=True),
        instead_of=names.people.get(event.on_behalf_of or "", ""),
        says=sentence(event.kind, facts, language(), names.of(event)),
        quote=_quote(event, names),
        tone=_TONES.get(event.kind, "" if event.actor_id else "is-system"),
        basis=names.basis(event) if event.kind == "task_completed" else (),
    )


def _quote(event: Event, names: EventNames) -> str:
    if (
        event.kind in ("task_returned", "task_assigned", "answers_corrected")
        and event.facts.get("reason_sealed")
        and event.task_id
    ):
        sealed = base64.b64decode(event.facts["reason_sealed"])
        return names.key.open(sealed, reason_place(event.task_id)).decode()
    if event.kind == "note_written":
        return names.notes.get(str(event.facts.get("note")), "")
    return ""
