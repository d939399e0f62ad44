"""Delegations and the front page of leaders, through the browser's eyes."""

from __future__ import annotations

import re

from tests.support.office import Office
from tests.views.browsing import counters, form_of, page, row, subjects


def test_delegated_work_shows_on_both_sides(busy: Office) -> None:
    giver, taker = busy.client("inspector"), busy.client("clerk")
    soup = page(giver, "/delegations")
    data = {
        **form_of(soup), "to": f"tj_ftz.labour|{busy.officers['clerk']}", "reason": "休假",
        "starts_on": "2025-09-24", "ends_on": "2025-09-30",
    }  # fmt: skip
    assert giver.post("/delegations", data=data).status_code == 302
    assert "已委托给接待员甲，至 9月30日" in page(giver, "/inbox?tab=delegated").get_text()
    assert subjects(page(giver, "/inbox?tab=delegated")) == ["今天到期的案件"]
    mine = page(taker, "/inbox?tab=mine")
    assert subjects(mine) == ["今天到期的案件"]
    assert "我代办" in row(mine, "今天到期的案件").get_text()
    ending = page(taker, "/delegations").select_one("form[action$='/end']")
    assert ending is not None
    assert taker.post(str(ending["action"]), data=form_of(page(taker))).status_code == 302
    assert subjects(page(taker, "/inbox?tab=mine")) == []
    assert "已结束" in page(giver, "/delegations").get_text()


def test_a_faulty_delegation_form_says_what_is_wrong_and_keeps_what_was_typed(busy: Office) -> None:
    client = busy.client("inspector")
    form = form_of(page(client))
    before = busy.events()
    data = {
        **form,
        "to": f"tj_ftz.labour|{busy.officers['clerk']}",
        "reason": "休长假",
        "starts_on": "2025-09-24",
    }
    for ends_on, words in (("", "请填写开始和结束日期"), ("2025-09-23", "结束日期不能早于开始日期")):
        answer = client.post("/delegations", data={**data, "ends_on": ends_on})
        assert answer.status_code == 422 and words in answer.text and "休长假" in answer.text
    assert busy.events() == before


def test_the_bureau_head_sees_how_the_work_stands(busy: Office) -> None:
    soup = page(busy.client("head"), "/front")
    assert counters(soup) == [2, 1, 3, 1, 1]
    assert subjects(soup) == [
        "上周到期的案件",
        "昨天到期的案件",
        "今天到期的案件",
        "周五到期的案件",
        "待审批的案件",
        "公安的案件",
    ]
    text = re.sub(r"\s+", " ", soup.get_text(" "))
    assert "监察员甲 1 0 1 0 0" in text and "监察员乙 1 1 0 0 0" in text and "待认领 6 1 0 3 6" in text
    assert "劳动保障监察 8" in text and "调解" not in text


def test_the_convenor_sees_every_unit_of_the_district_and_none_of_another(busy: Office) -> None:
    soup = page(busy.client("convenor"), "/front")
    text = re.sub(r"\s+", " ", soup.get_text(" "))
    assert counters(soup) == [2, 1, 4, 1, 1]
    assert "人力资源和社会保障局 8 2 1 3 6" in text and "群团工作部 1 0 0 1 1" in text
    assert "劳动保障监察 8" in text and "调解 1" in text
    assert "西宁" not in text
