"""What may be chosen in a form: officers and units of the district, lanes, parties, workers and files of the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.actions.folder import Folder
from app.actions.law import law_of
from app.districts import District
from app.forms import Field, Form, Option
from app.house import House
from app.permissions import APART
from storage.officers import colleagues

if TYPE_CHECKING:
    from app.actions.desk import Desk
    from app.actions.documents import Upload


LENGTH_OF_ID = 26
SHOWN = {"officer", "unit", "lane", "party_ref", "worker_ref", "file"}
"""Kinds whose stored values are references, which a page must name when it displays them."""


def options_for(
    desk: Desk,
    form: Form,
    given: Mapping[str, Sequence[Upload]] | None = None,
    *,
    shown: bool = False,
    chosen: Iterable[str] | None = None,
) -> dict[str, list[Option]]:
    """Return the options of a form by kind, reading only what its fields need; new uploads count as files.

    With `chosen`, the texts that were submitted, officers and files are looked up only among those.
    """
    among = None if chosen is None else frozenset(text for text in chosen if len(text) == LENGTH_OF_ID)
    options = choices(desk.house, desk.folder, form, shown=shown, among=among)
    fresh = [Option(upload.id, upload.name) for uploads in (given or {}).values() for upload in uploads]
    for kind in ("file", "document"):
        options[kind] = [*options.get(kind, []), *fresh]
    return options


def choices(
    house: House, folder: Folder, form: Form, *, shown: bool = False, among: frozenset[str] | None = None
) -> dict[str, list[Option]]:
    """Return the options of a form by kind for a case; with `shown` also those that name what it displays.

    With `among`, only officers and files of these ids.
    """
    kinds = {item.kind for item in _all_fields(form.fields)} | (SHOWN if shown else set())
    district = law_of(folder.session).districts[folder.case.jurisdiction_key]
    options: dict[str, list[Option]] = {}
    if "officer" in kinds:
        options["officer"] = _officers(folder.session, district, house.now().date(), among)
    if "unit" in kinds:
        every = [each for each in district.units.values() if shown or each.successor is None]
        options["unit"] = [Option(unit.id, unit.zh, unit.en) for unit in every]
    if "lane" in kinds:
        options["lane"] = _lanes(house, district)
    if kinds & {"party_ref", "worker_ref"}:
        parties = folder.parties
        options["party_ref"] = [
            Option(row.id, row.name) for row in parties if row.place not in ("worker", "reporter")
        ]
        options["worker_ref"] = [Option(row.id, row.name) for row in parties if row.place == "worker"]
    if kinds & {"file", "document"} and among != frozenset():
        files = [
            Option(row.id, row.file_name, note=f"{row.added_at:%Y-%m-%d}", href=f"/documents/{row.id}")
            for row in folder.documents
            if row.size_bytes  # papers that were written outside have a number but no file
        ]
        options["file"] = options["document"] = files
    return options


def _all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    for item in fields:
        yield item
        yield from _all_fields(item.columns)


def _officers(session: Session, district: District, day: date, among: frozenset[str] | None) -> list[Option]:
    """Return the officers of the district, without administrators and auditors: those have no work on cases."""
    if among == frozenset():
        return []
    units = [f"{district.key}.{unit}" for unit in district.units]
    found: dict[str, Option] = {}
    for officer in colleagues(session, units, day, among):
        if officer.role in APART:
            continue
        unit = district.units[officer.unit_id.split(".", 1)[1]]
        found.setdefault(officer.officer_id, Option(officer.officer_id, f"{officer.name}（{unit.short}）"))
    return list(found.values())


def _lanes(house: House, district: District) -> list[Option]:
    """Return the lanes by who fills them; where a unit fills several, the lane says which is meant."""
    filled = {key: _filled_by(district, key) for key in district.lanes if key in house.lanes}
    many = Counter(filled.values())
    found = []
    for key, by in filled.items():
        lane = house.lanes[key]
        found.append(Option(key, f"{by}（{lane.zh}）" if by and many[by] > 1 else by or lane.zh, lane.en))
    return found


def _filled_by(district: District, lane: str) -> str:
    binding = district.lanes[lane]
    if binding.external_zh:
        return f"{binding.external_zh}（区外参与）"
    return "、".join(district.units[unit].zh for unit in binding.units[:3])
