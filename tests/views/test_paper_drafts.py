"""Drawing up a paper from a task: what is known and what is being filled in, as a Word file, and nothing kept."""

from __future__ import annotations

import io

from bs4 import BeautifulSoup
from docx import Document
from sqlalchemy import select

from storage.models import Document as FileOfCase
from storage.models import TaskDraft
from tests.support.lived import CLERK, INSPECTOR, OUTSIDER, Lived


def words(content: bytes) -> str:
    """Everything that stands in a Word file."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_an_inspector_draws_up_the_filing_form_with_what_he_is_just_filling_in(lived: Lived) -> None:
    task, desk = lived.task("filed", "propose_filing"), lived.client(INSPECTOR)
    button = BeautifulSoup(desk.get(f"/tasks/{task.id}").text, "html.parser").select_one(
        f"button[formaction='/tasks/{task.id}/papers/D08']"
    )
    assert button is not None and "立案审批表" in button.get_text()
    before = lived.events()
    typed = {**lived.answers(task, INSPECTOR), "case.filing.facts": ["虚构的事实：十月工资未发"]}
    answer = desk.post(f"/tasks/{task.id}/papers/D08", typed)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    said = words(answer.data)
    assert lived.case("filed").case_no in said and "示例保税物流有限公司" in said
    assert "天津港保税区人力资源和社会保障局" in said
    assert "虚构的事实：十月工资未发" in said, "what is typed, though nothing was submitted"
    event = lived.last_event("filed")
    assert (lived.events(), event.kind, event.facts["code"]) == (before + 1, "paper_drafted", "D08")
    assert "虚构的事实" not in str(event.facts)
    with lived.session() as session:
        assert session.scalars(select(TaskDraft)).all() == []
        assert session.scalars(select(FileOfCase).where(FileOfCase.task_id == task.id)).all() == []
    assert lived.task("filed", "propose_filing").assignee_id is None


def test_a_paper_is_drawn_up_even_from_a_form_that_is_not_finished(lived: Lived) -> None:
    task, desk = lived.task("filed", "propose_filing"), lived.client(INSPECTOR)
    answer = desk.post(f"/tasks/{task.id}/papers/D08", {"case.employer.uscc": ["不是代码"]})
    assert answer.status_code == 200 and "＿＿＿＿" in words(answer.data)


def test_only_the_unit_of_the_task_draws_up_its_papers_and_only_those_of_the_step(lived: Lived) -> None:
    task = lived.task("filed", "propose_filing")
    desks = [lived.client(officer) for officer in (OUTSIDER, CLERK, INSPECTOR)]
    before = lived.events()
    for desk, code, status in zip(desks, ("D08", "D08", "D15"), (404, 403, 404), strict=True):
        assert desk.post(f"/tasks/{task.id}/papers/{code}").status_code == status
    assert lived.events() == before
