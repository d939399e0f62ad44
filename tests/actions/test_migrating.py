"""Open cases follow a changed process, or are moved by hand; what cannot go over stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from app.actions.completing import complete_task
from app.actions.inbox import claim_task
from app.actions.migrating import CannotGoOver, migrate_run
from app.actions.moving import NoReason, approve_move, propose_move
from app.actions.replaying import replay_case
from app.actors import Actor, Seat
from app.clock import SetClock
from app.refusals import NotAllowed, NotFound, NotReady, SameOfficer
from storage.events import broken_link
from storage.models import Base, Event, ProcessVersion, Task
from tests.engine.diagrams import chain, diagram, end, gateway, on, start, timer
from tests.support.clock import at
from tests.support.tiny import Tiny, lane, step

KEY = "tale"
LABOUR, UNION = "labour_authority", "union"


def tale(*steps: str, reminder: str = "", lanes: str = "") -> bytes:
    """Steps one after the other; with a reminder on the border of the first."""
    nodes, flows = [start(), *steps, end()], chain("begin", *(names(each) for each in steps), "done")
    if reminder:
        nodes += [timer("late", reminder, "boundaryEvent", on(names(steps[0]), False)), end("noted")]
        flows += chain("late", "noted")
    return diagram(KEY, nodes, flows, lanes=lanes or lane(*(names(each) for each in steps)))


def names(drawn: str) -> str:
    return drawn.split('id="', 1)[1].split('"', 1)[0]


def designer(office: Tiny, role: str = "process_designer", district: str = "tj_ftz") -> Actor:
    """Somebody of the office in this role."""
    return Actor(office.officers["admin"], "设计员", (Seat(f"{district}.office", district, role),))


class Desk:
    """A case of the first version, and what is done with it."""

    def __init__(self, office: Tiny, *drawn: bytes) -> None:
        self.office = office
        office.publish(KEY, drawn[0])
        self.case_id = office.begin(KEY)
        for later in drawn[1:]:
            office.publish(KEY, later)

    def version(self, number: int) -> str:
        """The id of a version."""
        (found,) = self.office.rows(
            ProcessVersion, ProcessVersion.process_key == KEY, ProcessVersion.number == number
        )
        return str(found.id)

    def go_over(self, number: int = 2, by: Actor | None = None, **mapping: str) -> None:
        """Carry the case over."""
        run = self.office.run(self.case_id)
        with self.office.session() as session:
            migrate_run(session, run.id, self.version(number), mapping, by=by or designer(self.office))

    def do(self, element: str, by: str = "inspector") -> None:
        """Complete an open step."""
        task = self.office.open_task(self.case_id, element)
        with self.office.session() as session:
            complete_task(session, task.id, {}, by=self.office.actor(by))

    def move(self, element: str, reason: str = "录入有误", by: Actor | None = None) -> None:
        """Move the case by hand from its open step: one proposes, a second approves."""
        (task,) = self.office.rows(Task, Task.case_id == self.case_id, Task.closed_at.is_(None))
        by = by or designer(self.office, "office_director")
        with self.office.session() as session:
            made = propose_move(session, task.run_id, [task.token], element, reason, by=by)
            approve_move(session, made.id, by=self.office.actor("convenor"))

    def facts(self, kind: str) -> dict[str, Any]:
        """What the only event of a kind says."""
        (event,) = self.office.rows(Event, Event.chain == self.case_id, Event.kind == kind)
        return dict(event.facts)

    def everything(self) -> list[Any]:
        """Every row of the database."""
        with self.office.session() as session:
            return [
                (table.name, sorted(map(repr, session.execute(table.select()).all())))
                for table in Base.metadata.sorted_tables
            ]

    def assert_replays(self) -> None:
        """The record is whole and gives the case as it is, step for step."""
        with self.office.session() as session:
            assert replay_case(session, self.case_id).differences == []
        assert broken_link(self.office.rows(Event, Event.chain == self.case_id)) is None


def test_a_claimed_task_stays_with_its_officer_under_a_new_name(tiny: Tiny) -> None:
    desk = Desk(tiny, tale(step("draft"), step("decide")), tale(step("write"), step("check"), step("decide")))
    before = tiny.open_task(desk.case_id, "draft")
    with tiny.session() as session:
        claim_task(session, before.id, by=tiny.actor("inspector"))
    desk.go_over(draft="write")
    after = tiny.open_task(desk.case_id, "write")
    assert (after.id, after.assignee_id) == (before.id, tiny.officers["inspector"])
    assert tiny.run(desk.case_id).version_id == desk.version(2)
    facts = desk.facts("run_migrated")
    assert (facts["from"], facts["to"], facts["mapping"]) == (1, 2, {"draft": "write"})
    assert (facts["before"], facts["after"]) == (["draft"], ["write"])
    for name in ("write", "check", "decide"):
        desk.do(name)
    assert tiny.case(desk.case_id).closed_at is not None
    desk.assert_replays()


def test_who_wrote_under_the_old_name_may_not_decide_under_the_new_one(tiny: Tiny) -> None:
    desk = Desk(
        tiny,
        tale(step("draft"), step("decide", four_eyes_not="draft")),
        tale(step("write"), step("decide", four_eyes_not="write")),
    )
    desk.do("draft")
    desk.go_over(draft="write")
    with pytest.raises(SameOfficer):
        desk.do("decide")
    desk.do("decide", "inspector2")
    desk.assert_replays()


def test_a_clock_drawn_otherwise_is_set_anew_and_the_old_one_never_fires(
    tiny: Tiny, put_clock: Callable[[datetime], SetClock]
) -> None:
    put_clock(at(2025, 9, 26))
    desk = Desk(tiny, tale(step("a"), reminder="P10D"), tale(step("a"), reminder="P3D"))
    put_clock(at(2025, 9, 28))
    desk.go_over()
    waiting = {row.state: row.due_at.astimezone(UTC).date().isoformat() for row in tiny.timers()}
    assert waiting == {"cleared": "2025-10-06", "waiting": "2025-10-01"}
    due = tiny.open_task(desk.case_id, "a").due_at
    assert due is not None and due.date() == date(2025, 10, 1)
    desk.assert_replays()


def test_a_step_that_went_to_another_lane_goes_to_its_unit_and_is_free_there(tiny: Tiny) -> None:
    desk = Desk(
        tiny, tale(step("a")), tale(step("a").replace("inspector", "mediator"), lanes=lane("a", name=UNION))
    )
    task = tiny.open_task(desk.case_id, "a")
    with tiny.session() as session:
        claim_task(session, task.id, by=tiny.actor("inspector"))
    desk.go_over()
    found = tiny.open_task(desk.case_id, "a")
    assert (found.id, found.unit_id, found.role, found.assignee_id) == (
        task.id,
        "tj_ftz.union",
        "mediator",
        None,
    )
    desk.do("a", "mediator")
    desk.assert_replays()


def test_what_cannot_go_over_stays_byte_for_byte_and_is_told_why(tiny: Tiny) -> None:
    desk = Desk(tiny, tale(step("a"), step("b")), tale(step("b")))
    before = desk.everything()
    with pytest.raises(CannotGoOver) as refusal:
        desk.go_over()
    (obstacle,) = refusal.value.details["obstacles"]
    assert (obstacle.element, obstacle.code) == ("a", "removed") and "新版本" in refusal.value.zh
    assert desk.everything() == before
    desk.go_over(a="b")
    desk.do("b")
    desk.assert_replays()


def test_only_who_may_carries_a_case_of_his_district_over_and_only_once(tiny: Tiny) -> None:
    desk = Desk(tiny, tale(step("a")), tale(step("a"), step("b")))
    before = desk.everything()
    for by, refusal in (
        (designer(tiny, "auditor"), NotAllowed),
        (designer(tiny, district="xn_chengdong"), NotFound),
    ):
        with pytest.raises(refusal):
            desk.go_over(by=by)
    with pytest.raises(NotFound), tiny.session() as session:
        migrate_run(session, tiny.run(desk.case_id).id, "unknown", {}, by=designer(tiny))
    assert desk.everything() == before
    desk.go_over()
    with pytest.raises(NotReady):
        desk.go_over()


def test_a_case_is_moved_by_hand_with_a_reason_and_replays(tiny: Tiny) -> None:
    desk = Desk(tiny, tale(step("a"), step("b"), step("c")))
    before = desk.everything()
    for reason, by, refusal in (
        (" ", None, NoReason),
        ("理由", designer(tiny), NotAllowed),
    ):
        with pytest.raises(refusal):
            desk.move("c", reason, by)
    with pytest.raises(CannotGoOver):
        desk.move("unknown")
    assert desk.everything() == before
    desk.move("c")
    assert desk.facts("token_moved")["reason"] == "录入有误"
    assert [row.closed_how for row in tiny.rows(Task, Task.element_id == "a")] == ["cancelled"]
    desk.move("b")
    desk.do("b")
    desk.do("c")
    desk.assert_replays()


def test_a_case_goes_over_inside_branches_and_back_again(tiny: Tiny) -> None:
    def branches(*sides: str) -> bytes:
        flows: list[Any] = [*chain("begin", "fork"), *chain("meet", "last", "done")]
        for side in sides:
            flows += chain("fork", side, "meet")
        nodes = [start(), gateway("parallel", "fork"), gateway("parallel", "meet"), end(), *map(step, sides)]
        return diagram(KEY, [*nodes, step("last")], flows, lanes=lane(*sides, "last"))

    desk = Desk(
        tiny, branches("left", "right"), branches("first", "right"), branches("left", "right", "third")
    )
    desk.do("left")
    with pytest.raises(CannotGoOver):
        desk.go_over(3)
    desk.go_over(2, left="first")
    desk.go_over(1, first="left")
    desk.do("right")
    desk.do("last")
    desk.assert_replays()


def test_a_run_whose_version_was_changed_behind_its_back_is_found_by_replay(tiny: Tiny) -> None:
    desk = Desk(tiny, tale(step("a")), tale(step("a"), step("b")))
    desk.go_over()
    with tiny.session() as session:
        session.execute(text("UPDATE run SET version_id = :old"), {"old": desk.version(1)})
        session.commit()
        (difference,) = replay_case(session, desk.case_id).differences
    assert difference.what == "version"


def test_the_page_of_a_case_tells_how_it_was_carried_over_and_moved(tiny: Tiny) -> None:
    desk = Desk(tiny, tale(step("draft"), step("decide")), tale(step("write"), step("check"), step("decide")))
    desk.do("draft")
    desk.go_over(draft="write")
    desk.move("check")
    page = tiny.client("head").get(f"/cases/{desk.case_id}")
    assert page.status_code == 200
    assert "由第 1 版迁移到第 2 版" in page.text and "理由：录入有误" in page.text
