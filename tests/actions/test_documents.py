"""Files and papers of a case: judged by content, sealed, numbered without gaps; drafts that end with their task."""

from __future__ import annotations

import hashlib

import pytest

from app.actions.documents import Upload, add_documents, read_document
from app.actions.drafts import read_draft, save_draft
from app.actions.sheets import sheet_of
from app.actions.starting import start_process
from app.clock import SetClock
from app.forms.scope import look_up
from app.refusals import InvalidAnswers, NotFound
from storage.cases import content_of
from storage.models import Document, TaskDraft
from tests.actions.flows import PDF, Desk, case_form, fork, line
from tests.engine.diagrams import call, chain, diagram, end, gateway, start, terminate
from tests.support.clock import at
from tests.support.tiny import Tiny, form, lane, step

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PROGRAM = b"MZ\x90\x00" + bytes(60)
AWARD = "case.arbitration.final_award"


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    return Desk(tiny)


def papers(desk: Desk, case_id: str) -> list[Document]:
    """The documents of a case, oldest first."""
    found: list[Document] = desk.office.rows(Document, Document.case_id == case_id)
    return found


def awarding() -> bytes:
    """A step that signs an award and takes evidence beside it, then another like it."""
    return line("awarding", step("award", documents="D33"), step("again", documents="D33"))


AWARD_FORM = case_form("award", (AWARD, "document"), ("case.evidence.file", "file"))
AGAIN_FORM = case_form("again", (AWARD, "document"))


def test_a_file_keeps_its_checksum_and_its_content_is_sealed(desk: Desk) -> None:
    case_id = desk.begin("loop")
    by = desk.office.actor("inspector")
    with desk.office.session() as session:
        (added,) = add_documents(session, case_id, [Upload("case.documents", "照片.pdf", PNG)], by=by)
    (row,) = papers(desk, case_id)
    assert (row.sha256, row.size_bytes) == (hashlib.sha256(PNG).hexdigest(), len(PNG))
    assert (row.media_type, row.state, row.number) == ("image/png", "已收", None)
    with desk.office.session() as session:
        sealed = content_of(session, added.id)
        assert sealed is not None and PNG not in sealed
        read, content = read_document(session, added.id, by=by)
    assert (read.id, content) == (added.id, PNG)
    assert [event.facts["document"] for event in desk.events(case_id, "document_read")] == [added.id]


@pytest.mark.parametrize("content", [b"", PROGRAM])
def test_a_refused_file_leaves_nothing(desk: Desk, content: bytes) -> None:
    case_id = desk.begin("loop")
    by = desk.office.actor("inspector")
    before = desk.everything()
    with desk.office.session() as session, pytest.raises(InvalidAnswers):
        files = [Upload("case.documents", "好.pdf", PDF), Upload("case.documents", "坏.pdf", content)]
        add_documents(session, case_id, files, by=by)
    assert desk.everything() == before


def test_a_file_of_a_case_of_other_units_is_not_found(desk: Desk) -> None:
    case_id = desk.begin("loop")
    with desk.office.session() as session:
        files = [Upload("case.documents", "好.pdf", PDF)]
        (added,) = add_documents(session, case_id, files, by=desk.office.actor("inspector"))
    before = desk.everything()
    with desk.office.session() as session, pytest.raises(NotFound):
        read_document(session, added.id, by=desk.office.actor("outsider"))
    assert desk.everything() == before


def test_a_signed_paper_gets_the_next_number_of_its_series_and_evidence_none(
    desk: Desk, clock: SetClock
) -> None:
    desk.publish("awarding", awarding(), {"award": AWARD_FORM, "again": AGAIN_FORM})
    case_id = desk.begin("awarding")
    desk.complete(case_id, "award", files={AWARD: PDF, "case.evidence.file": PNG})
    clock.set(at(2026, 1, 5))
    desk.complete(case_id, "again", files={AWARD: PDF})
    assert {(row.code, row.number, row.state) for row in papers(desk, case_id)} == {
        ("D33", "津保劳人仲案裁〔2025〕1号", "签发"),
        (None, None, "已收"),
        ("D33", "津保劳人仲案裁〔2026〕1号", "签发"),
    }
    numbers = [event.facts["number"] for event in desk.events(case_id, "document_issued")]
    assert numbers == ["津保劳人仲案裁〔2025〕1号", "津保劳人仲案裁〔2026〕1号"]


def test_numbers_have_no_gaps_also_when_a_form_was_refused(desk: Desk) -> None:
    desk.publish("awarding", awarding(), {"award": AWARD_FORM, "again": AGAIN_FORM})
    first, second = desk.begin("awarding"), desk.begin("awarding")
    desk.complete(first, "award", files={AWARD: PDF})
    before = desk.everything()
    with pytest.raises(InvalidAnswers):
        desk.complete(second, "award", files={AWARD: PDF, "case.evidence.file": PROGRAM})
    assert desk.everything() == before
    desk.complete(second, "award", files={AWARD: PDF})
    assert papers(desk, first)[0].number == "津保劳人仲案裁〔2025〕1号"
    assert papers(desk, second)[0].number == "津保劳人仲案裁〔2025〕2号"


def test_each_district_counts_its_own_papers(desk: Desk) -> None:
    desk.publish("awarding", awarding(), {"award": AWARD_FORM, "again": AGAIN_FORM})
    here = desk.begin("awarding")
    with desk.office.session() as session:
        by = desk.office.actor("outsider")
        there = start_process(session, "awarding", "xn_chengdong.labour", {}, by=by).case.id
    desk.complete(here, "award", files={AWARD: PDF})
    desk.complete(there, "award", "outsider", files={AWARD: PDF})
    assert papers(desk, here)[0].number == "津保劳人仲案裁〔2025〕1号"
    assert papers(desk, there)[0].number == "宁劳人仲案裁〔2025〕1号"


SERVED_FORM = case_form("record_service", ("var.served_on", "date"), ("var.service_method", "text"))
PIECE = {
    "service_of_document": line(
        "service_of_document",
        step("choose_method"),
        step("record_service"),
        lanes=lane("choose_method", "record_service"),
    ),
    "service_of_document__choose_method": form("choose_method"),
    "service_of_document__record_service": SERVED_FORM,
}


def serving(*nodes: str) -> bytes:
    """A line in which papers are served."""
    return line("serving", *nodes)


def serve(desk: Desk, case_id: str) -> None:
    """Serve what waits to be served."""
    desk.complete(case_id, "choose_method")
    desk.complete(case_id, "record_service", served_on="2025-09-24", service_method="直接送达")


def test_a_paper_written_outside_gets_its_number_when_its_service_begins(desk: Desk) -> None:
    order = call("serve_order", "service_of_document", in_='{document: "D15", receiver: "nobody"}', out="{}")
    reminder = call(
        "serve_again", "service_of_document", in_='{document: "D15", receiver: "nobody"}', out="{}"
    )
    drawn = serving(step("write"), order, reminder, step("after"))
    desk.publish("serving", drawn, {"write": form("write"), "after": form("after")}, **PIECE)
    case_id = desk.begin("serving")
    desk.complete(case_id, "write")
    (paper,) = papers(desk, case_id)
    assert (paper.code, paper.number, paper.state) == ("D15", "津保人社监责〔2025〕1号", "签发")
    assert paper.size_bytes == 0
    serve(desk, case_id)
    first, second = papers(desk, case_id)
    assert (first.state, second.state) == ("送达", "签发")
    assert second.number == "津保人社监责〔2025〕2号"
    serve(desk, case_id)
    assert [row.state for row in papers(desk, case_id)] == ["送达", "送达"]
    assert desk.open(case_id) == ["after"]


def test_an_approved_draft_is_issued_when_its_service_begins(desk: Desk) -> None:
    decision = call("serve_it", "service_of_document", in_='{document: "D36", receiver: "nobody"}', out="{}")
    drawn = serving(step("prepare", documents="D16,D21,D36"), step("approve"), decision, step("after"))
    forms = {"prepare": case_form("prepare", ("case.listing.decision_draft", "document"))}
    forms |= {"approve": form("approve"), "after": form("after")}
    desk.publish("serving", drawn, forms, **PIECE)
    case_id = desk.begin("serving")
    desk.complete(case_id, "prepare", files={"case.listing.decision_draft": PDF})
    (draft,) = papers(desk, case_id)
    assert (draft.code, draft.number, draft.state) == ("D36", None, "草稿")
    desk.complete(case_id, "approve")
    (issued,) = papers(desk, case_id)
    assert (issued.id, issued.number, issued.state) == (draft.id, "津保人社监列〔2025〕1号", "签发")
    serve(desk, case_id)
    assert papers(desk, case_id)[0].state == "送达"


def test_a_draft_survives_and_ends_with_its_task(desk: Desk) -> None:
    desk.publish(
        "signing", line("signing", step("sign"), step("after")), {"sign": form("sign", ("word", "text"))}
    )
    case_id = desk.begin("signing")
    task = desk.office.open_task(case_id, "sign")
    by = desk.office.actor("inspector")
    for text in ("一", "二"):
        with desk.office.session() as session:
            save_draft(session, task.id, {"var.word": [text]}, by=by)
    with desk.office.session() as session:
        kept = read_draft(session, desk.office.case(case_id), task.id, by=by)
        assert kept == {"var.word": ["二"]}
        assert (
            read_draft(session, desk.office.case(case_id), task.id, by=desk.office.actor("inspector2"))
            is None
        )
    assert drafts(desk) == [task.id]
    desk.complete(case_id, "sign", word="二")
    assert drafts(desk) == []
    before = desk.everything()
    with desk.office.session() as session, pytest.raises(NotFound):
        save_draft(session, task.id, {"var.word": ["三"]}, by=by)
    assert desk.everything() == before


def drafts(desk: Desk) -> list[str]:
    """The tasks for which somebody keeps a draft."""
    with desk.office.session() as session:
        return [row.task_id for row in session.query(TaskDraft).order_by(TaskDraft.task_id)]


def test_a_cancelled_task_keeps_no_draft(desk: Desk) -> None:
    drawn = fork("stopping", [step("sign")], [step("stop")], lanes=lane("sign", "stop"))
    drawn = drawn.replace(end("done1").encode(), terminate("done1").encode())
    desk.publish("stopping", drawn)
    case_id = desk.begin("stopping")
    task = desk.office.open_task(case_id, "sign")
    with desk.office.session() as session:
        save_draft(session, task.id, {}, by=desk.office.actor("inspector"))
    desk.complete(case_id, "stop")
    assert [row.closed_how for row in desk.tasks(case_id, "sign")] == ["cancelled"]
    assert drafts(desk) == []


def test_a_second_service_at_one_step_is_asked_for_its_own_day(desk: Desk) -> None:
    nodes = [
        start(),
        gateway("exclusive", "due"),
        call("serve_it", "service_of_document", in_='{document: "D15", receiver: "nobody"}', out="{}"),
        step("look"),
        gateway("exclusive", "enough", "done"),
        end(),
    ]
    flows = [*chain("begin", "due", "serve_it", "look", "enough", "done"), ("enough", "due", 'more = "yes"')]
    drawn = diagram("serving", nodes, flows, lanes=lane("look"))
    posted = ("case.service.delivered_on", "date")
    told = case_form("record_service", posted, ("var.served_on", "date"), ("var.service_method", "text"))
    desk.publish(
        "serving",
        drawn,
        {"look": form("look", ("more", "text"))},
        **{**PIECE, "service_of_document__record_service": told},
    )
    case_id = desk.begin("serving")
    day = {
        "case__service__delivered_on": "2025-09-23",
        "served_on": "2025-09-23",
        "service_method": "邮寄送达",
    }
    desk.complete(case_id, "choose_method")
    desk.complete(case_id, "record_service", **day)
    desk.complete(case_id, "look", more="yes")
    desk.complete(case_id, "choose_method")
    task = desk.office.open_task(case_id, "record_service")
    with desk.office.session() as session:
        known = sheet_of(session, task.id, by=desk.office.actor("inspector")).known
    assert look_up(known, "case.service.delivered_on") is None, "the second paper was posted on another day"
    desk.complete(case_id, "record_service", **day)
    assert desk.open(case_id) == ["look"]
