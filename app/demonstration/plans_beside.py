"""Which demonstration cases lie in procedures beside a wage case: finding, police, court, fund, legal aid, company."""

from __future__ import annotations

from app.demonstration import journeys_aid as aid
from app.demonstration import journeys_contracting as contracting
from app.demonstration import journeys_court as court
from app.demonstration import journeys_crime as crime
from app.demonstration import journeys_fund as fund
from app.demonstration import journeys_inspection as inspection
from app.demonstration import journeys_soe as soe
from app.demonstration.journeys import Journey

Stops = tuple[tuple[Journey, dict[str, int]], ...]

CONTRACTING_STOPS: Stops = (
    (inspection.borrowed_name, {"accept_matter": 8, "gather_evidence": 16, "draft_finding": 26}),
)
CRIME_STOPS: Stops = (
    (crime.filed, {"form_team": 66, "send_to_police": 72, "police_review": 74, "hand_over_file": 84}),
    (crime.turned_down, {"choose_remedy": 78, "procurator_supervise": 88}),
    (crime.searched, {"assist_locating": 70}),
    (crime.filed, {"supplement_file": 78}),
    (crime.fled, {"publish_announcement": 48}),
)
FUND_STOPS: Stops = (
    (fund.recovered, {"apply_fund": 64, "check_account": 66, "pay_workers": 72, "confirm_receipts": 74}),
    (fund.recovered, {"recover_advance": 80, "confirm_refund": 96}),
)
COURT_STOPS: Stops = (
    (court.confirmed, {"prepare_request": 22, "file_case": 26, "rule_on_request": 32}),
    (court.paid_by_order, {"carry_out": 66, "distribute_money": 70}),
)
AID_STOPS: Stops = (
    (aid.helped, {"advise_and_register": 3, "decide_aid": 5, "assign_helper": 9, "give_aid": 12}),
    (aid.objected, {"record_objection": 10, "review_objection": 18}),
)
SOE_STOPS: Stops = (
    (soe.settled, {"urge_settlement": 64, "settle_arrears": 66, "check_settlement": 78}),
    (soe.checked, {"group_self_check": 2, "review_self_check": 10}),
)
STOPS: tuple[Stops, ...] = (CONTRACTING_STOPS, CRIME_STOPS, FUND_STOPS, COURT_STOPS, AID_STOPS, SOE_STOPS)
"""As in the plans: roads, the step that is open, and the days that it takes at most to come there."""

ENDED: tuple[tuple[Journey, int, int], ...] = (
    (contracting.own_check, 26, 2),
    (aid.helped, 52, 2),
    (aid.urgent, 30, 1),
    (aid.objected, 24, 1),
    (aid.advised, 3, 2),
    (court.taken_to_court, 340, 1),
    (court.paid_by_order, 76, 1),
)
"""Roads that end with a closed case, the days this takes, and how often they are chosen."""

FOLLOWED: tuple[tuple[Journey, int, int], ...] = (
    (court.confirmed, 38, 1),
    (crime.filed, 90, 1),
    (crime.turned_down, 104, 1),
    (crime.searched, 80, 1),
    (fund.recovered, 100, 1),
    (soe.settled, 84, 1),
    (fund.refused, 72, 1),
    (fund.written_off, 92, 1),
)
"""Roads after which the wage case goes on."""

ONLY_IN = dict.fromkeys([step for _, found in (*FUND_STOPS, *SOE_STOPS) for step in found], "tj_ftz")
"""Steps that only one district knows: the other has no fund and no state-owned companies."""
