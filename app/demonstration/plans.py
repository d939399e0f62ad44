"""Which cases a demonstration has: roads by kind, how far each goes, and how long before today it began."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random

from app.demonstration import journeys_arbitration as arbitration
from app.demonstration import journeys_inspection as inspection
from app.demonstration import journeys_intake as intake
from app.demonstration import journeys_joint as joint
from app.demonstration import journeys_listing as listing
from app.demonstration import journeys_mediation as mediation
from app.demonstration import journeys_meeting as meeting
from app.demonstration import journeys_penalty as penalty
from app.demonstration import journeys_reporting as reporting
from app.demonstration import journeys_supervision as supervision
from app.demonstration import journeys_transfer as transfer
from app.demonstration import plans_beside as beside
from app.demonstration import plans_membership
from app.demonstration import plans_petition as petition
from app.demonstration import plans_safeguards as safeguards
from app.demonstration.journeys import NEVER, Journey

DISTRICTS = ("tj_ftz", "xn_chengdong")
Stops = tuple[tuple[Journey, dict[str, int]], ...]

INTAKE_STOPS: Stops = (
    (intake.handed_around, {"examine_complaint": 1, "hand_on": 5}),
    (intake.supplemented, {"confirm_route": 4, "request_supplement": 5, "receive_supplement": 6}),
    (intake.refused, {"draft_refusal": 5}),
    (intake.settled, {"confirm_settlement": 6}),
    (intake.refused_by_message, {"send_electronically": 8}),
    (intake.refused_at_the_door, {"leave_with_witness": 8}),
    (intake.refused_by_post, {"post_document": 12}),
)
TRANSFER_STOPS: Stops = (
    (transfer.fed_back, {"handle_matter": 6, "sign_for": 3, "write_feedback": 18, "check_feedback": 20}),
    (transfer.rerouted, {"review_objection": 7, "rule_on_unit": 10}),
    (transfer.helped, {"assist": 10}),
    (transfer.told_in_between, {"report_progress": 24}),
    (transfer.brought_to_intake, {"register_complaint": 8}),
)
INSPECTION_STOPS: Stops = (
    (
        inspection.paid_in_term,
        {"investigate": 14, "confirm_facts": 32, "record_payment": 46, "propose_close": 50},
    ),
    (inspection.paid_in_term, {"propose_filing": 5, "approve_filing": 8, "deliver_in_person": 11}),
    (inspection.paid_in_term, {"decide_approval": 34, "record_service": 12, "choose_method": 10}),
    (inspection.paid_in_term, {"review_by_section": 56}),
    (inspection.paid_after_decision, {"choose_measures": 62, "draft_notice": 66, "draft_decision": 80}),
    (inspection.paid_after_decision, {"hear_defence": 70, "review_law": 84}),
    (inspection.discussed, {"discuss_decision": 84}),
    (inspection.paid_from_deposit, {"check_top_up": 120}),
)
PENALTY_STOPS: Stops = (
    (penalty.fined_after_hearing, {"record_response": 80, "check_correction": 12, "arrange_hearing": 70}),
    (penalty.fined_after_hearing, {"hold_hearing": 90, "discuss_penalty": 100, "order_correction": 8}),
    (penalty.fined, {"file_penalty": 2, "conclude_inquiry": 14, "issue_notice": 18, "review_statement": 34}),
    (penalty.fined, {"review_law": 38, "decide_penalty": 40, "record_performance": 44, "close_penalty": 58}),
    (penalty.unpaid_fine, {"follow_remedies": 68}),
)
MEDIATION_STOPS: Stops = (
    (mediation.performed, {"hold_session": 6, "decide_acceptance": 4, "draw_up_agreement": 16}),
    (mediation.performed, {"register_application": 1, "ask_confirmation": 16, "screen_dispute": 3}),
    (mediation.broken, {"guide_after_default": 34, "check_instalment": 32}),
    (mediation.failed, {"tell_failure": 26}),
    (
        mediation.reviewed,
        {"review_agreement": 24, "issue_mediation_document": 26, "sign_mediation_document": 28},
    ),
)
ARBITRATION_STOPS: Stops = (
    (
        arbitration.awarded,
        {"conduct_case": 30, "check_application": 6, "form_tribunal": 9, "record_reply": 24},
    ),
    (arbitration.awarded, {"schedule_hearing": 34, "hold_hearing": 56, "deliberate": 62, "issue_award": 66}),
    (arbitration.awarded, {"record_effect": 74}),
    (arbitration.supplemented, {"register_supplement": 7}),
    (arbitration.restarted, {"record_restart": 34}),
    (arbitration.advanced, {"rule_advance": 34}),
    (arbitration.entrusted, {"entrusted_mediation": 34}),
    (arbitration.suspended, {"resume_case": 52, "draft_paper": 36}),
)
LISTING_STOPS: Stops = (
    (listing.listed, {"prepare_opinion": 26, "collect_facts": 2, "issue_notice": 5, "record_objection": 8}),
    (listing.objected, {"verify_objection": 12}),
    (listing.listed, {"publish_list": 38, "apply_measures": 44}),
    (listing.removed_early, {"prepare_change": 280, "take_off_list": 292, "end_measures": 300}),
)
SUPERVISION_STOPS: Stops = (
    (
        supervision.answered_late,
        {"reply_result": 11, "register_matter": 9, "remind_unit": 22, "check_result_task": 24},
    ),
    (supervision.answered_late, {"deliver_notice": 11, "answer_source": 30}),
    (supervision.urged, {"choose_measure": 32, "hold_talk": 34, "issue_bulletin": 52}),
    (supervision.urged, {"suggest_accountability": 70}),
    (supervision.coordinated, {"coordinate_units": 12}),
)
MEETING_STOPS: Stops = (
    (meeting.put_off, {"propose_meeting": 1, "offer_topics": 2, "set_agenda": 8, "approve_meeting": 9}),
    (meeting.decided, {"issue_notice": 11, "prepare_materials": 11, "hold_meeting": 18, "draft_minutes": 20}),
    (
        meeting.decided,
        {"circulate_minutes": 24, "read_minutes": 24, "carry_out_decision": 28, "check_item": 31},
    ),
)
JOINT_STOPS: Stops = (
    (joint.clean, {"draft_plan": 1, "check_on_site": 6, "sort_findings": 9, "write_report": 12}),
    (joint.rectified, {"open_case": 10, "rectify": 16, "recheck": 26}),
)
REPORTING_STOPS: Stops = (
    (reporting.sent, {"plan_report": 1, "report_of_unit": 4, "draft_report": 9, "check_report": 11}),
    (reporting.published, {"send_report": 14, "publish_report": 16}),
)
STOPS = (
    INTAKE_STOPS,
    INSPECTION_STOPS,
    TRANSFER_STOPS,
    MEDIATION_STOPS,
    ARBITRATION_STOPS,
    LISTING_STOPS,
    PENALTY_STOPS,
    SUPERVISION_STOPS,
    MEETING_STOPS,
    JOINT_STOPS,
    REPORTING_STOPS,
    *safeguards.STOPS,
    *beside.STOPS,
    *petition.STOPS,
    plans_membership.STOPS,
)
"""Where roads lie, by stage: the step that is open, and the days that it takes at most to come there."""

HOLDS = {
    "record_response": "issue_notice",
    "record_objection": "issue_notice",
    "record_reply": "form_tribunal",
    "record_performance": "decide_penalty",
    "record_payment": "confirm_facts",
    "hear_defence": "draft_notice",
    "entrusted_mediation": "conduct_case",
    "hold_session": "decide_acceptance",
    "ask_confirmation": "draw_up_agreement",
    "deliver_notice": "register_matter",
    "reply_result": "register_matter",
    "offer_topics": "propose_meeting",
    "prepare_materials": "issue_notice",
    "read_minutes": "circulate_minutes",
    "rectify": "sort_findings",
    "report_of_unit": "plan_report",
    **safeguards.HOLDS,
    **petition.HOLDS,
}
"""Steps whose term is short, and the step that is put off until shortly before today to have them open."""

ONLY_IN = {"screen_dispute": "xn_chengdong", "urge_company": "tj_ftz", **beside.ONLY_IN}
"""Only a town or a community looks into a dispute on the spot; only one district has holding companies and a fund."""

ENDED: tuple[tuple[Journey, int, int], ...] = (
    (inspection.paid_in_term, 56, 8),
    (inspection.paid_after_decision, 110, 3),
    (inspection.paid_from_deposit, 140, 1),
    (inspection.unfounded, 44, 4),
    (inspection.not_filed, 16, 3),
    (intake.refused, 14, 4),
    (intake.settled, 9, 6),
    (intake.withdrawn, 7, 4),
    (intake.merged, 7, 4),
    (intake.never_supplemented, 26, 3),
    (transfer.fed_back, 26, 6),
    (transfer.rerouted, 30, 4),
    (transfer.helped, 26, 3),
    (transfer.sent_back_late, 34, 2),
    (mediation.performed, 66, 5),
    (arbitration.awarded, 110, 1),
    (arbitration.settled, 70, 2),
    (arbitration.refused, 12, 3),
    (arbitration.withdrawn, 44, 2),
    (listing.not_listed, 30, 4),
    (penalty.corrected, 26, 3),
    (penalty.fined, 70, 2),
    (penalty.not_penalised, 22, 3),
    (supervision.coordinated, 30, 1),
    (meeting.decided, 80, 2),
    (meeting.put_off, 60, 2),
    (meeting.not_wanted, 14, 1),
    (meeting.called_off, 24, 1),
    (joint.clean, 16, 2),
    (joint.dropped, 4, 1),
    (reporting.sent, 18, 2),
    (reporting.published, 24, 2),
    (reporting.dropped, 14, 1),
    *safeguards.ENDED,
    *beside.ENDED,
    *petition.ENDED,
    *plans_membership.ENDED,
)
"""Roads that end with a closed case: the days this takes, and how often they are chosen."""

FOLLOWED: tuple[tuple[Journey, int, int], ...] = (
    (intake.guided, 6, 4),
    (intake.sent_elsewhere, 6, 3),
    (intake.works_price, 6, 2),
    (transfer.brought_to_intake, 16, 4),
    (mediation.broken, 34, 2),
    (mediation.failed, 26, 3),
    (mediation.refused, 8, 3),
    (listing.listed_from_inspection, 74, 1),
    (intake.handed_around, 5, 4),
    (supervision.answered_late, 36, 2),
    (joint.rectified, 50, 1),
    (inspection.borrowed_name, 70, 2),
    *petition.FOLLOWED,
    *beside.FOLLOWED,
)
"""Roads after which another procedure goes on: as above; they lie a few days at most."""

_WAYS = ((FOLLOWED, 12), (ENDED, 200))
"""Roads that are gone to their end, and how many days ago that was at most."""


@dataclass(frozen=True)
class Plan:
    """One case to be: its road, district, the days before today on which it begins, and where it lies."""

    number: int
    journey: Journey
    district: str
    days_ago: int
    halt: str = ""
    hold: str = ""
    steps: int = NEVER


def plans(count: int, seed: str) -> list[Plan]:
    """Return so many plans, the same ones for the same seed, the earliest first.

    The first of them stand at a step each, every stage in turn, until each step has an open task; of the
    others half are closed, a quarter has gone on to another procedure, and the rest has just come in.
    """
    random = Random(f"plans-{seed}")
    halts, roads = _halts(), _roads(random)
    made = [
        _lying(number, halts[number], random)
        if number < min(len(halts), count)
        else _other(number, random, roads)
        for number in range(count)
    ]
    return sorted(made, key=lambda plan: (-plan.days_ago, plan.number))


def _roads(random: Random) -> list[tuple[Journey, int, int]]:
    """Return every road that is gone to its end, with its days and how long ago it began at most, in any order."""
    roads = [(journey, days, most) for found, most in _WAYS for journey, days, _ in found]
    random.shuffle(roads)
    return roads


def _halts() -> list[tuple[Journey, str, int]]:
    """Return every stop, the first of each stage, then the second of each stage, and so on."""
    by_stage = [
        [(journey, step, days) for journey, stops in stage for step, days in stops.items()] for stage in STOPS
    ]
    return [stop for stop in chain.from_iterable(zip_longest(*by_stage)) if stop is not None]


def _lying(number: int, stop: tuple[Journey, str, int], random: Random) -> Plan:
    journey, halt, days = stop
    since = (random.randrange(0, 4), random.randrange(5, 26), random.randrange(30, 80))
    rest = 3 if halt in HOLDS else random.choices(since, (11, 7, 2))[0]
    district = ONLY_IN.get(halt) or DISTRICTS[(number // 7 + number) % 2]
    return Plan(number, journey, district, days + rest, halt, HOLDS.get(halt, ""))


def _other(number: int, random: Random, roads: list[tuple[Journey, int, int]]) -> Plan:
    """Return a case that has just come in, or one on a road: on each of `roads` once, then as often as they say."""
    district = random.choice(DISTRICTS)
    draw = random.random()
    if draw < 0.25:
        fresh = random.choice((intake.handed_around, inspection.paid_in_term, transfer.fed_back))
        return Plan(number, fresh, district, random.randrange(0, 9), steps=random.randrange(1, 7))
    if roads:
        journey, days, most = roads.pop()
    else:
        found, most = _WAYS[0] if draw < 0.5 else _WAYS[1]
        journey, days, _ = random.choices(found, [share for _, _, share in found])[0]
    return Plan(number, journey, district, days + random.randrange(1, most))
