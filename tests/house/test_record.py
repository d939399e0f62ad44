"""Whatever is written is on record: no action is without an event, and what an auditor asks for is there."""

import ast

from storage.event_kinds import KINDS
from tests.house.sources import dotted, functions, modules, name_of, told
from tests.house.test_actions import actions

RECORDERS = {"record", "desk.record", "self.desk.record", "record_step"}
ASKED_FOR = {
    "reads of unmasked data": {"personal_data_shown", "document_read"},
    "exports": {"case_export_asked", "case_export_decided", "case_exported", "log_exported"},
    "permission changes": {"officer_added", "membership_added", "membership_ended", "work_delegated"},
    "sign-ins, failed ones too": {"officer_signed_in", "officer_signed_out", "sign_in_refused", "password_changed"},
    "calendars, rules, districts": {"calendar_loaded", "rule_edition_made", "district_loaded"},
    "publications": {"process_published"},
}  # fmt: skip
"""Kinds that must be, by what an auditor asks for."""


def recording() -> set[str]:
    """Names of the functions of actions that lead to a recorded event."""
    leads: dict[str, set[str]] = {}
    for path in modules("app"):
        if name_of(path).startswith("app/actions/"):
            for each in functions(path):
                called = {
                    dotted(node) for node in ast.walk(each) if isinstance(node, ast.Name | ast.Attribute)
                }
                leads.setdefault(each.name, set()).update(called)
    found = {name for name, called in leads.items() if called & RECORDERS}
    while True:
        more = {
            name for name, called in leads.items() if {one.split(".")[-1] for one in called} & found
        } - found
        if not more:
            return found
        found |= more


def test_every_action_leads_to_an_event() -> None:
    on_record = recording()
    broken = [
        f"{name_of(path)} {name}"
        for name, group in actions().items()
        for path, _ in group
        if name not in on_record
    ]
    assert not broken, told(broken, "Record what happens (storage.events.record); a chore is @housekeeping:")


def test_what_an_auditor_asks_for_is_on_record() -> None:
    broken = [f"{asked}: {kind}" for asked, kinds in ASKED_FOR.items() for kind in sorted(kinds - KINDS)]
    assert not broken, told(broken, "These kinds of events are gone:")


def test_every_kind_of_event_is_recorded_somewhere() -> None:
    written = {
        node.value
        for path in modules("app")
        if name_of(path).startswith("app/actions/")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    broken = sorted(KINDS - written)
    assert not broken, told(
        broken, "Nothing records these kinds; take them out of storage.event_kinds.KINDS:"
    )
