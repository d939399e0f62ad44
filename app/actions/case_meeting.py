"""What a meeting (会议) knows by itself: the topics and replies of its units, who may chair, what an item is about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.actions.law import law_of
from app.actions.unit_answers import answers_of_units
from app.districts import bind
from app.values import Value
from storage.officers import colleagues

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

CHAIRS = {"convenor": "召集人", "deputy_convenor": "副召集人"}
"""Who may chair, by role: the convenor, or a deputy by delegation."""
REPLY = ("presence", "person", "absence_reason", "material", "draft_opinion")
SOME_UNITS = "部分成员单位"


def meeting(reader: Reader) -> Value:
    """Return the topics offered, the replies to the notice and the possible chairs, as far as they are asked for."""
    facts: dict[str, Value] = {}
    if reader.asks_for("case.meeting.topics"):
        facts["topics"] = _topics(reader)
    if reader.asks_for("case.meeting.replies"):
        facts["replies"] = _replies(reader)
    if reader.asks_for("case.meeting.leaders"):
        facts["leaders"] = _leaders(reader)
    return facts


def decision_item(reader: Reader) -> Value:
    """Return what the decision is about whose item the reading task carries out."""
    known = reader.facts_at(reader.spot, ["case.meeting.decisions"]).get("meeting") or {}
    number = reader.data.get("item_no")
    row: Mapping[str, Any] = next(
        (row for row in known.get("decisions") or [] if row.get("item_no") == number), {}
    )
    return {
        "text": row.get("decision"),
        "measure": row.get("measure"),
        "assisting": row.get("assisting"),
    }


def _topics(reader: Reader) -> list[dict[str, Value]]:
    """Return every topic with its unit; a unit that has only suggestions has a row without a topic's reason."""
    rows: list[dict[str, Value]] = []
    for told in answers_of_units(reader, "topic"):
        offered = told.get("items") if told.get("none") is False else None
        for item in offered or []:
            rows.append({**item, "unit": told["unit"], "suggestion": told.get("suggestion")})
        if not offered and told.get("suggestion"):
            suggestion = told["suggestion"]
            rows.append({"unit": told["unit"], "topic": suggestion, "agenda_type": "意见建议"})
    return [{"no": Decimal(number), **row} for number, row in enumerate(rows, 1)]


def _replies(reader: Reader) -> list[dict[str, Value]]:
    """Return a row for each invited unit; one that has not replied has nothing but its name.

    A reply to a notice of another time does not count: the meeting was put off since.
    """
    answers = answers_of_units(reader, "attendance")
    told = {row["unit"]: row for row in answers if row.get("meeting_at") == reader.data.get("meeting_at")}
    return [
        {"unit": unit, **{part: told.get(unit, {}).get(part) for part in REPLY}} for unit in _invited(reader)
    ]


def _invited(reader: Reader) -> list[str]:
    if reader.data.get("scope") == SOME_UNITS:
        known = reader.facts_at(reader.spot, ["case.meeting.unit_list"]).get("meeting") or {}
        return list(dict.fromkeys(row["unit"] for row in known.get("unit_list") or []))
    district = law_of(reader.session).districts[reader.case.jurisdiction_key]
    return list(bind(district, "all_members", {}, kind="all_of").units)


def _leaders(reader: Reader) -> list[dict[str, Value]]:
    district = law_of(reader.session).districts[reader.case.jurisdiction_key]
    units = [f"{district.key}.{unit}" for unit in bind(district, "convenor", {}).units]
    return [
        {"ref": one.officer_id, "post": one.role, "name": f"{one.name}（{CHAIRS[one.role]}）"}
        for one in colleagues(reader.session, units, reader.house.now().date())
        if one.role in CHAIRS
    ]
