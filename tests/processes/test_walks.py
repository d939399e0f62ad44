"""Every diagram is walked in the engine: each path comes to its ends, and together they leave nothing out."""

from __future__ import annotations

import pytest

from tests.processes.drawn import sequence_flows
from tests.processes.moves import Path, walk
from tests.processes.shipped import KEYS, definition
from tests.processes.walks_aid import LEGAL_AID
from tests.processes.walks_contracting import CONTRACTING_FINDING
from tests.processes.walks_court import COURT_ENFORCEMENT
from tests.processes.walks_credit import CREDIT_SHARING
from tests.processes.walks_crime import CRIME_TRANSFER
from tests.processes.walks_deposit import WAGE_DEPOSIT
from tests.processes.walks_disputes import ARBITRATION, MEDIATION
from tests.processes.walks_fund import EMERGENCY_FUND
from tests.processes.walks_gov_project import GOVERNMENT_PROJECT
from tests.processes.walks_incident import MASS_INCIDENT, ONLINE_CLUE
from tests.processes.walks_inspection import INVESTIGATION, PENALTY
from tests.processes.walks_intake import COMPLAINT_INTAKE, TRANSFER
from tests.processes.walks_joint import JOINT_INSPECTION
from tests.processes.walks_ledger import SME_LEDGER
from tests.processes.walks_listing import BLACKLISTING
from tests.processes.walks_meeting import DECISION_ITEM, MEETING
from tests.processes.walks_membership import MEMBERSHIP
from tests.processes.walks_permit import PERMIT_CONTROL
from tests.processes.walks_petition import PETITION
from tests.processes.walks_pieces import APPROVAL, HAND_OVER, PAYMENT_DECISION, PAYMENT_FOLLOW_UP, SERVICE
from tests.processes.walks_publicity import PUBLICITY
from tests.processes.walks_reporting import REPORTING
from tests.processes.walks_soe import SOE_RESPONSIBILITY
from tests.processes.walks_supervision import SUPERVISION
from tests.processes.walks_union import UNION_SUPERVISION

PATHS: dict[str, list[Path]] = {
    "approval": APPROVAL,
    "arbitration": ARBITRATION,
    "blacklisting": BLACKLISTING,
    "complaint_intake": COMPLAINT_INTAKE,
    "contracting_finding": CONTRACTING_FINDING,
    "court_enforcement": COURT_ENFORCEMENT,
    "credit_sharing": CREDIT_SHARING,
    "crime_transfer": CRIME_TRANSFER,
    "decision_item": DECISION_ITEM,
    "emergency_fund": EMERGENCY_FUND,
    "government_project": GOVERNMENT_PROJECT,
    "hand_over": HAND_OVER,
    "investigation": INVESTIGATION,
    "joint_inspection": JOINT_INSPECTION,
    "mass_incident": MASS_INCIDENT,
    "legal_aid": LEGAL_AID,
    "mediation": MEDIATION,
    "meeting": MEETING,
    "membership": MEMBERSHIP,
    "online_clue": ONLINE_CLUE,
    "payment_decision": PAYMENT_DECISION,
    "payment_follow_up": PAYMENT_FOLLOW_UP,
    "penalty": PENALTY,
    "permit_control": PERMIT_CONTROL,
    "petition": PETITION,
    "publicity": PUBLICITY,
    "reporting": REPORTING,
    "service_of_document": SERVICE,
    "soe_responsibility": SOE_RESPONSIBILITY,
    "sme_ledger": SME_LEDGER,
    "supervision": SUPERVISION,
    "transfer": TRANSFER,
    "union_supervision": UNION_SUPERVISION,
    "wage_deposit": WAGE_DEPOSIT,
}
ALL = [pytest.param(key, path, id=f"{key}: {path.name}") for key in PATHS for path in PATHS[key]]


def test_every_process_has_its_walks() -> None:
    assert sorted(PATHS) == KEYS, "add the walks of the new process to PATHS"


@pytest.mark.parametrize(("key", "path"), ALL)
def test_officers_come_to_the_end(key: str, path: Path) -> None:
    going = walk(definition(key), path)
    entered = {entry["enter"] for step in going.steps for entry in step.trace if "enter" in entry}
    assert going.step.ended, f"still open: {going.open}"
    assert entered & _ids(key, {"endEvent"}) == set(path.ends)


@pytest.mark.parametrize("key", sorted(PATHS))
def test_every_end_event_is_reached(key: str) -> None:
    reached = {end for path in PATHS[key] for end in path.ends}
    assert reached == _ids(key, {"endEvent"})


@pytest.mark.parametrize("key", sorted(PATHS))
def test_every_element_and_every_flow_is_used(key: str) -> None:
    entered: set[str] = set()
    flows: set[str] = set()
    for path in PATHS[key]:
        for step in walk(definition(key), path).steps:
            entered |= {entry["enter"] for entry in step.trace if "enter" in entry}
            flows |= {entry["flow"] for entry in step.trace if "flow" in entry}
    assert sorted(_ids(key, None) - entered) == [], "no walk enters these"
    assert sorted(set(sequence_flows(key)) - flows) == [], "no walk takes these flows"


def _ids(key: str, kinds: set[str] | None) -> set[str]:
    """Ids of the process's own elements, of these kinds or of all."""
    elements = definition(key).elements.values()
    own = [element for element in elements if element.process_key == key]
    return {element.id for element in own if kinds is None or element.kind in kinds}
