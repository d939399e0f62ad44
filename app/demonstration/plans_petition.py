"""Roads and stops of incidents, clues, petitions and union supervision, for the plans of a demonstration."""

from __future__ import annotations

from app.demonstration import journeys_clue as clue
from app.demonstration import journeys_incident as incident
from app.demonstration import journeys_petition as petition
from app.demonstration import journeys_union as union
from app.demonstration.journeys import Journey

Stops = tuple[tuple[Journey, dict[str, int]], ...]

INCIDENT_STOPS: Stops = (
    (incident.noticed, {"record_incident": 1, "first_report": 1, "keep_order": 1, "talk_with_workers": 1}),
    (incident.gathering, {"find_payer": 1, "urge_company": 1, "payment_plan": 2}),
    (incident.gathering, {"follow_scene": 9, "review_incident": 10}),
)
CLUE_STOPS: Stops = (
    (clue.answered, {"register_clue": 1, "analyse_clue": 1, "issue_bulletin": 1, "draft_statement": 2}),
    (clue.answered, {"publish_statement": 3, "confirm_feedback": 12}),
)
PETITION_STOPS: Stops = (
    (petition.led_to_inspection, {"register_petition": 1, "classify_petition": 3, "tell_route": 6}),
    (petition.led_to_inspection, {"urge_unit": 26, "check_result": 40}),
    (petition.handled, {"handle_petition": 3, "register_review": 40, "record_review": 50}),
)
UNION_STOPS: Stops = (
    (union.suggested, {"check_employer": 1, "issue_suggestion": 30, "feed_back_union": 44}),
    (union.put_right, {"issue_reminder": 2, "record_explanation": 8}),
    (union.suggested, {"issue_opinion": 20, "record_answer": 22}),
    (union.not_taken_up, {"tell_complainant": 3}),
)
STOPS: tuple[Stops, ...] = (INCIDENT_STOPS, CLUE_STOPS, PETITION_STOPS, UNION_STOPS)
HOLDS: dict[str, str] = {"record_explanation": "issue_reminder", "record_answer": "issue_opinion"}
ENDED: tuple[tuple[Journey, int, int], ...] = (
    (clue.answered, 16, 2),
    (clue.elsewhere, 12, 1),
    (clue.known, 2, 1),
    (petition.repeated, 4, 1),
    (petition.handled, 110, 1),
    (petition.accepted_by_silence, 70, 1),
    (union.put_right, 16, 1),
    (union.suggested, 50, 1),
    (union.not_taken_up, 8, 1),
)
FOLLOWED: tuple[tuple[Journey, int, int], ...] = (
    (incident.gathering, 8, 3),
    (incident.noticed, 8, 1),
    (incident.taken_over, 4, 1),
    (petition.led_to_inspection, 44, 2),
)
LETTERS = ("issue_reminder", "record_explanation", "issue_opinion", "record_answer")
ONLY_IN = {"urge_company": "tj_ftz"} | dict.fromkeys(LETTERS, "tj_ftz")
"""Steps that one district alone has: holding companies, letters of the union."""
