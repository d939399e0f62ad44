"""A form that begins something is sent twice, by impatience or after a broken connection: it begins once."""

from __future__ import annotations

import threading

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.actions.opening import open_case
from app.actions.submissions import SentBefore, new_key
from storage.models import CaseFile, Run
from tests.support.lived import CLERK, INSPECTOR, Desk, Lived
from tests.views.test_registration import ANSWERS


def key_on(desk: Desk, address: str) -> str:
    """The key that a page puts into its form."""
    field = BeautifulSoup(desk.get(address).text, "html.parser").select_one("[name=submission]")
    assert field is not None
    return str(field["value"])


def cases(lived: Lived) -> int:
    with lived.session() as session:
        return session.scalar(select(func.count()).select_from(CaseFile)) or 0


def test_a_complaint_sent_twice_has_one_number_and_both_answers_show_its_code(lived: Lived) -> None:
    desk, before = lived.client(CLERK), cases(lived)
    sent = {**ANSWERS, "submission": key_on(desk, "/cases/new")}
    shown = []
    for _ in range(2):
        answer = desk.post("/cases/new", sent)
        assert answer.status_code == 302
        receipt = BeautifulSoup(desk.get(answer.headers["Location"]).text, "html.parser")
        shown.append([each.get_text(strip=True) for each in receipt.select(".receipt-number")])
    assert shown[0] == shown[1] and len(shown[0]) == 2
    assert cases(lived) == before + 1


def test_every_page_begins_something_of_its_own(lived: Lived) -> None:
    desk, before = lived.client(CLERK), cases(lived)
    keys = [key_on(desk, "/cases/new") for _ in range(2)]
    for key in keys:
        assert desk.post("/cases/new", {**ANSWERS, "submission": key}).status_code == 302
    assert keys[0] != keys[1] and cases(lived) == before + 2


def test_a_form_with_faults_keeps_its_key_until_it_is_right(lived: Lived) -> None:
    desk, before = lived.client(CLERK), cases(lived)
    key = key_on(desk, "/cases/new")
    refused = desk.post("/cases/new", {**ANSWERS, "var.headcount": "0", "submission": key})
    again = BeautifulSoup(refused.text, "html.parser").select_one("[name=submission]")
    assert again is not None and again["value"] == key
    assert desk.post("/cases/new", {**ANSWERS, "submission": key}).status_code == 302
    assert cases(lived) == before + 1


def test_the_key_of_another_officer_begins_a_case_of_its_own(lived: Lived) -> None:
    before, key = cases(lived), key_on(lived.client(CLERK), "/cases/new")
    for name in (CLERK, "tj.labour.clerk2"):
        assert lived.client(name).post("/cases/new", {**ANSWERS, "submission": key}).status_code == 302
    assert cases(lived) == before + 2


def test_a_procedure_started_twice_in_a_case_runs_once(lived: Lived) -> None:
    desk, case_id = lived.client(INSPECTOR), lived.cases["open"]
    key = key_on(desk, f"/processes/penalty/start?case={case_id}")
    sent = {"case": case_id, "unit": "tj_ftz.labour", "submission": key}
    answers = [desk.post("/processes/penalty/start", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    with lived.session() as session:
        question = select(func.count()).select_from(Run)
        question = question.where(Run.case_id == case_id, Run.process_key == "penalty")
        assert session.scalar(question) == 1


def test_two_that_come_in_the_same_moment_open_one_case(lived: Lived) -> None:
    before, gate, outcomes = cases(lived), threading.Barrier(2, timeout=30), list[object]()
    clerk, key = lived.actor(CLERK), new_key()
    fields = {name: [text] for name, text in ANSWERS.items() if name != "unit"}

    def register() -> None:
        gate.wait()
        with lived.session() as session:
            try:
                outcomes.append(open_case(session, ANSWERS["unit"], fields, by=clerk, key=key).case.id)
            except SentBefore as sent:
                outcomes.append(sent)

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (opened,) = [each for each in outcomes if isinstance(each, str)]
    (refused,) = [each for each in outcomes if isinstance(each, SentBefore)]
    assert refused.case_id == opened and cases(lived) == before + 1
