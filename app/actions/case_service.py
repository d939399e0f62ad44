"""What a service or an approval knows of the step that called it: receiver, paper, attempts, what was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.actions.law import law_of
from app.actions.party_rows import party_values
from app.actions.spots import Spot
from app.clock import LOCAL
from app.engine import run_data
from app.forms import Field
from app.forms.display import readable
from app.forms.masks import mask
from app.values import Value, from_json
from storage.events import completions_of
from storage.models import Run, Task
from storage.officers import names_of
from storage.runs import completed_in_call, officers_of_elements
from storage.sections import sections_like

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

ID_LENGTH = 26
REPORTER = "投诉举报人"
SERVICE = "service_of_document"
HIDDEN = "employer_fled"
"""The run variable that says that an employer's whereabouts are unknown."""


def receiver(reader: Reader) -> Value:
    """Return who is to be served, from the reference that the calling step passed on."""
    ref = reader.data.get("receiver")
    party = next((row for row in reader.folder.parties if row.id == ref), None)
    if party is None or (party.sealed and not reader.sealed):
        return {}
    values = party_values(party, reader.key)
    fled = party.place == "employer" and _of_run(reader).get(HIDDEN) is True
    return {
        "name": values["name"],
        "address": values.get("address"),
        "phone": values.get("phone"),
        "e_consent": _has_consented(reader, party.id),
        "whereabouts": "下落不明" if fled else None,
    }


def _of_run(reader: Reader) -> Mapping[str, Value]:
    run = reader.session.get(Run, reader.spot.run_id) if reader.spot.run_id else None
    return {} if run is None or not run.state else run_data(run.state)


def _has_consented(reader: Reader, ref: str) -> bool:
    """Say whether a service of this case holds the receiver's signed consent to electronic service."""
    consents = sections_like(reader.session, reader.case.id, "service@")
    papers = sections_like(reader.session, reader.case.id, "paper@")
    return any(
        bool(facts.get("consent")) and papers.get(f"paper@{key.partition('@')[2]}", {}).get("receiver") == ref
        for key, facts in consents.items()
    )


def document(reader: Reader) -> Value:
    """Return the paper that is approved or served: its name, its number, and what its step has filled in."""
    code = reader.data.get("document")
    return {
        "title": reader.house.documents.get(str(code), code),
        "number": _number(reader),
        "draft": _draft(reader) if reader.asks_for("case.document.draft") else [],
    }


def _number(reader: Reader) -> str | None:
    key = reader.spot.papers_key
    delivered = reader.folder.sections([key])[key].get("papers", ())
    numbers = [row.number for row in reader.folder.documents if row.id in delivered and row.number]
    return "、".join(sorted(numbers)) or None


def _draft(reader: Reader) -> list[dict[str, Value]]:
    """Return, as label and value, what the drafting step filled in; protected texts are masked."""
    drafter = reader.data.get("drafted_by")
    if not isinstance(drafter, str) or reader.spot.run_id is None:
        return []
    done = officers_of_elements(reader.session, reader.spot.run_id, [drafter])
    run = reader.session.get(Run, reader.spot.run_id)
    if not done or run is None:
        return []
    task = done[-1]
    form = reader.house.shelf.edition(reader.session, run.version_id).form(task.process_key, task.element_id)
    if form is None:
        return []
    answers = completions_of(reader.session, reader.case.id, [task.id]).get(task.id, {}).get("answers", {})
    paths = [item.path for item in form.fields if item.path.startswith("case.")]
    known = {"case": reader.facts_at(Spot.of(task), paths), "var": from_json(answers)}
    names = _names(reader, known)
    return [
        {"label": item.zh, "value": text}
        for item in form.fields
        if (text := _text(item, _at(known, item.path), names))
    ]


def _at(tree: Mapping[str, Value], path: str) -> Value:
    value: Value = tree
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _text(item: Field, value: Value, names: Mapping[str, str]) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{len(value)} 项"
    labels = {**names, **{option.value: option.zh for option in item.options}}
    text = readable(item.kind, value, "zh", labels)
    return mask(item.key, text) if item.protection else text


def _names(reader: Reader, known: Value) -> dict[str, str]:
    """Return the names of parties, files, units and officers that the values refer to by id."""
    district = law_of(reader.session).districts[reader.case.jurisdiction_key]
    return {
        **{row.id: row.name for row in reader.folder.parties if not row.sealed},
        **{row.id: row.file_name for row in reader.folder.documents},
        **{unit.id: unit.zh for unit in district.units.values()},
        **names_of(reader.session, sorted(set(_ids(known)))),
    }


def _ids(value: Value) -> Iterator[str]:
    if isinstance(value, str) and len(value) == ID_LENGTH:
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from _ids(item)


def service(reader: Reader) -> Value:
    """Return the attempts of this service, all proofs of service of the case, and the day of the last."""
    records = reader.folder.service_records
    names = {
        row.id: party_values(row, reader.key)["name"] if row.sealed else row.name
        for row in reader.folder.parties
        if reader.sealed or not row.sealed
    }
    return {
        "attempts": _attempts(reader) if reader.asks_for("case.service.attempts") else [],
        "records": [
            {
                "document": row.document_code,
                "receiver": names.get(row.receiver, REPORTER),
                "served_on": row.served_on,
                "method": row.method,
            }
            for row in records
        ],
        "last_served_on": max((row.served_on for row in records), default=None),
    }


def _attempts(reader: Reader) -> list[dict[str, Value]]:
    spot = reader.spot
    if spot.run_id is None or not spot.path:
        return []
    tried: list[Task] = []
    for task in completed_in_call(reader.session, spot.run_id, spot.path, SERVICE):
        if task.loop_key == spot.loop_key and task.element_id == "record_service":
            tried = []  # an earlier passage of the same call
        elif task.loop_key == spot.loop_key and task.element_id != "choose_method":
            tried.append(task)
    results = completions_of(reader.session, reader.case.id, [task.id for task in tried]) if tried else {}
    return [_attempt(task, results.get(task.id, {})) for task in tried]


def _attempt(task: Task, completion: Mapping[str, Any]) -> dict[str, Value]:
    return {
        "method": task.title,
        "attempted_on": task.closed_at.astimezone(LOCAL).date() if task.closed_at else None,
        "result": completion.get("answers", {}).get("attempt"),
    }
