"""Officers claim, release, assign and return tasks, one at a time and many at once."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.actions import inbox
from app.actions.case_facts import case_key
from app.actions.inbox import NothingDone, ReasonNeeded
from app.clock import SetClock
from app.refusals import AlreadyClaimed, AlreadyDone, NotAllowed, NotFound, NotReady, Refusal
from storage.events import broken_link, events_of_case
from storage.models import CaseFile, Event, Task
from tests.support.clock import A_WEDNESDAY
from tests.support.office import Line, Office

TODAY = A_WEDNESDAY.date()


def task_of(office: Office, task_id: str) -> Task:
    with office.session() as session:
        return session.get_one(Task, task_id)


def last_event(office: Office) -> Event:
    with office.session() as session:
        return session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def state_of(office: Office, task_id: str) -> tuple[object, ...]:
    task = task_of(office, task_id)
    return office.events(), task.assignee_id, task.claimed_at, task.return_reason, task.closed_at


@pytest.fixture
def task_id(office: Office, clock: SetClock) -> str:
    """One unclaimed task for an inspector."""
    return office.lay_out([Line()])[0]


def test_an_inspector_claims_a_task_of_his_unit(office: Office, task_id: str) -> None:
    with office.session() as session:
        inbox.claim_task(session, task_id, by=office.actor("inspector"))
    task = task_of(office, task_id)
    assert (task.assignee_id, task.claimed_at) == (office.officers["inspector"], A_WEDNESDAY)
    event = last_event(office)
    assert (event.kind, event.task_id, event.run_id) == ("task_claimed", task_id, task.run_id)
    assert (event.actor_id, event.actor_role, event.unit_id) == (
        office.officers["inspector"],
        "inspector",
        "tj_ftz.labour",
    )
    assert event.at == A_WEDNESDAY


def test_the_second_to_claim_is_told_who_was_first_and_when(office: Office, task_id: str) -> None:
    with office.session() as session:
        inbox.claim_task(session, task_id, by=office.actor("inspector"))
    before = state_of(office, task_id)
    with office.session() as session, pytest.raises(AlreadyClaimed) as refusal:
        inbox.claim_task(session, task_id, by=office.actor("inspector2"))
    assert refusal.value.zh == "监察员甲已于 2025-09-24 09:30 认领此任务。"
    assert state_of(office, task_id) == before


def test_a_clerk_cannot_claim_an_inspectors_task(office: Office, task_id: str) -> None:
    before = state_of(office, task_id)
    with office.session() as session, pytest.raises(NotAllowed, match="Labour inspector"):
        inbox.claim_task(session, task_id, by=office.actor("clerk"))
    assert state_of(office, task_id) == before


@pytest.mark.parametrize("who", ["mediator", "outsider", "convenor", "auditor", "admin"])
def test_a_task_of_another_unit_looks_like_one_that_does_not_exist(
    office: Office, task_id: str, who: str
) -> None:
    before = state_of(office, task_id)
    refusals = []
    for asked in (task_id, "0" * 26):
        with office.session() as session, pytest.raises(NotFound) as refusal:
            inbox.claim_task(session, asked, by=office.actor(who))
        refusals.append((refusal.value.zh, refusal.value.en, refusal.value.details))
    assert refusals[0] == refusals[1]
    assert state_of(office, task_id) == before


def test_a_completed_task_says_who_did_it(office: Office, task_id: str) -> None:
    with office.session() as session:
        task = session.get_one(Task, task_id)
        task.closed_at, task.closed_how, task.closed_by = (
            A_WEDNESDAY,
            "completed",
            office.officers["inspector2"],
        )
        session.commit()
    before = state_of(office, task_id)
    with office.session() as session, pytest.raises(AlreadyDone) as refusal:
        inbox.claim_task(session, task_id, by=office.actor("inspector"))
    assert refusal.value.zh == "监察员乙已于 2025-09-24 09:30 办结此任务。"
    assert state_of(office, task_id) == before


def test_only_the_holder_gives_a_task_back(office: Office) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    before = state_of(office, held)
    for who in ("inspector2", "head"):
        with office.session() as session, pytest.raises(NotAllowed):
            inbox.release_task(session, held, by=office.actor(who))
    assert state_of(office, held) == before
    with office.session() as session:
        inbox.release_task(session, held, by=office.actor("inspector"))
    assert task_of(office, held).assignee_id is None
    assert last_event(office).kind == "task_released"


def test_the_bureau_head_assigns_a_task_to_an_inspector(office: Office, task_id: str) -> None:
    with office.session() as session:
        inbox.assign_task(session, task_id, office.officers["inspector2"], by=office.actor("head"))
    assert task_of(office, task_id).assignee_id == office.officers["inspector2"]
    event = last_event(office)
    assert (event.kind, event.actor_role, event.facts["to"]) == (
        "task_assigned",
        "bureau_head",
        office.officers["inspector2"],
    )


@pytest.mark.parametrize(
    ("who", "to", "refused"),
    [
        ("inspector", "inspector2", NotAllowed),
        ("head", "clerk", NotAllowed),
        ("head", "mediator", NotAllowed),
        ("union_head", "inspector", NotFound),
    ],
)
def test_a_task_is_assigned_by_a_leader_to_a_fitting_officer_of_the_unit_only(
    office: Office, task_id: str, who: str, to: str, refused: type[Refusal]
) -> None:
    before = state_of(office, task_id)
    with office.session() as session, pytest.raises(refused):
        inbox.assign_task(session, task_id, office.officers[to], by=office.actor(who))
    assert state_of(office, task_id) == before


def test_a_task_is_not_assigned_twice_to_the_same_officer(office: Office) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    before = state_of(office, held)
    with office.session() as session, pytest.raises(AlreadyClaimed):
        inbox.assign_task(session, held, office.officers["inspector"], by=office.actor("head"))
    assert state_of(office, held) == before


def test_a_task_is_taken_from_who_holds_it_only_with_a_reason_which_is_sealed_in_the_record(
    office: Office,
) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    before, head = state_of(office, held), office.actor("head")
    with office.session() as session, pytest.raises(ReasonNeeded, match="Somebody holds the task"):
        inbox.assign_task(session, held, office.officers["inspector2"], " ", by=head)
    assert state_of(office, held) == before
    with office.session() as session:
        inbox.assign_task(session, held, office.officers["inspector2"], "原办理人休假", by=head)
    assert task_of(office, held).assignee_id == office.officers["inspector2"]
    event = last_event(office)
    assert event.facts["from"] == office.officers["inspector"] and "休假" not in str(event.facts)
    assert event.facts["reason_sealed"]


@pytest.mark.parametrize("who", ["inspector", "head"])
def test_holder_or_head_return_a_task_and_the_reason_is_sealed_in_the_record(
    office: Office, who: str
) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    with office.session() as session:
        inbox.return_task(session, held, "  金额合计与清册不符  ", by=office.actor(who))
    task, event = task_of(office, held), last_event(office)
    assert (task.assignee_id, task.return_reason) == (None, "金额合计与清册不符")
    assert event.kind == "task_returned" and event.facts["from"] == office.officers["inspector"]
    assert "金额" not in str(event.facts)
    with office.session() as session:
        key = case_key(session, session.get_one(CaseFile, task.case_id))
    sealed = base64.b64decode(event.facts["reason_sealed"])
    assert key.open(sealed, inbox.reason_place(held)).decode() == "金额合计与清册不符"


@pytest.mark.parametrize("reason", ["", "   ", "长" * 301])
def test_returning_needs_a_reason(office: Office, reason: str) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    before = state_of(office, held)
    with office.session() as session, pytest.raises(ReasonNeeded):
        inbox.return_task(session, held, reason, by=office.actor("inspector"))
    assert state_of(office, held) == before


def test_another_inspector_returns_nothing_and_an_unclaimed_task_needs_no_return(
    office: Office, task_id: str
) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    before = (state_of(office, held), state_of(office, task_id))
    with office.session() as session, pytest.raises(NotAllowed):
        inbox.return_task(session, held, "不归我管", by=office.actor("inspector2"))
    with office.session() as session, pytest.raises(NotReady):
        inbox.return_task(session, task_id, "不归我管", by=office.actor("head"))
    assert (state_of(office, held), state_of(office, task_id)) == before


def test_of_many_tasks_each_gets_its_result(office: Office, clock: SetClock) -> None:
    free, taken, foreign, approval = office.lay_out(
        [
            Line(),
            Line(holder="inspector2"),
            Line(unit="tj_ftz.union", role="mediator"),
            Line(role="inspection_head", element="approve"),
        ]
    )
    before = office.events()
    with office.session() as session:
        results = inbox.claim_tasks(
            session, [free, taken, foreign, approval, free, "0" * 26], by=office.actor("inspector")
        )
    refusals = {result.task_id: type(result.refusal) for result in results}
    assert refusals == {
        free: type(None),
        taken: AlreadyClaimed,
        foreign: NotFound,
        approval: NotAllowed,
        "0" * 26: NotFound,
    }
    assert not any(result.case_no for result in results if isinstance(result.refusal, NotFound))
    assert office.events() == before + 1
    assert task_of(office, free).assignee_id == office.officers["inspector"]
    assert task_of(office, taken).assignee_id == office.officers["inspector2"]


def test_when_none_of_many_could_be_done_nothing_is_written(office: Office) -> None:
    held = office.lay_out([Line(holder="inspector2"), Line(holder="inspector2")])
    before = office.events()
    with office.session() as session, pytest.raises(NothingDone) as refusal:
        inbox.claim_tasks(session, held, by=office.actor("inspector"))
    assert [type(result.refusal) for result in refusal.value.details["results"]] == [AlreadyClaimed] * 2
    assert office.events() == before


@pytest.mark.parametrize("number", [0, 101])
def test_at_most_a_hundred_tasks_are_done_at_once(office: Office, number: int) -> None:
    before = office.events()
    with office.session() as session, pytest.raises(NotReady):
        inbox.claim_tasks(session, [f"{n:026d}" for n in range(number)], by=office.actor("inspector"))
    assert office.events() == before


def test_many_tasks_are_assigned_and_returned_in_one_go(office: Office) -> None:
    tasks = office.lay_out([Line(), Line(), Line(holder="inspector")])
    with office.session() as session:
        given = inbox.assign_tasks(
            session, tasks, office.officers["inspector2"], "重新分工", by=office.actor("head")
        )
        back = inbox.return_tasks(session, tasks, "重新分工", by=office.actor("head"))
    assert not any(result.refusal for result in [*given, *back])
    assert {task_of(office, each).assignee_id for each in tasks} == {None}
    with office.session() as session:
        case_id = task_of(office, tasks[0]).case_id
        chain = list(events_of_case(session, case_id))[::-1]
    assert [event.kind for event in chain] == ["task_assigned", "task_returned"]
    assert broken_link(chain) is None


def test_of_two_inspectors_claiming_at_once_exactly_one_gets_the_task(
    office: Office, clock: SetClock
) -> None:
    tasks = office.lay_out([Line() for _ in range(10)])

    def claim(pair: tuple[str, str]) -> str:
        who, task_id = pair
        with office.session() as session:
            try:
                inbox.claim_task(session, task_id, by=actors[who])
            except AlreadyClaimed as refusal:
                return refusal.zh
            return ""

    actors = {who: office.actor(who) for who in ("inspector", "inspector2")}
    with ThreadPoolExecutor(2) as officers:
        for task_id in tasks:
            answers = list(officers.map(claim, [("inspector", task_id), ("inspector2", task_id)]))
            winner = answers.index("")
            assert ["监察员甲", "监察员乙"][winner] in answers[1 - winner]
            assert (
                task_of(office, task_id).assignee_id == office.officers[["inspector", "inspector2"][winner]]
            )
