"""Looking at published processes: the list, one diagram with what its elements say, and its XML."""

from __future__ import annotations

from bs4 import BeautifulSoup
from lxml import etree

from tests.support.lived import INSPECTOR, Lived
from tests.support.office import Office


def test_every_stage_is_listed_with_its_version(lived: Lived) -> None:
    soup = BeautifulSoup(lived.client(INSPECTOR).get("/processes").text, "html.parser")
    tiles = [tile.get_text(" ", strip=True) for tile in soup.select(".process-tiles li")]
    for name in ("统一受理与首问分流", "劳动保障监察", "调解", "失信联合惩戒名单", "送达"):
        assert any(name in tile and "第 1 版" in tile for tile in tiles), name
    by_hand = {
        tile.select_one("h2").get_text(strip=True)  # type: ignore[union-attr]
        for tile in soup.select(".process-tiles li")
        if "作为新案件发起" in tile.get_text()
    }
    assert {"劳动争议调解", "劳动人事争议仲裁", "失信联合惩戒名单"} <= by_hand and len(by_hand) < len(
        tiles
    ) - 3


def test_a_diagram_tells_of_each_element_what_it_is_for_and_by_which_law(lived: Lived) -> None:
    text = BeautifulSoup(
        lived.client(INSPECTOR).get("/processes/investigation").text, "html.parser"
    ).get_text(" ", strip=True)
    for words in (
        "审批立案、指派监察员",
        "监察条例 §16",
        "起算 调查期限（60 个工作日）",
        "监察机构负责人",
        "立案审批表",
    ):
        assert words in text


def test_the_xml_of_a_version_is_what_was_published_and_may_be_kept(lived: Lived) -> None:
    desk = lived.client(INSPECTOR)
    soup = BeautifulSoup(desk.get("/processes/investigation").text, "html.parser")
    address = str(soup.select_one("[data-diagram-url]")["data-diagram-url"])  # type: ignore[index]
    answer = desk.get(address)
    assert answer.mimetype == "application/xml" and "immutable" in answer.headers["Cache-Control"]
    assert b"approve_filing" in etree.tostring(etree.fromstring(answer.data))
    piece = address.replace("/investigation.bpmn", "/payment_follow_up.bpmn")
    assert desk.get(piece).status_code == 200, "a called piece belongs to the version"
    assert desk.get(address.replace("/investigation.bpmn", "/mediation.bpmn")).status_code == 404


def test_an_unknown_process_is_not_found(lived: Lived) -> None:
    desk = lived.client(INSPECTOR)
    for address in ("/processes/nowhere", "/processes/versions/none", "/processes/versions/none/a.bpmn"):
        assert desk.get(address).status_code == 404


def test_whoever_only_manages_accounts_sees_no_diagram(office: Office) -> None:
    assert office.client("admin").get("/processes").status_code == 403
