"""Working on a task: what its page tells, submitting, drafts, and what happens when somebody was faster."""

from __future__ import annotations

from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions.completing import complete_task
from app.actions.inbox import assign_task, claim_task, return_task
from app.actions.personal import personal_values
from storage.models import Task, TaskDraft
from tests.support.lived import CLERK, HEAD, INSPECTOR, INSPECTOR_2, OUTSIDER, XINING, Lived


def page(lived: Lived, task: Task, name: str = INSPECTOR) -> BeautifulSoup:
    answer = lived.client(name).get(f"/tasks/{task.id}")
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def completed(lived: Lived, task: Task) -> bool:
    with lived.session() as session:
        return session.get_one(Task, task.id).closed_at is not None


def test_the_page_tells_what_to_do_by_when_and_by_which_law(lived: Lived) -> None:
    soup = page(lived, lived.task("filed", "propose_filing"))
    text = soup.get_text(" ", strip=True)
    assert "当前任务：填写立案审批表" in text and "逾期 4 个工作日" in text
    assert "10月9日 截止" in text and "尚未认领" in text
    assert soup.select_one(".task-law") is not None and "监察条例" in soup.select_one(".task-law").get_text()  # type: ignore[union-attr]
    assert soup.select("svg.clock rect.clock-late") and soup.select("svg.clock rect.clock-used")
    assert "天津市劳动和社会保障监察条例" in text, "the source of the clock"
    assert "示例保税物流有限公司" in soup.select_one(".task-known").get_text()  # type: ignore[union-attr]
    assert soup.select_one("[data-diagram-states]") is not None


def test_opening_a_task_claims_nothing_and_writes_nothing(lived: Lived) -> None:
    task, desk = lived.task("filed", "propose_filing"), lived.client(INSPECTOR)
    before = lived.events()
    assert desk.get(f"/tasks/{task.id}").status_code == 200
    assert lived.events() == before and lived.task("filed", "propose_filing").assignee_id is None


def test_personal_data_comes_masked_and_stays_as_it_was_when_sent_back(lived: Lived) -> None:
    task = lived.task("filed", "propose_filing")
    soup = page(lived, task)
    phone = soup.select_one("[name='case.employer.phone']")
    assert phone is not None and "****" in str(phone["value"])
    fields = lived.answers(task, INSPECTOR)
    fields["case.employer.phone"] = [str(phone["value"])]
    assert lived.client(INSPECTOR).post(f"/tasks/{task.id}", fields).status_code == 302
    with lived.session() as session:
        case = lived.case("filed")
        values = personal_values(session, case, by=lived.actor(INSPECTOR))
        assert all("*" not in value.text for value in values)


def test_a_complete_form_completes_the_unclaimed_task_and_says_so(lived: Lived) -> None:
    task, desk = lived.task("filed", "propose_filing"), lived.client(INSPECTOR)
    answer = desk.post(f"/tasks/{task.id}", lived.answers(task, INSPECTOR))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox")
    following = lived.task("filed", "approve_filing")
    said = f"已办结“填写立案审批表”。下一步：“{following.title}”由人力资源和社会保障局 监察机构负责人办理"
    assert completed(lived, task) and said in desk.get("/inbox").text


def test_the_officers_next_task_of_the_case_opens_by_itself(lived: Lived) -> None:
    task, desk = lived.task("sealed", "examine_complaint"), lived.client(CLERK)
    answer = desk.post(f"/tasks/{task.id}", lived.answers(task, CLERK, {"proposal": "受理"}))
    with lived.session() as session:
        opened = session.scalars(
            select(Task).where(Task.case_id == task.case_id, Task.closed_at.is_(None))
        ).all()
    mine = [each for each in opened if each.role == "intake_clerk"]
    expected = f"/tasks/{mine[0].id}" if mine else "/inbox"
    assert answer.headers["Location"] == expected


def test_an_incomplete_form_comes_back_whole_and_nothing_is_written(lived: Lived) -> None:
    task, desk = lived.task("filed", "propose_filing"), lived.client(INSPECTOR)
    before = lived.events()
    fields = {**lived.answers(task, INSPECTOR), "case.filing.facts": ["七月起没有发工资"]}
    missing = next(name for name in fields if name.startswith("var."))
    del fields[missing]
    answer = desk.post(f"/tasks/{task.id}", {**fields, "_seen": [missing]})
    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422 and soup.select("#faults a")
    assert lived.events() == before and not completed(lived, task)


def test_who_was_faster_is_named_and_what_was_typed_is_given_back(lived: Lived) -> None:
    task, slow = lived.task("filed", "propose_filing"), lived.client(INSPECTOR_2)
    fields = lived.answers(task, INSPECTOR)
    typed = {**fields, long_answer(lived, task): ["这是慢了一步的人写的内容"]}
    with lived.session() as session:
        complete_task(session, task.id, fields, by=lived.actor(INSPECTOR))
    before = lived.events()
    answer = slow.post(f"/tasks/{task.id}", typed)
    text = BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)
    assert answer.status_code == 409
    assert "人社局劳动保障监察员甲" in text and "2025-10-14 10:30" in text
    assert "这是慢了一步的人写的内容" in text and lived.events() == before


def long_answer(lived: Lived, task: Task) -> str:
    """Return the name of the first input of the form that takes sentences."""
    found = page(lived, task).select_one("#task-form textarea[name]")
    assert found is not None
    return str(found["name"])


def test_a_task_that_a_colleague_holds_keeps_what_was_typed(lived: Lived) -> None:
    task = lived.task("filed", "propose_filing")
    fields = lived.answers(task, INSPECTOR)
    with lived.session() as session:
        claim_task(session, task.id, by=lived.actor(INSPECTOR_2))
    soup = page(lived, task)
    before = lived.events()
    assert "人社局劳动保障监察员乙已认领" in soup.get_text()
    assert soup.select_one(".gate-shut") is not None
    answer = lived.client(INSPECTOR).post(f"/tasks/{task.id}", fields)
    refused = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 409 and "已由他人认领" in refused.select_one("#faults").get_text()  # type: ignore[union-attr]
    assert refused.select_one("#task-form") is not None, "the form is still there, filled in"
    assert lived.events() == before


def test_four_eyes_are_told_before_somebody_tries(lived: Lived) -> None:
    task = lived.task("filed", "propose_filing")
    with lived.session() as session:
        complete_task(session, task.id, lived.answers(task, INSPECTOR), by=lived.actor(INSPECTOR))
    approval = lived.task("filed", "approve_filing")
    soup = page(lived, approval, HEAD)
    gate = soup.select_one(".gate-open")
    assert gate is not None and "须由他人办理：“填写立案审批表”由人社局劳动保障监察员甲" in gate.get_text()


def test_a_draft_is_kept_offered_again_and_gone_with_the_task(lived: Lived) -> None:
    task, desk = lived.task("filed", "propose_filing"), lived.client(INSPECTOR)
    answer = desk.post(f"/tasks/{task.id}/draft", {long_answer(lived, task): "写到一半"})
    assert answer.headers["Location"] == f"/tasks/{task.id}"
    assert "写到一半" in lived.client(INSPECTOR).get(f"/tasks/{task.id}").text
    assert "写到一半" not in lived.client(INSPECTOR_2).get(f"/tasks/{task.id}").text
    with lived.session() as session:
        stored = session.scalars(select(TaskDraft)).one()
        assert "写到一半".encode() not in stored.cipher


def test_a_returned_task_shows_why_and_a_leader_may_hand_it_on(lived: Lived) -> None:
    task, inspector, head = lived.task("filed", "propose_filing"), lived.actor(INSPECTOR), lived.actor(HEAD)
    with lived.session() as session:
        assign_task(session, task.id, str(inspector.officer_id), by=head)
    own = page(lived, task)
    assert "您已认领" in own.get_text() and own.select_one("button[form='task-release']") is not None
    with lived.session() as session:
        return_task(session, task.id, "金额与清册不符", by=inspector)
    soup = page(lived, task, HEAD)
    assert "金额与清册不符" in soup.select_one(".notice").get_text()  # type: ignore[union-attr]
    assert soup.select_one("select#assign-to option[value]") is not None


def test_a_closed_task_tells_who_completed_it(lived: Lived) -> None:
    task = lived.task("filed", "propose_filing")
    with lived.session() as session:
        complete_task(session, task.id, lived.answers(task, INSPECTOR), by=lived.actor(INSPECTOR))
    text = page(lived, task).get_text(" ", strip=True)
    assert "人社局劳动保障监察员甲于 10月14日 10:30 办结" in text


def test_a_foreign_task_looks_like_one_that_does_not_exist(lived: Lived) -> None:
    task = lived.task("filed", "propose_filing")
    for name in (OUTSIDER, XINING):
        desk = lived.client(name)
        foreign, missing = desk.get(f"/tasks/{task.id}"), desk.get("/tasks/01a20000000000000000000000")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.replace(task.id, "") == missing.text.replace("01a20000000000000000000000", "")
        for address in ("", "/draft", "/form"):
            assert desk.post(f"/tasks/{task.id}{address}").status_code == 404
    assert not completed(lived, task)
