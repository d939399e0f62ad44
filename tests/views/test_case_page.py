"""Reading a case: who may, what is masked, what looking costs, files, notes, progress and timeline."""

from __future__ import annotations

import json
import re
from io import BytesIO

from bs4 import BeautifulSoup
from sqlalchemy import select

from app.identifiers.masking import mask_name
from storage.events import events_of_case
from storage.models import Document, Note, Party
from tests.support.lived import CLERK, INSPECTOR, MEDIATOR, OFFICE, OUTSIDER, XINING, Lived

TOWNSHIP = "xn.yunjiakou.clerk1"
PDF = b"%PDF-1.4\n% evidence\n%%EOF\n"


def page(lived: Lived, name: str, officer: str, query: str = "") -> BeautifulSoup:
    answer = lived.client(officer).get(f"/cases/{lived.cases[name]}{query}")
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def text_of(soup: BeautifulSoup, part: str) -> str:
    found = soup.select_one(part)
    assert found is not None
    return found.get_text(" ", strip=True)


def test_the_page_holds_the_whole_case(lived: Lived) -> None:
    soup = page(lived, "finished", XINING)
    assert "186,400.00" in text_of(soup, "#money") and "已付清" in text_of(soup, "#money")
    assert "工人（14 人）" in text_of(soup, "#parties")
    assert "行政处理决定书" in text_of(soup, "#documents") and "送达回证" in text_of(soup, "#documents")
    assert "按期履行" in text_of(soup, "#clocks") and "行政复议法 §20" in text_of(soup, "#clocks")
    assert "投诉举报" in text_of(soup, "#facts") and "办结“填写结案审批表”" in text_of(soup, "#timeline")
    runs = [link.get_text(" ", strip=True) for link in soup.select("#progress .tabs a")]
    assert any(run.startswith("劳动保障监察") for run in runs) and len(runs) >= 4
    assert soup.select_one("#progress .tabs a[aria-current]") is not None


def test_reading_a_case_writes_nothing(lived: Lived) -> None:
    desk = lived.client(XINING)
    before = lived.events()
    assert desk.get(f"/cases/{lived.cases['finished']}?all=1").status_code == 200
    assert lived.events() == before


def test_a_foreign_case_looks_like_one_that_does_not_exist(lived: Lived) -> None:
    known, unknown = lived.cases["filed"], "01a20000000000000000000000"
    for officer in (OUTSIDER, XINING, MEDIATOR):
        desk = lived.client(officer)
        foreign, missing = desk.get(f"/cases/{known}"), desk.get(f"/cases/{unknown}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.replace(known, "") == missing.text.replace(unknown, "")
        for address in ("/documents", "/notes", "/show", "/show/ask"):
            assert desk.post(f"/cases/{known}{address}", {"text": "看看"}).status_code == 404


def test_the_office_reads_every_case_of_its_own_district(lived: Lived) -> None:
    desk = lived.client(OFFICE)
    assert desk.get(f"/cases/{lived.cases['filed']}").status_code == 200
    assert desk.get(f"/cases/{lived.cases['finished']}").status_code == 404


def test_personal_data_is_masked_for_everybody(lived: Lived) -> None:
    for name, officer in (("filed", CLERK), ("filed", OFFICE), ("finished", XINING), ("finished", TOWNSHIP)):
        text = page(lived, name, officer).get_text()
        assert not re.search(r"(?<![0-9A-Z])1[3-9]\d{9}(?!\d)", text), "no phone in clear"
        assert not re.search(r"(?<!\d)\d{17}[0-9X](?![0-9A-Z])", text), "no identity number in clear"


def test_workers_have_names_for_those_who_work_for_them_and_none_for_the_auditor(lived: Lived) -> None:
    with lived.session() as session:
        question = select(Party.name).where(Party.case_id == lived.cases["finished"], Party.place == "worker")
        names = set(session.scalars(question))
    shown = page(lived, "finished", XINING).get_text()
    audited = page(lived, "finished", "xn.office.auditor").get_text()
    assert names and all(name in shown for name in names)
    assert not [name for name in names if name in audited]
    assert all(mask_name(name) in audited for name in names)


def test_who_reported_is_known_to_the_first_unit_and_the_labour_authority_only(lived: Lived) -> None:
    assert "张***" in text_of(page(lived, "filed", CLERK), "#parties")
    office = page(lived, "filed", OFFICE)
    assert "只有登记单位和人社部门可以查看" in text_of(office, "#parties")
    assert "张" not in text_of(office, "#parties") and "身份公开意愿" not in text_of(office, "#facts")
    township = text_of(page(lived, "finished", TOWNSHIP), "#parties")
    assert "身份密存" in township and "投诉举报人身份" in township and "证件类型" not in township


def reporters_key(lived: Lived) -> str:
    soup = page(lived, "filed", INSPECTOR)
    return str(soup.select_one("#parties form[action$='/show'] input[name=key]")["value"])  # type: ignore[index]


def test_one_value_is_shown_for_a_purpose_and_the_record_never_holds_it(lived: Lived) -> None:
    desk, address = lived.client(INSPECTOR), f"/cases/{lived.cases['filed']}/show"
    key = reporters_key(lived)
    before = lived.events()
    answer = desk.post(address, {"key": key, "purpose": ""})
    assert answer.status_code == 422 and "请写明查看用途" in answer.text and lived.events() == before
    shown = BeautifulSoup(desk.post(address, {"key": key, "purpose": "联系当事人"}).text, "html.parser")
    value = text_of(shown, "#shown-value")
    assert "*" not in value and lived.events() == before + 1
    event = lived.last_event("filed")
    assert event.kind == "personal_data_shown" and event.facts["purpose"] == "联系当事人"
    assert event.facts["field"].startswith("case.reporter.identity")
    assert value not in str(event.facts)
    timeline = text_of(page(lived, "filed", INSPECTOR, "?all=1"), "#timeline")
    assert "查看个人信息" in timeline and "用途：联系当事人" in timeline


def test_a_sealed_value_is_shown_to_nobody_else(lived: Lived) -> None:
    key, desk = reporters_key(lived), lived.client(OFFICE)
    before = lived.events()
    answer = desk.post(f"/cases/{lived.cases['filed']}/show", {"key": key, "purpose": "核实身份"})
    assert answer.status_code == 404 and lived.events() == before


def test_the_displayed_facts_of_a_task_lead_to_the_same_question(lived: Lived) -> None:
    desk = lived.client(INSPECTOR)
    before = lived.events()
    answer = desk.post(f"/cases/{lived.cases['filed']}/show/ask", {"path": "case.employer"})
    labels = [
        each.get_text(" ", strip=True) for each in BeautifulSoup(answer.text, "html.parser").select(".check")
    ]
    assert answer.status_code == 200 and any("联系电话" in label for label in labels)
    assert lived.events() == before, "asking shows nothing yet"


def test_the_receiving_unit_may_look_up_the_query_code_again(lived: Lived) -> None:
    address = f"/cases/{lived.cases['filed']}/show"
    answer = lived.client(CLERK).post(
        address, {"key": "case.receipt.query_code|receipt|", "purpose": "联系当事人"}
    )
    assert lived.code("filed") in answer.text
    refused = lived.client(OFFICE).post(
        address, {"key": "case.receipt.query_code|receipt|", "purpose": "联系当事人"}
    )
    assert refused.status_code == 404


def test_a_file_is_kept_with_its_checksum_and_each_download_is_on_record(lived: Lived) -> None:
    desk, case_id = lived.client(INSPECTOR), lived.cases["filed"]
    answer = desk.post(
        f"/cases/{case_id}/documents", {"_upload.case.documents": (BytesIO(PDF), "工资条.pdf")}
    )
    assert answer.headers["Location"].endswith("#documents")
    with lived.session() as session:
        row = session.scalars(select(Document).where(Document.case_id == case_id)).one()
    about = desk.get(f"/documents/{row.id}")
    assert row.sha256 in about.text and "工资条.pdf" in about.text
    before = lived.events()
    got = desk.post(f"/documents/{row.id}")
    assert got.data == PDF and got.headers["Content-Disposition"].startswith("attachment")
    assert (
        got.headers["X-Content-Type-Options"] == "nosniff"
        and "sandbox" in got.headers["Content-Security-Policy"]
    )
    assert lived.events() == before + 1 and lived.last_event("filed").kind == "document_read"
    for stranger in (OUTSIDER, XINING):
        other = lived.client(stranger)
        assert other.get(f"/documents/{row.id}").status_code == 404
        assert other.post(f"/documents/{row.id}").status_code == 404


def test_a_note_stays_with_the_case_and_in_its_timeline(lived: Lived) -> None:
    desk, address = lived.client(INSPECTOR), f"/cases/{lived.cases['filed']}"
    before = lived.events()
    assert desk.post(f"{address}/notes", {"text": "   "}).status_code == 422 and lived.events() == before
    assert desk.post(f"{address}/notes", {"text": "已电话联系用人单位，约定周五到局。"}).status_code == 302
    soup = page(lived, "filed", INSPECTOR)
    assert "约定周五到局" in text_of(soup, "#notes") and "写下备注" in text_of(soup, "#timeline")
    with lived.session() as session:
        note = session.scalars(select(Note)).one()
    assert "约定" not in str(lived.last_event("filed").facts) and note.text.endswith("约定周五到局。")


def test_a_long_timeline_is_turned_page_by_page_and_every_event_comes_once(lived: Lived) -> None:
    seen: list[str] = []
    query = "?all=1"
    while query:
        soup = page(lived, "finished", XINING, query)
        seen += [entry.get_text(" ", strip=True) for entry in soup.select("#timeline .timeline li")]
        older = soup.select_one("#timeline a[rel=next]")
        query = "" if older is None else "?" + str(older["href"]).split("?")[1].split("#")[0]
    with lived.session() as session:
        events = events_of_case(session, lived.cases["finished"], limit=1000)
    assert len(seen) == len(events)
    assert not [line for line in seen if re.search(r"[a-z]+_[a-z]+", line)], "no ids of elements in sentences"


def test_the_diagram_marks_where_the_case_stands(lived: Lived) -> None:
    soup = page(lived, "filed", INSPECTOR)
    states = json.loads(soup.select_one("[data-diagram-states]").string or "")  # type: ignore[union-attr]
    assert states["current"] == ["propose_filing"] and states["late"] == ["propose_filing"]
    assert "complaint_accepted" in states["done"] and states["flows"]
    steps = text_of(soup, ".steps")
    assert "填写立案审批表" in steps and "进行中" in steps


def test_the_words_are_english_on_an_english_page(lived: Lived) -> None:
    desk = lived.client(INSPECTOR)
    desk.client.set_cookie("language", "en")
    for address in (
        f"/cases/{lived.cases['filed']}",
        f"/tasks/{lived.task('filed').id}",
        "/cases/new",
        "/cases",
    ):
        soup = BeautifulSoup(desk.get(address).text, "html.parser")
        for outcome in soup.select(".tabs small"):
            outcome.extract()  # how a run ended is said by the record, in Chinese
        heads = " ".join(each.get_text() for each in soup.select("main h2, main .tabs a, main th[scope=col]"))
        assert not re.search(r"[一-鿿]", heads), f"{address}: {heads}"
