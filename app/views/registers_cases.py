"""Rows of registers that are gathered from cases alone: employers, measures, supervision, meetings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.clock import local
from app.engine import run_data
from app.views.registers_listed import credit_states, facts_by_case, public_name
from app.views.registers_own import CLOSED, LATE, OPEN, lasting_key, name_of, of_district, plain_facts
from app.views.registers_query import Asked, Row
from storage.gathered import cases_of_employer, employers_in, parties_in, runs_in, sections_in

MOST_CASES = 50


def employer_rows(asked: Asked) -> list[Row]:
    """Return the employers of the cases that may be read, those with one credit code as one."""
    states = credit_states(asked)
    rows = []
    for line in employers_in(asked.session, asked.units, asked.whole):
        listed = states.get((line.district, line.key)) or states.get((line.district, line.name)) or {}
        cells = {
            "name": public_name(line.kind, line.name),
            "uscc": line.uscc,
            "cases": line.cases,
            "open_cases": line.open_cases,
            "headcount": line.headcount,
            "claimed": line.claimed or Decimal(0),
            "paid": line.paid or Decimal(0),
            "list_state": listed.get("list_state", ""),
            "platform_state": listed.get("platform_state", ""),
            "last_case": local(line.last_at).date(),
        }
        rows.append(Row(lasting_key("e", line.district, line.key), line.district, cells))
    return rows


def cases_of_row(asked: Asked, row_key: str) -> tuple[str, ...]:
    """Return the newest cases of an employer by the key of its row."""
    lines = employers_in(asked.session, asked.units, asked.whole)
    keys = {lasting_key("e", each.district, each.key): each for each in lines}
    if row_key not in keys:
        return ()
    return tuple(cases_of_employer(asked.session, keys[row_key], asked.units, asked.whole, MOST_CASES))


def measure_rows(asked: Asked) -> list[Row]:
    """Return each measure that a unit took against a listed subject, and each restriction of a permit."""
    listed = parties_in(asked.session, ["listed"], asked.units, asked.whole)
    names = {party.id: public_name(party.kind, party.name, listed=True) for party, _ in listed}
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
                "subject": names.get(subject) or name_of(each.get("subject")),
                "unit": unit, "measure": each.get("measure"), "basis": each.get("basis"),
                "start_on": each.get("start_on"), "lifted_on": gone, "case_no": case.case_no,
                "state": "已解除" if gone else "执行中",
            }  # fmt: skip
            key = lasting_key("m", case.id, row.section, str(number))
            rows.append(Row(key, case.jurisdiction_key, cells, case_id=case.id))
    return rows + _restrictions(asked)


def _restrictions(asked: Asked) -> list[Row]:
    facts_of = facts_by_case(asked, "restriction")
    parties = parties_in(asked.session, ["employer"], asked.units, asked.whole, "permit_control")
    employers = {case.id: public_name(party.kind, party.name) for party, case in parties}
    rows = []
    for run, case in runs_in(asked.session, "permit_control", asked.units, asked.whole):
        facts, data = facts_of.get(case.id, {}), run_data(run.state)
        if not facts.get("start") or not data.get("measure_kind"):
            continue
        ended = local(run.ended_at).date() if run.outcome == "已解除" and run.ended_at else None
        lifted_on = facts.get("lifted_on") or ended
        cells = {
            "subject": employers.get(case.id) or case.title,
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
