"""Rows of the register of those who are or were on the list, and what it says of employers; it opens only codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.actions.case_decisions import LISTING, PUBLIC_KIND
from app.actions.party_rows import code_of
from app.clock import local
from app.house import house_of
from app.identifiers import mask_id, mask_name
from app.views.registers_own import CLOSED, plain_facts
from app.views.registers_query import Asked, Row
from storage.gathered import OfCase, PartyLine, RunLine, papers_in, parties_in, runs_in, sections_in

PERSON = "个人"
LISTED, REMOVED, PROPOSED = "在列", "已移出", "拟列入"
PLATFORM_UNKNOWN = "未登记"
Decision = tuple[str, date]
"""The number of the decision that lists, and the day on which it was issued."""


def public_name(kind: str, name: str, *, listed: bool = False) -> str:
    """Return a name as registers show it: that of a person is masked."""
    person = kind == PERSON or (listed and kind != PUBLIC_KIND)
    return mask_name(name) if person else name


def credit_states(asked: Asked) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return what the list says by district and code, or district and name; the newest case counts."""
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
    platform, listings = facts_by_case(asked, "credit_publicity"), facts_by_case(asked, "listing")
    decisions = _decisions(asked)
    newest_first = runs_in(asked.session, "blacklisting", asked.units, asked.whole)
    runs = {case.id: run for run, case in reversed(newest_first)}
    rows = []
    for party, case in parties_in(asked.session, ["listed"], asked.units, asked.whole):
        told = listings.get(case.id, {})
        number, day = decisions.get(case.id, (None, None))
        state = _list_state(day, told, runs.get(case.id))
        shown = platform.get(case.id, {})
        cells = {
            "subject": party.name if state == LISTED else public_name(party.kind, party.name, listed=True),
            "uscc": party.uscc or _code(asked, party, case),
            "decision_no": number,
            "decided_on": day,
            "published_on": told.get("published_on"),
            "removed_on": told.get("removed_on"),
            "list_state": state,
            "platform_state": shown.get("state") or PLATFORM_UNKNOWN,
            "platform_since": shown.get("since"),
            "case_no": case.case_no,
        }
        rows.append(Row(f"party-{party.id}", case.jurisdiction_key, cells, case_id=case.id))
    return rows


def _code(asked: Asked, party: PartyLine, case: OfCase) -> str | None:
    """Return the code of an organisation, or that of a person masked."""
    if party.personal_cipher is None:
        return None
    key = house_of(asked.session).keyring.case_key(party.wrapped_key, case.id)
    code = code_of(party.id, party.personal_cipher, key)
    return code if party.kind == PUBLIC_KIND or not code else mask_id(code)


def _decisions(asked: Asked) -> dict[str, Decision]:
    """Return the newest decision that lists by case; its day is that of issue, else that on which it was put in."""
    papers = {
        paper.case_id: paper
        for paper in reversed(papers_in(asked.session, LISTING, asked.units, asked.whole))
    }
    if not papers:
        return {}
    issued: dict[str, date] = {}
    for _, row in sections_in(asked.session, "paper", asked.units, asked.whole, LISTING):
        for paper in row.facts.get("papers") or []:
            day = date.fromisoformat(row.facts["issued_on"])
            issued[paper] = min(day, issued.get(paper, day))
    return {
        case_id: (paper.number, issued.get(paper.id) or local(paper.added_at).date())
        for case_id, paper in papers.items()
    }


def _list_state(decided: date | None, told: Mapping[str, Any], run: RunLine | None) -> str:
    if told.get("removed_on"):
        return REMOVED
    if decided or told.get("published_on"):
        return LISTED
    ended = run is not None and run.status == "ended"
    return (run.outcome or CLOSED) if run is not None and ended else PROPOSED


def facts_by_case(asked: Asked, section: str) -> dict[str, dict[str, Any]]:
    """Return the plain facts of a section by case, those of several runs over one another."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for case, row in sections_in(asked.session, section, asked.units, asked.whole):
        found[case.id].update(plain_facts(row.facts))
    return found
