"""The office confirms or changes a rule, or settles a conflict; clocks keep the edition with which they began."""

from __future__ import annotations

from datetime import date

import pytest

from app.actions.law import law_of
from app.actions.rules import EditionRefused, make_rule_edition, settle_conflict
from app.clock import LOCAL, SetClock
from app.refusals import NotFound, NotReady
from storage.models import Deadline, Event
from tests.actions.flows import Desk, line
from tests.support.clock import at
from tests.support.tiny import Tiny, step

GROUNDS = ("条号已核对", "若干规定 2022 年修订本（虚构）")


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def publish(desk: Desk, rule: str) -> None:
    """Publish a process whose first step starts the clock of a rule."""
    desk.publish("one", line("one", step("receive", starts=rule), step("answer", meets=rule)))


def begun(desk: Desk) -> Deadline:
    """Begin a case, start its clock and return the clock."""
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    (row,) = desk.office.rows(Deadline, Deadline.case_id == case_id)
    assert isinstance(row, Deadline)
    return row


def due(row: Deadline) -> date:
    return row.due_at.astimezone(LOCAL).date()


def test_a_confirmed_rule_is_no_longer_marked(desk: Desk) -> None:
    by = desk.office.actor("head")
    with desk.office.session() as session:
        assert not law_of(session).rules["INS-01"].confirmed
        made = make_rule_edition(session, "INS-01", {}, *GROUNDS, by=by)
        assert (made.number, made.changes) == (1, {"verified": "V"})
    with desk.office.session() as session:
        assert law_of(session).rules["INS-01"].confirmed
    with desk.office.session() as session, pytest.raises(NotReady):
        make_rule_edition(session, "INS-01", {}, *GROUNDS, by=by)


def test_a_running_clock_keeps_its_edition_and_a_new_one_takes_the_new(desk: Desk) -> None:
    publish(desk, "INS-01")
    former = begun(desk)
    with desk.office.session() as session:
        make_rule_edition(session, "INS-01", {"length": 7}, *GROUNDS, by=desk.office.actor("head"))
    (kept,) = desk.office.rows(Deadline, Deadline.id == former.id)
    assert (kept.edition, due(kept)) == (0, date(2025, 9, 30))
    new = begun(desk)
    assert (new.edition, due(new)) == (1, date(2025, 10, 10))  # 25, 26, 28, 29, 30 September, 9, 10 October


def test_the_record_says_what_was_changed_from_what_and_why(desk: Desk) -> None:
    with desk.office.session() as session:
        make_rule_edition(session, "INS-01", {"length": 7}, *GROUNDS, by=desk.office.actor("head"))
        settle_conflict(session, "C5", "working", *GROUNDS, by=desk.office.actor("head"))
    told = [each.facts for each in desk.office.rows(Event, Event.kind == "rule_edition_made")]
    rule, conflict = told[0], told[-1]
    assert (rule["before"]["length"], rule["changes"]["length"]) == (5, 7) and rule["reason"] == GROUNDS[0]
    assert conflict["before"] != conflict["changes"] == {"choice": "working"}


def test_a_conflict_settled_as_working_days_changes_its_rules(desk: Desk) -> None:
    publish(desk, "INS-04")
    assert due(begun(desk)) == date(2025, 10, 9)  # 1 October is a holiday
    with desk.office.session() as session:
        settle_conflict(session, "C5", "working", *GROUNDS, by=desk.office.actor("head"))
    after = begun(desk)
    assert (after.edition, due(after)) == (1, date(2025, 10, 10))
    with desk.office.session() as session:
        law = law_of(session)
        assert law.choices == {"C5": "working"}
        assert law.rules["AID-01"].unit == "wd" and law.rules["INS-05"].unit == "wd"


@pytest.mark.parametrize(
    ("choice", "counted"), [("both", ["INS-07", "INS-08"]), ("national", ["INS-07"]), ("local", ["INS-08"])]
)
def test_only_the_periods_that_were_chosen_run_in_a_new_case(
    desk: Desk, choice: str, counted: list[str]
) -> None:
    desk.publish(
        "one", line("one", step("file", starts="INS-07,INS-08"), step("close", meets="INS-07,INS-08"))
    )
    if choice != "both":
        with desk.office.session() as session:
            settle_conflict(session, "C1", choice, *GROUNDS, by=desk.office.actor("head"))
    case_id = desk.begin("one")
    desk.complete(case_id, "file")
    rows = desk.office.rows(Deadline, Deadline.case_id == case_id)
    assert sorted(row.rule for row in rows) == counted
    assert desk.office.open_task(case_id, "close").due_rule in counted


@pytest.mark.parametrize(("choice", "day"), [("finding", 26), ("intake", 24)])
def test_a_period_runs_from_the_day_that_was_chosen(
    desk: Desk, clock: SetClock, choice: str, day: int
) -> None:
    publish(desk, "INS-04")
    if choice != "finding":
        with desk.office.session() as session:
            settle_conflict(session, "C6", choice, *GROUNDS, by=desk.office.actor("head"))
    case_id = desk.begin("one")
    clock.set(at(2025, 9, 26))
    desk.complete(case_id, "receive")
    (row,) = desk.office.rows(Deadline, Deadline.case_id == case_id)
    assert row.started_on == date(2025, 9, day)


def test_what_a_rule_cannot_become_is_refused_and_nothing_is_written(desk: Desk) -> None:
    by, before = desk.office.actor("head"), desk.everything()
    with desk.office.session() as session, pytest.raises(EditionRefused, match="length must be"):
        make_rule_edition(session, "INS-01", {"length": 0}, *GROUNDS, by=by)
    with desk.office.session() as session, pytest.raises(EditionRefused, match="Give the reason"):
        make_rule_edition(session, "INS-01", {"length": 7}, "", "", by=by)
    with desk.office.session() as session, pytest.raises(NotFound):
        make_rule_edition(session, "XXX-01", {}, *GROUNDS, by=by)
    with desk.office.session() as session, pytest.raises(NotFound):
        settle_conflict(session, "C5", "never", *GROUNDS, by=by)
    assert desk.everything() == before
