"""The history of a case in Chinese sentences, for the paper that leaves with it; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.unit_names import UnitNames
from app.clock import local
from app.exports.history import Line
from app.house import house_of
from app.identifiers.masking import mask_name
from app.versions import Edition
from app.wording import sentence
from storage.casebook import tasks_named
from storage.cases import parties_of
from storage.models import CaseFile, Party
from storage.officers import names_of
from storage.runs import runs_of_case
from storage.versions import newest_versions

Row = dict[str, Any]
_PERSONS = "worker", "reporter", "complainant", "representative"
"""Places of a case whose parties are persons."""


def histories(session: Session, case: CaseFile, rows: Sequence[Row]) -> list[Line]:
    """Return each event (a dict of its columns) as a line: who did what and when."""
    names = _Names(session, case, rows)
    return [
        Line(
            row["chain_seq"],
            datetime.fromisoformat(row["at"]),
            names.people.get(row["actor_id"], "系统") if row["actor_id"] else "系统",
            names.units.on(_day(row), row["unit_id"], short=True),
            sentence(row["kind"], row["facts"], "zh", names.of(row)),
        )
        for row in rows
    ]


def case_lines(session: Session, case: CaseFile, *, masked: bool) -> list[tuple[str, str]]:
    """Return what stands above a history: numbers, units, days, money, parties."""
    house, units = house_of(session), UnitNames(session)
    parties = "、".join(
        _party(each, masked=masked) for each in parties_of(session, case.id) if not each.sealed
    )
    lines = [
        ("案号", case.case_no),
        ("受理编号", case.receipt_no),
        ("辖区", house.districts[case.jurisdiction_key].zh),
        ("首问单位", units.now(case.first_unit_id)),
        ("牵头单位", units.now(case.lead_unit_id)),
        ("登记", f"{local(case.opened_at):%Y-%m-%d %H:%M}"),
        ("办结", f"{local(case.closed_at):%Y-%m-%d %H:%M}" if case.closed_at else "尚未办结"),
        ("人数", str(case.headcount) if case.headcount else ""),
        ("诉求金额", f"{case.amount_claimed:,} 元" if case.amount_claimed is not None else ""),
        ("当事人", parties),
    ]
    return [(name, text) for name, text in lines if text]


def _party(party: Party, *, masked: bool) -> str:
    person = party.place in _PERSONS or party.kind in ("个人", "person", "")
    return mask_name(party.name) if masked and person and party.name else party.name


def _day(row: Row) -> date:
    """Return the day of an event; a unit is called what it was called then."""
    return local(datetime.fromisoformat(row["at"])).date()


class _Names:
    """Words for the ids among the facts of some events; each kind of name is asked for once."""

    def __init__(self, session: Session, case: CaseFile, rows: Sequence[Row]) -> None:
        self.house, self.units = house_of(session), UnitNames(session)
        self.tasks = tasks_named(session, {row["task_id"] for row in rows if row["task_id"]})
        self.editions: dict[str, Edition] = {
            run.id: self.house.shelf.edition(session, run.version_id)
            for run in runs_of_case(session, case.id)
        }
        self.processes = {version.process_key: version.name_zh for version in newest_versions(session)}
        people = {row[name] for row in rows for name in ("actor_id", "on_behalf_of")}
        people |= {row["facts"].get(name) for row in rows for name in ("to", "from", "officer")}
        self.people = names_of(session, [each for each in people if isinstance(each, str)])

    def of(self, row: Row) -> dict[str, str]:
        """Return the words for the ids of one event."""
        facts, found = row["facts"], dict(self.people)
        words = {"element": self._element, "rule": self._rule, "field": self._field, "process": self._process}
        for name, word in words.items():
            if isinstance(facts.get(name), str):
                found[facts[name]] = word(row, facts[name])
        for name in ("unit", "from", "to"):
            if isinstance(facts.get(name), str) and "." in facts[name]:
                found[facts[name]] = self.units.on(_day(row), facts[name])
        if isinstance(facts.get("name"), str):
            key = facts["name"].removeprefix("start_").removesuffix("_result")
            found[facts["name"]] = self.processes.get(key, facts["name"])
        return found

    def _element(self, row: Row, element_id: str) -> str:
        task = self.tasks.get(row["task_id"] or "")
        if task is not None:
            return task.title
        edition = self.editions.get(row["run_id"] or "")
        known = edition.definition.elements.get(element_id) if edition else None
        return element_id if known is None else known.name or element_id

    def _rule(self, _row: Row, rule_id: str) -> str:
        known = self.house.rules.get(rule_id)
        return rule_id if known is None else known.name_zh

    def _field(self, _row: Row, path: str) -> str:
        known = self.house.catalogue.fields.get(path)
        return path if known is None else known.zh

    def _process(self, _row: Row, key: str) -> str:
        return self.processes.get(key, key)
