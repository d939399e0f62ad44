"""The personal values of a case, one by one with what they are: for masking and for showing one; it writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.case_facts import open_fact
from app.actions.folder import case_key
from app.actions.party_rows import personal_parts
from app.actions.reach import sees_sealed
from app.actors import Actor
from app.catalogue import CaseField, Catalogue
from app.forms.masks import mask
from app.house import house_of
from app.values import Value
from storage.cases import parties_of
from storage.crypto import CaseKey
from storage.models import CaseFile, Party
from storage.sections import sections_of

SEALED = "sealed"
CODE = "case.receipt.query_code"
NUMBERS = ("id_no", "phone")


@dataclass(frozen=True)
class PersonalValue:
    """One value in clear. `path` is the field, `ref` the party, or the stored section with the row's number, `part`
    the member or column; `whose` is a name that tells it from others."""

    path: str
    ref: str
    part: str
    whose: str
    text: str

    @property
    def key(self) -> str:
        """What a page names it by."""
        return f"{self.path}|{self.ref}|{self.part}"

    @property
    def masked(self) -> str:
        """The text with its middle hidden."""
        return mask(self.part or self.path.rpartition(".")[2], self.text)

    @property
    def field(self) -> str:
        """The name of the field or member in the catalogue."""
        return f"{self.path}.{self.part}" if self.part else self.path


def personal_values(session: Session, case: CaseFile, *, by: Actor) -> list[PersonalValue]:
    """Return the personal values of a case as far as this officer may ask for them, in the order of the file.

    Who reported, and the query code of the receipt, only the units concerned may ask for.
    """
    catalogue, key = house_of(session).catalogue, case_key(session, case)
    sealed = sees_sealed(case, by)
    found: list[PersonalValue] = []
    for party in parties_of(session, case.id):
        if sealed or not party.sealed:
            found.extend(_of_party(party, key, catalogue))
    for stored, row in sections_of(session, case.id).items():
        if stored == "receipt":
            if case.first_unit_id in by.unit_ids and "query_code" in row.facts:
                code = open_fact(row.facts["query_code"], key, "receipt.query_code")
                found.append(PersonalValue(CODE, stored, "", "", str(code)))
            continue
        for part, value in row.facts.items():
            path = ".".join(("case", stored.split("@")[0], part)).rstrip(".")
            field = catalogue.fields.get(path)
            if field is not None and (sealed or field.protection != SEALED):
                found.extend(_of_fact(field, stored, open_fact(value, key, path.removeprefix("case."))))
    return found


def place_path(catalogue: Catalogue, place: str) -> str:
    """Return the field under which the catalogue keeps parties of a place."""
    if place == "worker":
        return "case.roster"
    wanted = "party" if place == "chain" else f"party.{place}"
    kept = (path for path, field in catalogue.fields.items() if field.kept == wanted and not field.derived)
    return next(kept, f"case.{place}")


def _of_party(party: Party, key: CaseKey, catalogue: Catalogue) -> Iterator[PersonalValue]:
    path = place_path(catalogue, party.place)
    for part in NUMBERS:
        text = key.open_text(getattr(party, f"{part}_cipher"), f"party.{part}.{party.id}")
        if text:
            yield PersonalValue(path, party.id, part, party.name, text)
    for part, value in personal_parts(party, key).items():
        if isinstance(value, str) and value:
            yield PersonalValue(path, party.id, part, party.name, value)


def _of_fact(field: CaseField, stored: str, value: Value) -> Iterator[PersonalValue]:
    if isinstance(value, list):
        for number, row in enumerate(value):
            if isinstance(row, Mapping):
                yield from _of_row(field, f"{stored}#{number}", row)
    elif isinstance(value, Mapping):
        yield from _of_row(field, stored, value)
    elif field.personal and isinstance(value, str) and value:
        yield PersonalValue(field.path, stored, "", "", value)


def _of_row(field: CaseField, ref: str, row: Mapping[str, Value]) -> Iterator[PersonalValue]:
    whose = str(row.get("name") or "")
    for part, column in field.columns.items():
        text = row.get(part)
        if (column.personal or field.personal) and isinstance(text, str) and text:
            yield PersonalValue(field.path, ref, part, "" if part == "name" else whose, text)
