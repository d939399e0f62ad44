"""An officer finds a slip in a step that is done, and puts it right on its page."""

from __future__ import annotations

from bs4 import BeautifulSoup
from sqlalchemy import select

from storage.models import Task
from tests.support.lived import CLERK, OUTSIDER, Lived


def done(lived: Lived, element: str) -> Task:
    """The completed task of a step in the filed case."""
    with lived.session() as session:
        question = select(Task).where(Task.case_id == lived.cases["filed"], Task.element_id == element)
        return session.scalars(question.where(Task.closed_how == "completed")).one()


def filled(soup: BeautifulSoup) -> dict[str, list[str]]:
    """What a browser would send of the form of the page."""
    form = soup.select_one("form.task-form")
    assert form is not None
    sent: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "select":
            values = [str(option.get("value", "")) for option in field.select("option[selected]")]
        elif field.get("type") in ("radio", "checkbox"):
            values = [str(field["value"])] if field.has_attr("checked") else []
        else:
            values = [str(field.get("value") or field.get_text())]
        sent.setdefault(name, []).extend(values)
    sent.pop("csrf_token")
    return sent


def page(lived: Lived, address: str, name: str = CLERK) -> BeautifulSoup:
    answer = lived.client(name).get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def test_a_slip_is_corrected_on_the_page_of_the_step_and_told_in_the_case(lived: Lived) -> None:
    task = done(lived, "register_complaint")
    link = page(lived, f"/tasks/{task.id}").find("a", string="更正填写的内容")
    assert link is not None
    address = f"/tasks/{task.id}/correct"
    fields = filled(page(lived, address))
    fields["case.complaint.amount_claimed"] = ["48000"]
    before = lived.events()
    refused = lived.client(CLERK).post(address, fields)
    assert refused.status_code == 422 and "请写明更正的理由" in refused.text and "48000" in refused.text
    assert lived.events() == before
    answer = lived.client(CLERK).post(address, {**fields, "_reason": "笔录载明为 48000 元"})
    assert answer.status_code == 302, answer.text
    case_page = lived.client(CLERK).get(f"/cases/{task.case_id}?all=1").get_data(as_text=True)
    assert "已更正" in case_page and "更正“" in case_page and "笔录载明为 48000 元" in case_page
    assert float(lived.case("filed").amount_claimed or 0) == 48000


def test_who_did_not_do_such_work_is_not_offered_it(lived: Lived) -> None:
    task = done(lived, "register_complaint")
    assert lived.client(OUTSIDER).get(f"/tasks/{task.id}/correct").status_code == 404
