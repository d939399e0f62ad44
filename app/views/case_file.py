"""The case file as its page shows it: facts by section, parties masked, money with totals, documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.actions.case_facts import nested, open_fact
from app.actions.folder import Folder
from app.actions.personal import PersonalValue, personal_values, place_path
from app.actions.reach import sees_sealed
from app.actors import Actor
from app.forms import Option, ShownView, show_facts
from app.forms.display import readable
from app.values import Value, from_json
from app.views.access import house, language
from app.views.naming import districts, field_name, unit_name
from app.views.people import name_for, open_names
from app.views.words import t
from storage.crypto import CaseKey
from storage.models import CaseSection, Party
from storage.officers import names_of
from storage.sections import sections_of

HIDDEN_SECTIONS = frozenset({"receipt"})
SEALED_SECTION = "reporter"
WORKER = "worker"
LENGTH_OF_ID = 26


@dataclass(frozen=True)
class SectionView:
    """One section of facts, with whose it is when a case has several."""

    key: str
    title: str
    note: str
    facts: tuple[ShownView, ...]


@dataclass(frozen=True)
class PartyView:
    """One party: what it is in the case, plain lines, and masked values that may be asked for."""

    party: Party
    name: str
    role: str
    hidden: bool
    lines: tuple[tuple[str, str], ...]
    personal: tuple[tuple[PersonalValue, str], ...]


def sections_part(folder: Folder, who: Actor) -> list[SectionView]:
    """Return the facts by section in the order of the catalogue, masked; empty sections are left out."""
    catalogue, case = house().catalogue, folder.case
    rows = sections_of(folder.session, case.id)
    hidden = HIDDEN_SECTIONS if sees_sealed(case, who) else HIDDEN_SECTIONS | {SEALED_SECTION}
    order = {name: number for number, name in enumerate(catalogue.sections)}
    keys = sorted(rows, key=lambda each: (order.get(_name(each), 999), rows[each].changed_at))
    trees = {key: _tree(rows[key], folder.key) for key in keys if _name(key) not in hidden}
    options = options_for(folder, list(trees.values()), who)
    reveal = open_names(who)
    found = []
    for key, tree in trees.items():
        name = _name(key)
        views = show_facts(
            [f"case.{name}"],
            {"case": {name: tree}},
            catalogue,
            options=options,
            reveal=reveal,
            language=language(),
        )
        facts = tuple(view for view in views if not view.empty)
        if facts:
            title = t(*catalogue.sections.get(name, (name, name)))
            found.append(SectionView(key, title, _whose(folder, key), facts))
    return found


def _name(stored: str) -> str:
    """Return the section of a stored key `name@run/call`."""
    return stored.partition("@")[0]


def _tree(row: CaseSection, key: CaseKey) -> Value:
    name = _name(row.section)
    facts = {part: open_fact(value, key, f"{name}.{part}") for part, value in row.facts.items()}
    return facts.pop("") if set(facts) == {""} else nested(facts)


def _whose(folder: Folder, stored: str) -> str:
    """Return which run, and which call or unit in it, a stored section belongs to."""
    _, _, spot = stored.partition("@")
    run_id, _, rest = spot.partition("/")
    run = next((run for run in folder.runs if run.id == run_id), None)
    if run is None:
        return ""
    edition = house().shelf.edition(folder.session, run.version_id)
    caller, _, number = rest.partition("#")
    if "." in rest:
        return unit_name(rest)
    element = edition.element_of_trace(caller) if caller else None
    step = t(element.name, element.properties.get("name_en")) if element else ""
    count = f" {int(number) + 1}" if number.isdigit() else ""
    return " · ".join(part for part in (t(edition.name_zh, edition.name_en), step + count) if part)


def options_for(folder: Folder, trees: Sequence[Value], who: Actor) -> dict[str, list[Option]]:
    """Return names for the ids that facts may hold: officers, units, parties, documents."""
    texts = {text for tree in trees for text in _texts(tree)}
    people = names_of(folder.session, [text for text in texts if len(text) == LENGTH_OF_ID])
    district = districts()[folder.case.jurisdiction_key]
    units = [Option(unit.id, unit.zh, unit.en) for unit in district.units.values()]
    parties = [Option(row.id, name_for(who, row)) for row in folder.parties if not row.sealed]
    files = [Option(row.id, row.file_name) for row in folder.documents]
    lanes = [Option(lane, known.zh, known.en) for lane, known in house().lanes.items()]
    officers = [Option(key, name) for key, name in people.items()]
    return {
        "officer": officers, "unit": units, "lane": lanes, "party_ref": parties, "worker_ref": parties,
        "file": files, "document": files,
    }  # fmt: skip


def _texts(value: Value) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def parties_part(folder: Folder, who: Actor) -> dict[str, list[PartyView]]:
    """Return the parties as cards, and the workers for a table; personal data masked."""
    values: dict[str, list[PersonalValue]] = defaultdict(list)
    for value in personal_values(folder.session, folder.case, by=who):
        values[value.ref].append(value)
    sealed = sees_sealed(folder.case, who)
    views = [
        _party(row, values[row.id], name_for(who, row), hidden=row.sealed and not sealed)
        for row in folder.parties
    ]
    return {
        "cards": [view for view in views if view.party.place != WORKER],
        "workers": [view for view in views if view.party.place == WORKER],
    }


def _party(row: Party, values: Sequence[PersonalValue], name: str, *, hidden: bool) -> PartyView:
    path = place_path(house().catalogue, row.place)
    field = house().catalogue.fields.get(path)
    lines = [(field_name(path, "uscc"), row.uscc or "")]
    for part, stored in (row.details or {}).items():
        column = field.columns.get(part) if field else None
        text = readable(column.type if column else "text", from_json(stored), language())
        if part not in ("id", "ref", "standing"):
            lines.append((field_name(path, part), text))
    return PartyView(
        party=row,
        name=name,
        role=str((row.details or {}).get("standing") or (field_name(path) if field else row.place)),
        hidden=hidden,
        lines=() if hidden else tuple((label, text) for label, text in lines if text),
        personal=tuple((value, field_name(path, value.part)) for value in values),
    )


def money_part(folder: Folder, who: Actor) -> dict[str, Any]:
    """Return the roster by worker and month, the payments, and what is owed, paid and left, in yuan."""
    roster, payments = folder.roster, folder.payments
    received: dict[str | None, Decimal] = defaultdict(Decimal)
    for payment in payments:
        received[payment.worker_id] += payment.amount
    workers: dict[str, dict[str, Any]] = {}
    for line, worker in roster:
        nothing = {"lines": [], "owed": Decimal(0), "received": received[worker.id]}
        entry = workers.setdefault(worker.id, {"name": name_for(who, worker), **nothing})
        entry["lines"].append(line)
        entry["owed"] += line.owed
    for entry in workers.values():
        entry["left"] = max(entry["owed"] - entry["received"], Decimal(0))
    owed = sum((entry["owed"] for entry in workers.values()), Decimal(0))
    paid = sum((payment.amount for payment in payments), Decimal(0))
    names = {key: entry["name"] for key, entry in workers.items()}
    return {
        "workers": list(workers.values()),
        "payments": [(payment, names.get(payment.worker_id or "", "")) for payment in payments],
        "owed": owed,
        "paid": paid,
        "left": max(owed - paid, Decimal(0)),
    }


def documents_part(folder: Folder, who: Actor) -> dict[str, Any]:
    """Return the documents of a case with who brought them in, and the proofs of service."""
    documents = folder.documents
    people = names_of(folder.session, {row.added_by for row in documents if row.added_by})
    parties = {row.id: name_for(who, row) or t("投诉举报人", "the reporter") for row in folder.parties}
    known = house().documents
    return {
        "documents": [
            {
                "row": row,
                "kind": known.get(row.code or "", "") or (field_name(row.field) if row.field else ""),
                "by": people.get(row.added_by or "", ""),
                "unit": unit_name(row.added_unit_id),
            }
            for row in documents
        ],
        "served": [
            {
                "row": row,
                "name": known.get(row.document_code, row.document_code),
                "to": parties.get(row.receiver, ""),
            }
            for row in folder.service_records
        ],
    }
