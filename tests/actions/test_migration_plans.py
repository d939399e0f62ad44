"""A plan of migration is made by one person and approved by another; it can be held, gone on with and stopped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from app.actions.completing import complete_task
from app.actions.migrating_many import PlanHeld, settle_run
from app.actions.migration_plans import (
    PlanUnclear,
    approve_plan,
    pause_plan,
    plan_migration,
    plan_way_back,
    resume_plan,
    send_plan_back,
    stop_plan,
)
from app.jobs import migrating
from app.jobs.migrating import carry, wait_again
from app.refusals import NotAllowed, NotFound, NotReady
from storage.migration_plans import any_item_waiting, counts_of_plan, items_of_plan, plan_of
from storage.models import Event, MigrationItem, ProcessVersion, Run
from tests.actions.test_migrating import KEY, tale
from tests.jobs.outside import Line
from tests.support.tiny import Tiny, step
from tests.views.browsing import form_of, page


@pytest.fixture
def desk(tiny: Tiny) -> Tiny:
    """Three cases on the first of two versions."""
    tiny.publish(KEY, tale(step("a"), step("b")))
    for _ in range(3):
        tiny.begin(KEY)
    tiny.publish(KEY, tale(step("a"), step("check"), step("b")))
    return tiny


def version(office: Tiny, number: int = 2) -> str:
    (found,) = office.rows(ProcessVersion, ProcessVersion.process_key == KEY, ProcessVersion.number == number)
    return str(found.id)


def runs(office: Tiny) -> list[str]:
    return [run.id for run in office.rows(Run, Run.process_key == KEY)]


def run_of(office: Tiny, run_id: str) -> Run:
    (found,) = office.rows(Run, Run.id == run_id)
    return found


def planned(
    office: Tiny, who: str = "designer", chosen: Sequence[str] | None = None, note: str = "新规施行"
) -> str:
    wanted = runs(office) if chosen is None else chosen
    with office.session() as session:
        return plan_migration(session, version(office), wanted, {}, note, by=office.actor(who)).id


def carried(office: Tiny, plan_id: str, number: int) -> None:
    """Let workers take this many runs of a plan."""
    with office.session() as session:
        waiting = [item.run_id for item in items_of_plan(session, plan_id) if item.settled_at is None]
        for run_id in waiting[:number]:
            settle_run(session, plan_id, run_id)


def counts(office: Tiny, plan_id: str) -> dict[str, int]:
    with office.session() as session:
        return counts_of_plan(session, plan_id)


def test_nothing_goes_over_before_somebody_else_has_approved(desk: Tiny) -> None:
    plan = planned(desk)
    with desk.session() as session:
        assert not any_item_waiting(session), "workers see nothing to do"
        with pytest.raises(PlanHeld):
            settle_run(session, plan, runs(desk)[0])
        events = desk.events()
        with pytest.raises(NotAllowed):
            approve_plan(session, plan, "", by=desk.actor("designer"))
        with pytest.raises(NotAllowed):
            approve_plan(session, plan, "", by=desk.actor("inspector"))
        assert desk.events() == events
        approve_plan(session, plan, "可以", by=desk.actor("designer2"))
        assert any_item_waiting(session)
        with pytest.raises(NotReady):
            approve_plan(session, plan, "", by=desk.actor("designer2"))
    carried(desk, plan, 3)
    assert counts(desk, plan) == {"done": 3}
    told = {event.facts.get("ordered_by") for event in desk.rows(Event, Event.kind == "run_migrated")}
    assert told == {desk.actor("designer").officer_id}


def test_a_plan_is_held_gone_on_with_and_stopped_and_the_rest_stays(desk: Tiny) -> None:
    plan, by = planned(desk), desk.actor("designer")
    with desk.session() as session:
        approve_plan(session, plan, "", by=desk.actor("designer2"))
    carried(desk, plan, 1)
    with desk.session() as session:
        pause_plan(session, plan, by=by)
        for item in session.query(MigrationItem).where(MigrationItem.settled_at.is_(None)):
            item.state = "queued"  # a worker had them in hand already
        session.commit()
        waiting = [item.run_id for item in items_of_plan(session, plan) if item.settled_at is None]
    for run_id in waiting:
        carry(desk.housed(), f"{plan}:{run_id}")
    assert counts(desk, plan) == {"done": 1, "waiting": 2}
    with desk.session() as session:
        assert wait_again(session, [(plan, waiting[0], 1)]) == 0
        with pytest.raises(NotReady):
            pause_plan(session, plan, by=by)
        resume_plan(session, plan, by=by)
    carried(desk, plan, 1)
    with desk.session() as session:
        stop_plan(session, plan, by=by)
        with pytest.raises(NotReady):
            settle_run(session, plan, waiting[1])
        assert not any_item_waiting(session)
    assert counts(desk, plan) == {"done": 2, "stopped": 1}
    shown = page(desk.client("designer"), f"/designer/migrations/{plan}")
    rest = shown.find("a", string="为未执行的另提计划")
    assert rest is not None and "已迁移的留在新版，未执行的保持原样" in shown.get_text()
    assert "选出 1 个流程" in page(desk.client("designer"), str(rest["href"])).get_text()
    kinds = [event.kind for event in desk.rows(Event) if event.kind.startswith("migration_")]
    assert kinds == [f"migration_{what}" for what in ("planned", "approved", "paused", "resumed", "stopped")]


def test_a_large_plan_leaves_room_in_the_queue_for_what_is_due_meanwhile(
    desk: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "MOST_QUEUED", 2)
    plan, line = planned(desk), Line()
    with desk.session() as session:
        approve_plan(session, plan, "", by=desk.actor("designer2"))
        assert migrating.feed(session, line) == 2 and migrating.feed(session, line) == 0  # type: ignore[arg-type]
    carry(desk.housed(), line.waiting.pop())
    with desk.session() as session:
        assert migrating.feed(session, line) == 1  # type: ignore[arg-type]
    for argument in line.waiting:
        carry(desk.housed(), argument)
    assert counts(desk, plan) == {"done": 3}


def test_a_plan_that_is_sent_back_moves_nothing(desk: Tiny) -> None:
    plan = planned(desk)
    with desk.session() as session:
        with pytest.raises(PlanUnclear):
            send_plan_back(session, plan, "", by=desk.actor("designer2"))
        send_plan_back(session, plan, "先发布新表单", by=desk.actor("designer2"))
        found = plan_of(session, plan)
        assert found is not None and found.state == "refused"
    assert counts(desk, plan) == {"stopped": 3}
    assert {run.version_id for run in desk.rows(Run, Run.process_key == KEY)} == {version(desk, 1)}


def test_a_plan_needs_runs_a_reason_and_a_district_of_ones_own(desk: Tiny) -> None:
    events = desk.events()
    for chosen, note, refusal in (
        ([], "新规", PlanUnclear),
        (None, " ", PlanUnclear),
        (["none"], "新规", NotFound),
    ):
        with pytest.raises(refusal):
            planned(desk, chosen=chosen, note=note)
    with pytest.raises(NotAllowed):
        planned(desk, "director")
    with desk.session() as session, pytest.raises(NotFound):
        plan_migration(session, "none", runs(desk), {}, "新规", by=desk.actor("designer"))
    assert desk.events() == events


def test_a_plan_is_made_approved_and_taken_back_on_its_pages(desk: Tiny) -> None:
    browser, other = desk.client("designer"), desk.client("designer2")
    soup = page(browser, f"/designer/migrations/new?process={KEY}&to=2&district=tj_ftz&place={KEY}/a")
    assert "选出 3 个流程" in soup.get_text()
    (number,) = [desk.case(run.case_id).case_no for run in desk.rows(Run)][:1]
    soup = page(browser, f"/designer/migrations/new?process={KEY}&to=2&cases={number}")
    assert "选出 1 个流程" in soup.get_text()
    sent = {**form_of(soup), "process": KEY, "to": "2", "cases": number, "note": "先迁移一件"}
    address = browser.post("/designer/migrations", data=sent).headers["Location"]
    assert "自己提出的计划不能自己批准" in browser.get(address).text
    assert browser.post(f"{address}/approve", data=sent).status_code == 403
    other.post(f"{address}/approve", data={**form_of(page(other, address)), "reason": "同意"})
    plan = address.rsplit("/", 1)[1]
    carried(desk, plan, 1)
    text = page(browser, address).get_text()
    assert "已完成" in text and number in text and "迁回原来的版本" in text
    assert plan in browser.get("/designer/migrations").text
    assert desk.client("auditor").get("/designer/migrations").status_code == 403


def test_runs_that_cannot_go_over_are_listed_with_the_reason_and_planned_anew_with_a_mapping(
    tiny: Tiny,
) -> None:
    tiny.publish(KEY, tale(step("a"), step("b")))
    tiny.begin(KEY)
    tiny.publish(KEY, tale(step("review"), step("b")))
    plan = planned(tiny)
    with tiny.session() as session:
        approve_plan(session, plan, "", by=tiny.actor("designer2"))
    carried(tiny, plan, 1)
    browser = tiny.client("designer")
    assert "“a”" in page(browser, f"/designer/migrations/{plan}?state=refused").get_text()
    soup = page(browser, f"/designer/migrations/new?process={KEY}&to=2&plan={plan}")
    assert soup.select_one('select[name="map.a"] option[value=review]')
    number = tiny.case(tiny.rows(Run)[0].case_id).case_no
    sent = {**form_of(soup), "process": KEY, "to": "2", "cases": number, "mapped": "1", "map.a": "review"}
    browser.post("/designer/migrations", data={**sent, "note": "对应到复核"})
    with tiny.session() as session:
        again = session.scalars(select(MigrationItem.plan_id).where(MigrationItem.plan_id != plan)).one()
        approve_plan(session, again, "", by=tiny.actor("designer2"))
    carried(tiny, again, 1)
    assert counts(tiny, again) == {"done": 1}
    assert tiny.open_elements(tiny.rows(Run)[0].case_id) == ["review"]


def renamed_and_gone_over(office: Tiny) -> tuple[str, str, dict[str, str]]:
    """Two versions with open runs, all carried over to a third; one run has ended since.

    Returns the plan, the run that ended, and on which version each run was.
    """
    office.publish(KEY, tale(step("a"), step("b")))
    office.begin(KEY)
    office.publish(KEY, tale(step("a"), step("check"), step("b")))
    for _ in range(2):
        office.begin(KEY)
    before = {run.id: run.version_id for run in office.rows(Run)}
    office.publish(KEY, tale(step("review"), step("b")))
    with office.session() as session:
        gone = plan_migration(
            session, version(office, 3), list(before), {"a": "review"}, "改名", by=office.actor("designer")
        )
        approve_plan(session, gone.id, "", by=office.actor("designer2"))
    carried(office, gone.id, 3)
    ended = max(before)
    for element in ("review", "b"):
        with office.session() as session:
            task = office.open_task(run_of(office, ended).case_id, element)
            complete_task(session, task.id, {}, by=office.actor("inspector"))
    return gone.id, ended, before


def test_each_run_goes_back_to_the_version_on_which_it_was(tiny: Tiny) -> None:
    gone, ended, before = renamed_and_gone_over(tiny)
    browser = tiny.client("designer")
    soup = page(browser, f"/designer/migrations/{gone}/back")
    rows = [row.get_text(" ", strip=True) for row in soup.select("tbody tr")]
    assert len(rows) == 2 and all(
        f"第 {number} 版 1 按对应关系可迁移 1" in row for number, row in enumerate(rows, 1)
    )
    assert browser.post(f"/designer/migrations/{gone}/back", data=form_of(soup)).status_code == 422
    sent = {**form_of(soup), "mapped": "1", "map.review": "a", "note": "新规暂缓"}
    address = browser.post(f"/designer/migrations/{gone}/back", data=sent).headers["Location"]
    back = address.rsplit("/", 1)[1]
    assert "各自迁回迁移前所在的版本：第 1 版 1 个、第 2 版 1 个" in page(browser, address).get_text()
    with tiny.session() as session:
        with pytest.raises(NotAllowed):
            approve_plan(session, back, "", by=tiny.actor("designer"))
        approve_plan(session, back, "", by=tiny.actor("designer2"))
    carried(tiny, back, 2)
    assert counts(tiny, back) == {"done": 2}
    stands = {run.id: run.version_id for run in tiny.rows(Run) if run.status == "open"}
    assert stands == {run_id: each for run_id, each in before.items() if run_id != ended}
    assert {each for run_id in stands for each in tiny.open_elements(run_of(tiny, run_id).case_id)} == {"a"}
    with tiny.session() as session, pytest.raises(PlanUnclear, match="ended or gone over again"):
        plan_way_back(session, gone, {}, "再来", by=tiny.actor("designer"))
