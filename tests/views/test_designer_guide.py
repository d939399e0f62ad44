"""The guide leads designers from the first change to the migration, in both languages, with small pictures."""

from __future__ import annotations

from bs4 import BeautifulSoup

from app.confined import ROOT
from tests.support.office import Office

MOST_BYTES = 150_000


def test_the_guide_shows_every_page_of_the_way_with_its_picture(office: Office) -> None:
    designer = office.client("designer")
    soup = BeautifulSoup(designer.get("/guide/designer").text, "html.parser")
    titles = [each.get_text() for each in soup.select("h2")]
    for words in (
        "开始一份草稿",
        "检查",
        "试运行",
        "对比",
        "影响分析",
        "提请发布",
        "迁移",
        "退回上一版",
        "设置面板",
    ):
        assert any(words in title for title in titles), words
    pictures = soup.select("main img")
    assert len(pictures) == 8 and all(each["alt"] for each in pictures)
    for each in pictures:
        content = (ROOT / "app" / str(each["src"]).partition("?")[0].lstrip("/")).read_bytes()
        assert content[8:12] == b"WEBP" and len(content) < MOST_BYTES
    assert {path.stem for path in (ROOT / "app/static/guide").iterdir()} == {
        str(each["src"]).rpartition("/")[2].partition(".")[0] for each in pictures
    }


def test_the_guide_is_there_in_english_and_for_designers_only(office: Office) -> None:
    designer = office.client("designer")
    designer.set_cookie("language", "en")
    assert "Roll back" in designer.get("/guide/designer").text
    assert office.client("inspector").get("/guide/designer").status_code == 403
