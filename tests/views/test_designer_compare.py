"""A designer compares two versions, or a version with a draft: in words, on the diagrams, and to take away."""

from __future__ import annotations

import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from storage.models import ProcessVersion
from tests.actions.test_migrating import KEY, tale
from tests.support.tiny import Tiny, form, step

DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"
FORM = f"forms/{KEY}/a.form"


@pytest.fixture
def desk(tiny: Tiny) -> Tiny:
    """An office with two versions of a tale: the second reviews where the first waits."""
    tiny.publish(KEY, tale(step("a"), step("b")))
    tiny.publish(KEY, tale(step("a"), step("review")), {"a": form("a", ("remark", "text"))})
    return tiny


def draft_with(office: Tiny, path: str, content: bytes) -> str:
    """A draft of the newest version with one file saved anew."""
    with office.session() as session:
        version = session.scalar(
            select(ProcessVersion).where(ProcessVersion.process_key == KEY, ProcessVersion.number == 2)
        )
        assert version is not None
        draft = begin_draft(session, version.id, by=office.actor("designer"))
        save_file(session, draft.id, path, content, 1, by=office.actor("designer"))
        return draft.id


def compared(office: Tiny, a: str, b: str, more: str = "") -> BeautifulSoup:
    answer = office.client("designer").get(f"/designer/compare?process={KEY}&a={a}&b={b}{more}")
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def says(soup: BeautifulSoup) -> list[str]:
    return [" ".join(item.get_text(" ", strip=True).split()) for item in soup.select(".compare-list li")]


def test_two_versions_are_compared_in_words_and_on_both_diagrams(desk: Tiny) -> None:
    soup = compared(desk, "1", "2")
    told = says(soup)
    assert any(line.startswith("删除 b") for line in told)
    assert any(line.startswith("新增 review") for line in told)
    assert any("remark" in line for line in told), "fields of forms belong to it"
    assert soup.select_one(f'[data-locate="review"][data-path="{DIAGRAM}"]')
    drawings = soup.select_one("[data-drawings]")
    assert drawings is not None and '"review": "added"' in drawings.text and '"b": "removed"' in drawings.text


def test_the_list_is_filtered_by_what_happened(desk: Tiny) -> None:
    assert {line.split()[0] for line in says(compared(desk, "1", "2", "&what=added"))} == {"新增"}


def test_a_version_does_not_differ_from_itself(desk: Tiny) -> None:
    soup = compared(desk, "2", "2")
    assert "两版没有差别" in soup.get_text() and not says(soup)


def test_a_draft_is_compared_with_its_version_and_with_what_it_was(desk: Tiny) -> None:
    draft = draft_with(desk, FORM, form("a", ("remark", "text"), ("sum", "number")))
    soup = compared(desk, "2", f"draft:{draft}")
    assert len(says(soup)) == 1 and "sum" in says(soup)[0]
    cells = soup.select_one(".compare-cells")
    assert cells is not None and "case" not in cells.text and "var.sum" in cells.text
    assert not says(compared(desk, "2", f"draft:{draft}:1:{FORM}"))


def test_a_file_that_cannot_be_read_is_named_and_never_opened_here(desk: Tiny) -> None:
    draft = draft_with(desk, DIAGRAM, b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    soup = compared(desk, "2", f"draft:{draft}")
    notice = soup.select_one("[role=alert]")
    assert notice is not None and f"{KEY}.bpmn" in notice.text and "root:" not in soup.text


def test_differences_are_taken_away_as_a_workbook_and_as_a_document(desk: Tiny) -> None:
    browser = desk.client("designer")
    query = f"process={KEY}&a=1&b=2"
    sheet = browser.get(f"/designer/compare/differences.xlsx?{query}")
    with zipfile.ZipFile(io.BytesIO(sheet.data)) as book:
        assert "review" in book.read("xl/sharedStrings.xml").decode()
    document = browser.get(f"/designer/compare/differences.html?{query}")
    assert "attachment" in document.headers["Content-Disposition"]
    assert "review" in document.text and "<script" not in document.text and "src=" not in document.text


def test_what_there_is_not_is_not_found_and_only_designers_compare(desk: Tiny) -> None:
    browser = desk.client("designer")
    for b in ("9", "draft:none", "draft:", "x", "draft:a:b:c"):
        assert browser.get(f"/designer/compare?process={KEY}&a=1&b={b}").status_code == 404, b
    assert desk.client("inspector").get(f"/designer/compare?process={KEY}").status_code == 403
