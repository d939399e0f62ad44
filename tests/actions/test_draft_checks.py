"""What the checks find stands between a draft and its publication; rules of the house are set by designers alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.draft_checks import Checked, checks_of_draft
from app.actions.house_rules import (
    RuleUnclear,
    rules_in_force,
    set_house_rule,
    standing_rules,
    switch_house_rule,
    tried,
)
from app.actions.proposing import propose
from app.actions.publishing import CannotPublish
from app.refusals import NotAllowed, NotFound
from storage.designs import draft_of
from storage.house_rules import house_rule_rows
from storage.models import Event
from storage.versions import newest_version
from tests.support.tiny import Tiny, waiting

DIAGRAM = "processes/waiting/waiting.bpmn"
GIVEN = {"name_zh": "须有目的", "name_en": "Purpose", "zh": "请写明目的。", "en": "Say what for.",
         "severity": "error", "feel": "every t in tasks satisfies t.purpose != null"}  # fmt: skip


@pytest.fixture
def desk(tiny: Tiny) -> Tiny:
    """An office with one published process."""
    tiny.publish("waiting", waiting())
    return tiny


def begin(desk: Tiny) -> str:
    """Begin a draft of the process."""
    with desk.session() as session:
        version = newest_version(session, "waiting")
        assert version is not None
        return begin_draft(session, version.id, by=desk.actor("designer")).id


def events(desk: Tiny) -> list[str]:
    """Kinds of everything that was recorded, in order."""
    with desk.session() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def checked(desk: Tiny, draft: str) -> Checked:
    """Return what is found in the draft."""
    with desk.session() as session:
        found = checks_of_draft(session, draft)
        assert found is not None
        return found


def errors(found: Checked) -> set[tuple[str, str | None]]:
    """Code and element of the errors."""
    return {(each.code, each.element) for each in found.findings if each.severity == "error"}


def test_a_draft_with_an_error_of_the_checks_is_not_proposed_and_stays_as_it_is(desk: Tiny) -> None:
    draft = begin(desk)
    assert errors(checked(desk, draft)) == set()
    island = b'<bpmn:startEvent id="other"/><bpmn:parallelGateway id="meet"/><bpmn:endEvent id="over"/>'
    ways = (("f1", "other", "meet"), ("f2", "fork", "meet"), ("f3", "meet", "over"))
    flows = "".join(f'<bpmn:sequenceFlow id="{n}" sourceRef="{a}" targetRef="{b}"/>' for n, a, b in ways)
    source = waiting()
    first = source.split(b'startEvent id="', 1)[1].split(b'"', 1)[0].decode()
    flows = flows.replace('sourceRef="fork"', f'sourceRef="{first}"')
    spoiled = source.replace(b"</bpmn:process>", island + flows.encode() + b"</bpmn:process>")
    with desk.session() as session:
        save_file(session, draft, DIAGRAM, spoiled, 1, by=desk.actor("designer"))
    found = checked(desk, draft)
    assert ("deadlock", "meet") in errors(found) and not found.permission
    before = events(desk)
    with desk.session() as session, pytest.raises(CannotPublish, match="join"):
        propose(session, draft, "改动", {"": date(2025, 9, 2)}, by=desk.actor("designer"))
    assert events(desk) == before
    with desk.session() as session:
        kept = draft_of(session, draft)
        assert kept is not None and kept.state == "open"


def test_what_was_judged_once_is_known_until_something_changes(desk: Tiny) -> None:
    draft = begin(desk)
    first = checked(desk, draft)
    assert checked(desk, draft) is first
    with desk.session() as session:
        set_house_rule(session, "purposes", GIVEN, by=desk.actor("designer"))
    again = checked(desk, draft)
    assert again is not first and "house:purposes" in {each.code for each in again.findings}


def test_who_does_not_wait_for_the_checks_finds_them_later(desk: Tiny) -> None:
    draft = begin(desk)
    named = waiting().replace(b'id="after"', f'id="after" name="等候{draft}"'.encode(), 1)
    with desk.session() as session:
        save_file(session, draft, DIAGRAM, named, 1, by=desk.actor("designer"))
        assert checks_of_draft(session, draft, 0) is None
    assert checked(desk, draft).permission


def test_files_nobody_could_read_give_findings_and_nothing_else(desk: Tiny) -> None:
    draft = begin(desk)
    with desk.session() as session:
        save_file(
            session, draft, DIAGRAM, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", 1, by=desk.actor("designer")
        )
    assert "doctype" in {each.code for each in checked(desk, draft).findings}


def test_a_rule_is_tried_on_everything_published_set_switched_off_and_recorded(desk: Tiny) -> None:
    with desk.session() as session:
        breaches = {breach.key: breach.elements for breach in tried(session, GIVEN["feel"])}
        assert breaches["waiting"] == ("after",)
        shipped = {each.rule.key for each in standing_rules(session)}
    with desk.session() as session:
        set_house_rule(session, "purposes", GIVEN, by=desk.actor("designer"))
    with desk.session() as session:
        assert {each.key for each in rules_in_force(session)} == shipped | {"purposes"}
        switch_house_rule(session, "purposes", False, by=desk.actor("designer2"))
        switch_house_rule(session, "named_ends", False, by=desk.actor("designer2"))
    with desk.session() as session:
        assert {each.key for each in rules_in_force(session)} == shipped - {"named_ends"}
    kinds = [kind for kind in events(desk) if kind.startswith("house_rule")]
    assert kinds == ["house_rule_set", "house_rule_switched", "house_rule_switched"]


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("Big Key", {}),
        ("purposes", {"feel": "every t in tasks satisfies"}),
        ("purposes", {"feel": "cases[1]"}),
        ("purposes", {"feel": "1 + 1"}),
        ("purposes", {"feel": "count(for a in elements, b in elements, c in 1..1000000 return c) > 0"}),
        ("purposes", {"severity": "deadly"}),
        ("purposes", {"zh": ""}),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_and_nothing_is_written(
    desk: Tiny, key: str, changes: dict[str, str]
) -> None:
    before = events(desk)
    with desk.session() as session, pytest.raises(RuleUnclear):
        set_house_rule(session, key, GIVEN | changes, by=desk.actor("designer"))
    with desk.session() as session:
        assert house_rule_rows(session) == []
    assert events(desk) == before


def test_nobody_but_a_designer_sets_rules_and_an_unknown_one_is_not_switched(desk: Tiny) -> None:
    with desk.session() as session, pytest.raises(NotAllowed):
        set_house_rule(session, "purposes", GIVEN, by=desk.actor("clerk"))
    with desk.session() as session, pytest.raises(NotFound):
        switch_house_rule(session, "nothing_such", False, by=desk.actor("designer"))
