"""Rows of the registers that are gathered from cases alone: employers, the list, measures, supervision, meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.clock import local
from app.engine import run_data
from app.identifiers import mask_name
from app.views.registers_own import CLOSED, LATE, OPEN, name_of, of_district, plain_facts
from app.views.registers_query import Asked, Row
from storage.models import CaseFile, Party, Run
from storage.registers import paid_in, parties_in, runs_in, sections_in

PERSON = "个人"
LISTED_UNIT = "用人单位"
LISTING_FACTS = tuple(
    f"case.listing.{name}"
    for name in ("decision_no", "decided_on", "published_on", "removed_on", "subjects_public")
)
LISTED, REMOVED, PROPOSED = "在列", "已移出", "拟列入"


def employer_rows(asked: Asked) -> list[Row]:
    """Return the employers of the cases that may be read, those with one credit code as one."""
    paid = paid_in(asked.session, asked.units, asked.whole)
    states = _credit_states(asked)
    groups: dict[tuple[str, str], list[tuple[Party, CaseFile]]] = defaultdict(list)
    for party, case in parties_in(asked.session, "employer", asked.units, asked.whole):
        if party.name:
            groups[case.jurisdiction_key, party.uscc or party.name].append((party, case))
    rows = []
    for (district, key), found in groups.items():
        party, newest = found[0]
        cases = {case.id: case for _, case in found}
        listed = states.get((district, key)) or states.get((district, party.name)) or {}
        cells = {
            "name": public_name(party),
            "uscc": party.uscc,
            "cases": len(cases),
            "open_cases": sum(case.closed_at is None for case in cases.values()),
            "headcount": sum(case.headcount for case in cases.values()),
            "claimed": sum((case.amount_claimed or Decimal(0) for case in cases.values()), Decimal(0)),
            "paid": sum((paid.get(case_id, Decimal(0)) for case_id in cases), Decimal(0)),
            "list_state": listed.get("list_state", ""),
            "platform_state": listed.get("platform_state", ""),
            "last_case": local(newest.opened_at).date(),
        }
        rows.append(Row(f"case-{newest.id}", district, cells, case_id=newest.id, cases=tuple(cases)))
    return sorted(
        rows, key=lambda row: (-row.cells["open_cases"], -row.cells["cases"], str(row.cells["name"]))
    )


def public_name(party: Party) -> str:
    """Return the name of a party as a register shows it: that of a person is masked."""
    return mask_name(party.name) if _is_person(party) else party.name


def _is_person(party: Party) -> bool:
    return party.kind == PERSON or (party.place == "listed" and party.kind != LISTED_UNIT)


def _credit_states(asked: Asked) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {
        (row.district, str(row.cells.get(part))): row.cells
        for row in reversed(listed_rows(asked))
        for part in ("uscc", "subject")
        if row.cells.get(part)
    }


def listed_rows(asked: Asked) -> list[Row]:
    """Return who is or was on the list, with the state there and on the credit platform apart.

    The name of a person is shown while it is published, an identity number never.
    """
    platform = _by_case(asked, "credit_publicity")
    runs = {
        case.id: run
        for run, case in reversed(runs_in(asked.session, "blacklisting", asked.units, asked.whole))
    }
    found: dict[str, tuple[CaseFile, list[Party]]] = {}
    for party, case in parties_in(asked.session, "listed", asked.units, asked.whole):
        found.setdefault(case.id, (case, []))[1].append(party)
    rows = []
    for case_id, (case, parties) in found.items():
        told = facts_of_case(Folder(asked.session, case), LISTING_FACTS).get("listing") or {}
        state = _list_state(told, runs.get(case_id))
        codes = {each["name"]: each["code"] for each in told.get("subjects_public") or []}
        shown = platform.get(case_id, {})
        for party in parties:
            cells = {
                name: told.get(name) for name in ("decision_no", "decided_on", "published_on", "removed_on")
            }
            cells |= {
                "subject": party.name if state == LISTED else public_name(party),
                "uscc": party.uscc or codes.get(party.name),
                "list_state": state,
                "platform_state": shown.get("state") or "未登记",
                "platform_since": shown.get("since"),
                "case_no": case.case_no,
            }
            rows.append(Row(f"party-{party.id}", case.jurisdiction_key, cells, case_id=case.id))
    return rows


def _list_state(told: Mapping[str, Any], run: Run | None) -> str:
    if told.get("removed_on"):
        return REMOVED
    if told.get("decided_on") or told.get("published_on"):
        return LISTED
    ended = run is not None and run.status == "ended"
    return (run.outcome or CLOSED) if run is not None and ended else PROPOSED


def _by_case(asked: Asked, section: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for case, row in sections_in(asked.session, section, asked.units, asked.whole):
        found.setdefault(case.id, {}).update(plain_facts(row.facts))
    return found


def measure_rows(asked: Asked) -> list[Row]:
    """Return each measure that a unit took against a listed subject, and each restriction of a permit."""
    names = {party.id: party for party, _ in parties_in(asked.session, "listed", asked.units, asked.whole)}
    rows: list[Row] = []
    for case, row in sections_in(asked.session, "measure", asked.units, asked.whole):
        facts = plain_facts(row.facts)
        unit = of_district(row.section.partition("/")[2], case)
        lifted = {
            (str(each.get("subject")), each.get("measure")): each.get("lifted_on")
            for each in _table(facts, "lifted")
        }
        for number, each in enumerate(_table(facts, "taken")):
            subject = str(each.get("subject") or "")
            gone = lifted.get((subject, each.get("measure")))
            cells = {
                "subject": public_name(names[subject]) if subject in names else name_of(each.get("subject")),
                "unit": unit, "measure": each.get("measure"), "basis": each.get("basis"),
                "start_on": each.get("start_on"), "lifted_on": gone, "case_no": case.case_no,
                "state": "已解除" if gone else "执行中",
            }  # fmt: skip
            rows.append(
                Row(f"m-{case.id}-{len(rows)}-{number}", case.jurisdiction_key, cells, case_id=case.id)
            )
    return rows + _restrictions(asked)


def _restrictions(asked: Asked) -> list[Row]:
    facts_of = _by_case(asked, "restriction")
    employers = {
        case.id: party for party, case in parties_in(asked.session, "employer", asked.units, asked.whole)
    }
    rows = []
    for run, case in runs_in(asked.session, "permit_control", asked.units, asked.whole):
        facts, data = facts_of.get(case.id, {}), run_data(run.state)
        if not facts.get("start") or not data.get("measure_kind"):
            continue
        subject = employers.get(case.id)
        ended = local(run.ended_at).date() if run.outcome == "已解除" and run.ended_at else None
        lifted_on = facts.get("lifted_on") or ended
        cells = {
            "subject": public_name(subject) if subject else case.title,
            "unit": case.lead_unit_id, "measure": data.get("measure_kind"), "basis": facts.get("basis"),
            "start_on": facts.get("start"), "lifted_on": lifted_on, "case_no": case.case_no,
            "state": "已解除" if lifted_on else "执行中",
        }  # fmt: skip
        rows.append(Row(f"run-{run.id}", case.jurisdiction_key, cells, case_id=case.id, run_id=run.id))
    return rows


def supervision_rows(asked: Asked) -> list[Row]:
    """Return each supervision with its unit, terms and rating."""
    facts_of = {
        row.section.partition("@")[2]: plain_facts(row.facts)
        for _, row in sections_in(asked.session, "supervision", asked.units, asked.whole)
    }
    rows = []
    for run, case in runs_in(asked.session, "supervision", asked.units, asked.whole):
        facts, data = facts_of.get(run.id, {}), run_data(run.state)
        cells = {
            "subject": facts.get("subject") or case.title,
            "level": data.get("level"),
            "unit": of_district(data.get("unit_ref"), case),
            "issued_on": local(run.started_at).date(),
            "reply_due": data.get("reply_due"),
            "answered_on": facts.get("answered_on"),
            "rating": facts.get("rating"),
            "case_no": case.case_no,
            "state": OPEN if run.status == "open" else run.outcome or CLOSED,
        }
        waited = run.status == "open" and not facts.get("answered_on") and data.get("reply_due")
        if waited and str(data["reply_due"])[:10] < asked.today.isoformat():
            cells["state"] = LATE
        rows.append(Row(f"run-{run.id}", case.jurisdiction_key, cells, case_id=case.id, run_id=run.id))
    return rows


def meeting_rows(asked: Asked) -> list[Row]:
    """Return each decision of each meeting; a meeting without decisions has one row."""
    facts_of = {
        row.section.partition("@")[2]: plain_facts(row.facts)
        for _, row in sections_in(asked.session, "meeting", asked.units, asked.whole)
    }
    rows = []
    for run, case in runs_in(asked.session, "meeting", asked.units, asked.whole):
        facts, data = facts_of.get(run.id, {}), run_data(run.state)
        held = data.get("meeting_at")
        ended = run.status != "open"
        for number, each in enumerate(_table(facts, "decisions") or [{}]):
            cells = {
                "kind": data.get("kind"), "meeting_at": held, "item_no": each.get("item_no"),
                "decision": each.get("decision"), "unit": of_district(each.get("lead_unit"), case),
                "due": each.get("due"), "case_no": case.case_no,
                "state": (run.outcome or CLOSED) if ended else "落实中" if each else OPEN,
            }  # fmt: skip
            key = f"run-{run.id}-{number}"
            rows.append(Row(key, case.jurisdiction_key, cells, case_id=case.id, run_id=run.id))
    return rows


def _table(facts: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = facts.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
