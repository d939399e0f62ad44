"""Where cases of publicity and wage safeguards lie in a demonstration, and which roads they go to the end."""

from __future__ import annotations

from app.demonstration import journeys_gov_project as gov_project
from app.demonstration import journeys_inspection as inspection
from app.demonstration import journeys_ledger as ledger
from app.demonstration import journeys_listing as listing
from app.demonstration import journeys_penalty as penalty
from app.demonstration import journeys_publicity as publicity
from app.demonstration import journeys_safeguards as safeguards
from app.demonstration.journeys import Journey

Stops = tuple[tuple[Journey, dict[str, int]], ...]

PUBLICITY_STOPS: Stops = (
    (publicity.done, {"review_content": 3, "carry_out_item": 5, "register_item": 1, "confirm_item": 12}),
    (publicity.late, {"remind_unit": 22}),
    (publicity.planned, {"plan_year": 1}),
)
DEPOSIT_STOPS: Stops = (
    (safeguards.permitted, {"open_matter": 8, "confirm_storage": 12}),
    (inspection.paid_from_deposit, {"bank_pays": 110}),
    (safeguards.returned, {"return_deposit": 8}),
)
PERMIT_STOPS: Stops = (
    (safeguards.permitted, {"check_gates": 3, "issue_permit": 8, "register_application": 1}),
    (safeguards.refused, {"handle_closed_gate": 4}),
    (safeguards.excepted, {"decide_exception": 6}),
    (penalty.fined_after_hearing, {"propose_measure": 116, "watch_measure": 122}),
)
CREDIT_STOPS: Stops = (
    (listing.listed, {"prepare_share": 44, "upload_to_platform": 46, "hand_over_gsxt": 48}),
    (listing.listed, {"window_checks": 48, "record_publicity": 50}),
    (listing.removed_early, {"review_conflict": 310, "stop_publicity": 312}),
    (safeguards.quarter, {"publish_major_violations": 1}),
)
LEDGER_STOPS: Stops = (
    (ledger.paid, {"register_debt": 1, "sign_for_debt": 3, "answer_in_writing": 6, "follow_payment": 20}),
)
GOV_PROJECT_STOPS: Stops = (
    (gov_project.approved, {"review_funds": 2}),
    (gov_project.month, {"check_month": 2}),
    (gov_project.advanced, {"find_cause": 2, "pay_labour_cost": 6, "check_wages_paid": 12}),
    (gov_project.ordered, {"serve_order": 12, "pay_public_funds": 14}),
    (gov_project.escalated, {"escalate": 26}),
)
STOPS = (PUBLICITY_STOPS, DEPOSIT_STOPS, PERMIT_STOPS, CREDIT_STOPS, LEDGER_STOPS, GOV_PROJECT_STOPS)
"""Stages with the step that is open and the days that it takes at most to come there."""

HOLDS: dict[str, str] = {}
"""Steps whose term is short, and the step that is put off to have them open."""

ENDED: tuple[tuple[Journey, int, int], ...] = (
    (publicity.done, 18, 2),
    (publicity.late, 30, 1),
    (publicity.dropped, 6, 1),
    (safeguards.permitted, 24, 3),
    (safeguards.excepted, 24, 1),
    (safeguards.refused, 10, 2),
    (safeguards.returned, 16, 1),
    (gov_project.approved, 8, 2),
    (gov_project.unfunded, 8, 1),
    (gov_project.month, 10, 1),
    (gov_project.ordered, 24, 1),
    (gov_project.escalated, 40, 1),
    (gov_project.advanced, 20, 1),
    (ledger.paid, 36, 2),
    (ledger.extended, 44, 1),
    (ledger.out_of_scope, 3, 1),
)
"""Roads that end with a closed case, the days this takes, and how often they are chosen."""
