"""Who asks hears: each result is caught by the process that asked, or kept with the case and read there."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache

from lxml import etree

from app.diagrams.bundle import BPMN
from tests.processes.shipped import KEYS, diagram, forms

THROWERS = frozenset({"sendTask", "endEvent", "intermediateThrowEvent"})
READ_IN_CASE: dict[str, set[str]] = {
    "blacklisting": {"credit_sharing"},
    "emergency_fund": {"court_enforcement"},
    "mass_incident": {"complaint_intake", "emergency_fund"},
    "online_clue": {"mass_incident"},
    "payment_follow_up": {"blacklisting", "penalty", "permit_control"},
    "penalty": {"credit_sharing", "crime_transfer", "permit_control"},
    "petition": {"mass_incident"},
}
"""The asker goes on, does not wait, and its forms show how the procedures of the case (`case.runs`) ended."""
HANDED_ON: dict[str, set[str]] = {
    "arbitration": {"court_enforcement"},
    "complaint_intake": {
        "arbitration", "crime_transfer", "investigation", "legal_aid", "mass_incident", "mediation", "sme_ledger",
        "transfer",
    },
    "contracting_finding": {"government_project", "penalty"},
    "government_project": {"investigation"},
    "joint_inspection": {"transfer"},
    "mediation": {"arbitration", "complaint_intake", "court_enforcement"},
    "meeting": {"joint_inspection"},
    "permit_control": {"penalty"},
    "supervision": {"meeting"},
    "wage_deposit": {"penalty"},
}  # fmt: skip
"""The matter is the other's from then on: the asker ends, or has nothing to decide on the result."""
OFFICES_OWN = "supervision"
"""Supervision ends by the office's own judgement; nobody who reported a delay waits for it."""


@cache
def messages() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which processes send each message, and which catch it."""
    sent: dict[str, set[str]] = defaultdict(set)
    caught: dict[str, set[str]] = defaultdict(set)
    for key in KEYS:
        root = etree.fromstring(diagram(key))
        names = {str(node.get("id")): str(node.get("name")) for node in root.iter(f"{BPMN}message")}
        for node in root.iter(etree.Element):
            reference = node.get("messageRef")
            if reference is None:
                continue
            owner = node if "Task" in str(node.tag) else node.getparent()
            assert owner is not None
            kind = str(owner.tag).removeprefix(BPMN)
            (sent if kind in THROWERS else caught)[names[reference]].add(key)
    return sent, caught


def test_each_result_is_caught_by_who_asked_or_stated_to_be_kept_with_the_case() -> None:
    sent, caught = messages()
    unheard = {
        (asker, name.removeprefix("start_"))
        for name, askers in sent.items()
        if name.startswith("start_")
        for asker in askers - caught[f"{name.removeprefix('start_')}_result"] - {name.removeprefix("start_")}
        if name != f"start_{OFFICES_OWN}"
    }
    stated = {(asker, asked) for told in (READ_IN_CASE, HANDED_ON) for asker in told for asked in told[asker]}
    assert sorted(unheard - stated) == [], "catch these results, or say above where they are read"
    assert sorted(stated - unheard) == [], "these are caught by now, or no longer asked"


def test_who_goes_on_without_waiting_sees_how_the_procedures_of_the_case_ended() -> None:
    blind = [
        asker
        for asker in READ_IN_CASE
        if not any("case.runs" in json.loads(form).get("show", []) for form in forms(asker).values())
    ]
    assert blind == []


def test_every_message_that_starts_a_process_or_tells_a_result_has_its_counterpart() -> None:
    sent, caught = messages()
    started = {name for name in sent if name.startswith("start_")}
    assert sorted(started - set(caught)) == [], "nobody begins by these"
    results = {name for name in caught if name.endswith("_result")}
    assert sorted(results - set(sent)) == [], "nobody tells these"
