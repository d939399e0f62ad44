"""Decisions of a case and of earlier ones: orders, penalties, listings, their numbers and days; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from app.actions.folder import Folder
from app.actions.party_rows import personal_parts
from app.clock import LOCAL
from app.engine import run_data
from app.identifiers import mask_id
from app.papers import SERVED
from app.values import Value, from_json
from storage.cases import cases_like, cases_merged_into, parties_named
from storage.models import CaseFile, Document, Party, Run
from storage.runs import messages_named
from storage.sections import section_facts, sections_like

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

ORDER, DECISION, PENALTY, LISTING, CHANGE, REMOVAL = "D15", "D22", "D23", "D36", "D37", "D38"
PUBLIC_KIND = "用人单位"
"""Subjects of this kind have a credit code, which is public; the numbers of persons are masked."""


def order(reader: Reader) -> Value:
    """Return the order to pay (责令文书) that holds now: number, service, term, and whether it was revoked."""
    runs = {run.id for run in reader.folder.runs if run.process_key == "investigation"}
    paper = _newest(reader.folder, ORDER, runs)
    records = [
        row for row in reader.folder.service_records if row.document_code == ORDER and row.run_id in runs
    ]
    clocks = [row for row in reader.folder.deadlines if row.rule == "INS-15" and row.run_id in runs]
    newest_clock = max(clocks, key=lambda row: (row.replaced_at is None, row.due_at), default=None)
    served_on = records[-1].served_on if records else None
    return {
        "number": paper.number if paper else None,
        "served_on": served_on,
        "pay_by": newest_clock.due_at.astimezone(LOCAL).date() if newest_clock else None,
        "state": _state_of_order(reader, paper, served_on),
    }


def _state_of_order(reader: Reader, paper: Document | None, served_on: date | None) -> str | None:
    revoked = messages_named(reader.session, [reader.case.id], "order_revoked")
    if revoked and (paper is None or revoked[-1].sent_at >= paper.added_at):
        return "已撤销"
    if paper is None:
        return "已送达" if served_on else None
    return "已送达" if paper.state == SERVED else "已签发"


def decision(reader: Reader) -> Value:
    """Return number and service of the decision to order payment (行政处理决定)."""
    paper = _newest(reader.folder, DECISION)
    records = [row for row in reader.folder.service_records if row.document_code == DECISION]
    return {
        "number": paper.number if paper else None,
        "served_on": records[-1].served_on if records else None,
    }


def penalty(reader: Reader) -> Value:
    """Return the number of the decision of penalty of this run."""
    if not reader.asks_for("case.penalty.decision_no"):
        return {}
    paper = _newest(reader.folder, PENALTY, {reader.spot.run_id})
    return {"decision_no": paper.number if paper else None}


def _newest(folder: Folder, code: str, runs: set[str] | set[str | None] | None = None) -> Document | None:
    return next(
        (
            row
            for row in folder.documents
            if row.code == code and row.number and (runs is None or row.run_id in runs)
        ),
        None,
    )


def penalties(reader: Reader) -> Value:
    """Return the penalties that the party, or else the employer, has had in this district, oldest first."""
    places = ("penalty_party", "employer")
    party = next((row for place in places for row in reader.folder.parties if row.place == place), None)
    alike = (
        cases_like(reader.session, reader.case, uscc=party.uscc, id_indexes=[], employer=party.name)
        if party is not None
        else []
    )
    folders = {case.id: Folder(reader.session, case) for case in alike} | {reader.case.id: reader.folder}
    return [
        _penalty(folders[message.case_id], message.from_run_id, from_json(message.payload))
        for message in messages_named(reader.session, folders, "penalty_result")
        if message.payload.get("outcome") not in ("不予立案", "不予处罚", None)
    ]


def _penalty(folder: Folder, run_id: str | None, payload: Mapping[str, Value]) -> dict[str, Value]:
    paper = _newest(folder, PENALTY, {run_id})
    run = folder.session.get(Run, run_id) if run_id else None
    return {
        "decision_no": paper.number if paper else None,
        "ground": run_data(run.state).get("ground") if run is not None else None,
        "fine": payload.get("fine"),
        "decided_on": payload.get("decided_on"),
    }


def listing(reader: Reader) -> Value:
    """Return what the listing of this case says in public, and the earlier listings of the same subjects."""
    facts: dict[str, Value] = {}
    if reader.asks_for("case.listing.decision_no") or reader.asks_for("case.listing.decided_on"):
        paper = _newest(reader.folder, LISTING)
        facts["decision_no"] = paper.number if paper else None
        facts["decided_on"] = _day(paper, _days_of_issue(reader)) if paper else None
    if reader.asks_for("case.listing.change_decision_no"):
        change = _newest(reader.folder, CHANGE) or _newest(reader.folder, REMOVAL)
        facts["change_decision_no"] = change.number if change else None
    listed = [row for row in reader.folder.parties if row.place == "listed"]
    if reader.asks_for("case.listing.subjects_public"):
        facts["subjects_public"] = [_public(row, reader) for row in listed]
    if reader.asks_for("case.listing.previous"):
        facts["previous"] = list(_previous(reader, listed)) if listed else []
    return facts


def _days_of_issue(reader: Reader) -> dict[str, date]:
    """Return on which day the papers of services were issued, by document."""
    found: dict[str, date] = {}
    for facts in sections_like(reader.session, reader.case.id, "paper@").values():
        for paper in facts["papers"]:
            day = date.fromisoformat(facts["issued_on"])
            found[paper] = min(day, found.get(paper, day))
    return found


def _day(paper: Document, issued: Mapping[str, date]) -> date:
    return issued.get(paper.id) or paper.added_at.astimezone(LOCAL).date()


def _public(party: Party, reader: Reader) -> dict[str, Value]:
    code = str(personal_parts(party, reader.key).get("code") or "")
    return {
        "name": party.name,
        "kind": party.kind,
        "code": code if party.kind == PUBLIC_KIND else mask_id(code) if code else None,
    }


def _previous(reader: Reader, listed: list[Party]) -> Iterator[dict[str, Value]]:
    """Yield earlier listings in the district of subjects with the same name and the same code."""
    codes = {row.name: personal_parts(row, reader.key).get("code") for row in listed}
    seen: set[str] = {reader.case.id}
    for row in parties_named(reader.session, reader.case.jurisdiction_key, "listed", codes):
        if row.case_id in seen:
            continue
        folder = Folder(reader.session, reader.session.get_one(CaseFile, row.case_id))
        paper = _newest(folder, LISTING)
        if paper is None or personal_parts(row, folder.key).get("code") != codes[row.name]:
            continue
        seen.add(row.case_id)
        removed = section_facts(reader.session, row.case_id, ["listing"]).get("listing", {}).get("removed_on")
        yield {
            "decision_no": paper.number,
            "listed_on": paper.added_at.astimezone(LOCAL).date(),
            "removed_on": from_json(removed),
        }


def listing_public(reader: Reader) -> Value:
    """Return on which sites this case's listing stands, since when, and since when no longer."""
    facts = reader.facts_at(reader.spot, ["case.listing.sites"]).get("listing") or {}
    stopped = {row.get("site"): row.get("stopped_on") for row in facts.get("sites_told") or []}
    return [
        {
            "platform": row.get("site"),
            "state": "已停止公开" if stopped.get(row.get("site")) else "公开中",
            "since": row.get("published_on"),
            "until": stopped.get(row.get("site")),
        }
        for row in facts.get("sites") or []
    ]


def withdrawal(reader: Reader) -> Value:
    """Return the wishes to withdraw that came in with this case or with cases merged into it, oldest first."""
    folders = [reader.folder]
    folders += [Folder(reader.session, case) for case in cases_merged_into(reader.session, reader.case.id)]
    return [line for folder in folders for line in _wishes(folder)]


def _wishes(folder: Folder) -> Iterator[dict[str, Value]]:
    for run in folder.runs:
        wish: Any = (
            run_data(run.state).get("withdraw_wish") if run.process_key == "complaint_intake" else None
        )
        if wish in (None, "未申请"):
            continue
        facts = section_facts(folder.session, folder.case.id, ["complaint"]).get("complaint", {})
        yield {
            "received_on": run.started_at.astimezone(LOCAL).date(),
            "wish": wish,
            "note": facts.get("preliminary"),
        }
