"""Names the officers whom a form asks for: those of the acting unit whose post fits; it fills nothing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.forms import Field, Form
from app.forms.fields import GROUPS

Holders = Callable[[str], list[str]]
"""The officers of the acting unit who hold a role, by id."""

ROLES = {
    "case.filing.officers": "inspector",
    "case.inspection.officers": "inspector",
    "case.penalty.officers": "enforcement_officer",
    "case.hearing.chair": "hearing_chair",
    "case.arbitration.presiding": "arbitrator",
    "case.arbitration.members": "arbitrator",
    "case.arbitration.secretary": "tribunal_secretary",
    "case.arbitration.proofread_by": "tribunal_secretary",
    "case.arbitration.postpone_allowed_by": "arbitration_head",
    "case.mediation.mediators": "mediator",
    "case.service.officers": "case_officer",
    "case.transfer.officer": "unit_officer",
    "case.transfer.signed_by": "unit_leader",
    "case.notice.officer": "unit_liaison",
    "case.supervision.unit_signer": "unit_leader",
    "case.reading.officer": "unit_liaison",
    "case.incident.leader_agreed": "bureau_head",
    "case.union.reminder_signed": "union_leader",
}
DISCUSSION = ("case.decision.discussion", "case.penalty.discussion")


def officers_asked(form: Form, holders: Holders) -> dict[str, Any]:
    """Return answers for the officer fields of a form, as far as the acting unit has holders of the post."""
    found: dict[str, Any] = {}
    for item in form.fields:
        if item.path in DISCUSSION:
            found[item.path] = _opinions(holders)
        elif item.kind not in GROUPS and item.path in ROLES and item.prefill is None:
            ids = _chosen(item, holders(ROLES[item.path]))
            if ids:
                found[item.path] = ids if item.many else ids[0]
    return found


def _chosen(item: Field, ids: list[str]) -> list[str]:
    return ids[1:3] if item.path == "case.arbitration.members" else ids[:2]


def _opinions(holders: Holders) -> list[dict[str, Any]]:
    heads = dict.fromkeys([*holders("bureau_head"), *holders("unit_leader"), *holders("inspection_head")])
    return [{"officer": head, "opinion": "同意处理意见。"} for head in list(heads)[:3]]
