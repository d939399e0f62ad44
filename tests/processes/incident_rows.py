"""What is tried of the forms of incidents and clues: who is told and who checks, how many represent, what plans add."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.clock import LOCAL

NOW = datetime(2026, 1, 20, 10, 0, tzinfo=LOCAL)


def told(*bodies: str) -> dict[str, Any]:
    """The duty officer has told these."""
    return {"case": {"incident": {"notified": [{"body": body} for body in bodies]}}}


def chosen(count: int) -> dict[str, Any]:
    """The workers have chosen so many representatives."""
    return {"case": {"group": {"representatives": [{"name": f"代表{number}"} for number in range(count)]}}}


def plan(*amounts: int) -> dict[str, Any]:
    """A payment plan for arrears of 1,240,000 yuan."""
    return {"amount_total": 1240000, "case": {"incident": {"plan": [{"amount": one} for one in amounts]}}}


def reported(minutes: int) -> dict[str, Any]:
    """The first report so many minutes after the incident began, which was an hour ago."""
    began = NOW - timedelta(hours=1)
    return {"case": {"incident": {"began_at": began, "reported_at": began + timedelta(minutes=minutes)}}}


PLAN = "mass_incident/payment_plan/case.incident.plan"
TOLD = "mass_incident/record_incident/case.incident.notified"
TALK = "mass_incident/talk_with_workers/case.group.representatives"
LEAD = "online_clue/analyse_clue/var.lead_lane"
REPORT = "mass_incident/first_report/case.incident.reported_at"
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    (TOLD, told("人社部门", "公安机关"), True),
    (TOLD, told("人社部门"), False),
    (TALK, chosen(5), True),
    (TALK, chosen(6), False),
    (PLAN, plan(124000, 1116000), True),
    (PLAN, plan(1240000, 1), False),
    (REPORT, reported(20), True),
    (REPORT, reported(-1), False),
    (REPORT, reported(61), False),
    (LEAD, {"analysis": "外区转出", "lead_lane": "labour_authority"}, False),
    (LEAD, {"analysis": "外区转出", "lead_lane": "coordination_office"}, True),
    (LEAD, {"analysis": "转核查", "lead_lane": "labour_authority"}, True),
]
"""On 20 January 2026 at ten o'clock."""
