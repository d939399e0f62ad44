"""Setting a process going by hand, in a case or as a new one, and noting what came in."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from sqlalchemy import select

from storage.models import CaseFile, Run
from storage.tasks import open_tasks_of_case
from tests.support.lived import INSPECTOR, MEDIATOR, OUTSIDER, XINING, Desk, Lived


def runs(lived: Lived, case_id: str) -> list[str]:
    with lived.session() as session:
        return sorted(session.scalars(select(Run.process_key).where(Run.case_id == case_id)))


def begin(desk: Desk, process: str, unit: str) -> str:
    """Begin a process as a new case and return the case's id."""
    answer = desk.post(f"/processes/{process}/start", {"unit": unit})
    found = re.fullmatch(r"/cases/(\w+)/receipt", answer.headers.get("Location", ""))
    assert found is not None, answer.text
    return found[1]


def test_a_mediation_begins_at_the_union_as_a_case_of_its_own(lived: Lived) -> None:
    desk = lived.client(MEDIATOR)
    assert "启动流程" in desk.get("/processes/mediation/start").text
    case_id = begin(desk, "mediation", "tj_ftz.union")
    receipt = BeautifulSoup(desk.get(f"/cases/{case_id}/receipt").text, "html.parser")
    assert len(receipt.select(".receipt-number")) == 2 and "接着办理" in receipt.get_text()
    assert runs(lived, case_id) == ["mediation"]


def test_another_procedure_begins_in_a_case(lived: Lived) -> None:
    desk, case_id = lived.client(INSPECTOR), lived.cases["open"]
    assert f"/cases/{case_id}/start" in desk.get(f"/cases/{case_id}").text
    soup = BeautifulSoup(desk.get(f"/cases/{case_id}/start").text, "html.parser")
    ways = [str(link["href"]) for link in soup.select(".process-tiles a") if "penalty" in str(link["href"])]
    assert "启动流程" in desk.get(ways[0]).text
    answer = desk.post("/processes/penalty/start", {"case": case_id, "unit": "tj_ftz.labour"})
    assert answer.status_code == 302 and "penalty" in runs(lived, case_id)


def test_the_form_of_a_start_is_judged_and_nothing_begins_before_it_is_right(lived: Lived) -> None:
    desk = lived.client(INSPECTOR)
    with lived.session() as session:
        before = len(session.scalars(select(CaseFile)).all())
    events = lived.events()
    answer = desk.post("/processes/transfer/start", {"unit": "tj_ftz.labour", "_seen": "var.source"})
    assert answer.status_code == 422 and BeautifulSoup(answer.text, "html.parser").select("#faults a")
    with lived.session() as session:
        assert len(session.scalars(select(CaseFile)).all()) == before
    assert lived.events() == events


def test_foreign_cases_and_pieces_cannot_be_begun(lived: Lived) -> None:
    case_id = lived.cases["open"]
    for officer in (OUTSIDER, XINING):
        desk = lived.client(officer)
        assert desk.get(f"/processes/penalty/start?case={case_id}").status_code == 404
        assert (
            desk.post("/processes/penalty/start", {"case": case_id, "unit": "tj_ftz.labour"}).status_code
            == 404
        )
    desk = lived.client(INSPECTOR)
    for process in ("service_of_document", "approval", "complaint_intake", "nowhere"):
        assert desk.get(f"/processes/{process}/start").status_code == 404
    assert desk.post("/processes/mediation/start", {"unit": "tj_ftz.union"}).status_code == 403


def test_what_a_run_waits_for_is_noted_on_the_case_page(lived: Lived) -> None:
    desk = lived.client(INSPECTOR)
    case_id = lived.cases["open"]
    soup = BeautifulSoup(desk.get(f"/cases/{case_id}").text, "html.parser")
    matters = {link.get_text(strip=True): str(link["href"]) for link in soup.select("#tasks .panel-foot > a")}
    assert matters, "under investigation, a withdrawal may come in"
    name, address = next(iter(matters.items()))
    assert name.startswith("登记来件：") and desk.get(address).status_code == 200
    assert lived.client(XINING).get(address).status_code == 404
    with lived.session() as session:
        before = {task.id for task in open_tasks_of_case(session, case_id)}
    answer = desk.post(address)
    assert answer.status_code == 302, answer.text
    with lived.session() as session:
        assert {task.id for task in open_tasks_of_case(session, case_id)} != before
    assert desk.get(address).status_code == 404, "it is noted once"
