"""What officers see and do in their inbox, through the browser's eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import SetClock
from storage.inbox import PAGE
from storage.models import Task
from tests.support.clock import A_WEDNESDAY
from tests.support.office import Line, Office
from tests.views.browsing import counters, form_of, page, row, subjects, tabs
from tests.views.conftest import due


def test_the_tasks_of_ones_units_come_soonest_due_first_and_no_others(busy: Office) -> None:
    assert subjects(page(busy.client("inspector"))) == [
        "上周到期的案件", "昨天到期的案件", "今天到期的案件", "周五到期的案件", "待审批的案件", "公安的案件",
        "下月到期的案件", "无期限的案件",
    ]  # fmt: skip
    assert subjects(page(busy.client("mediator"))) == ["工会的案件"]
    assert subjects(page(busy.client("outsider"))) == ["西宁的案件"]


def test_each_line_says_in_words_how_urgent_it_is(busy: Office) -> None:
    soup = page(busy.client("inspector"))
    for subject, words, light in (
        ("上周到期的案件", "逾期 5 个工作日", "overdue"),
        ("昨天到期的案件", "逾期 1 个工作日", "overdue"),
        ("今天到期的案件", "今日到期", "today"),
        ("周五到期的案件", "剩 2 个工作日", "soon"),
        ("下月到期的案件", "剩 18 个工作日", "ample"),
        ("无期限的案件", "无期限", "none"),
    ):
        found = row(soup, subject).select_one(".light")
        assert found is not None and found.get_text(strip=True) == words
        assert f"light-{light}" in found["class"]
        assert found.select_one(f"use[href$='#light-{light}']") is not None


def test_badges_tell_what_is_special(busy: Office) -> None:
    soup = page(busy.client("inspector"))
    assert "紧急" in row(soup, "周五到期的案件").get_text()
    assert "群体" in row(soup, "昨天到期的案件").get_text()
    assert "外部：公安机关" in row(soup, "公安的案件").get_text()
    assert "退回原因：金额不符" in row(soup, "上周到期的案件").get_text()


def test_each_line_offers_the_one_thing_this_officer_can_do(busy: Office) -> None:
    soup = page(busy.client("inspector"))
    for subject, action in (
        ("今天到期的案件", "办理"),
        ("周五到期的案件", "认领"),
        ("昨天到期的案件", "查看"),
        ("待审批的案件", "查看"),
    ):
        last = row(soup, subject).select("td")[-1].get_text(" ", strip=True)
        assert last.startswith(action), subject


def test_counters_count_the_tab_and_filter_it(busy: Office) -> None:
    client = busy.client("inspector")
    soup = page(client)
    assert counters(soup) == [2, 1, 3, 1, 1]
    addresses = [str(link["href"]) for link in soup.select("a.counter")]
    assert [len(subjects(page(client, address))) for address in addresses] == [2, 1, 3, 1, 1]
    assert counters(page(client, "/inbox?tab=mine")) == [0, 1, 0, 0, 0]


def test_tabs_hold_what_they_say(busy: Office) -> None:
    client = busy.client("inspector")
    soup = page(client)
    assert tabs(soup) == {
        "待认领": "待认领 6", "我的": "我的 1", "本单位": "本单位 8", "已办": "已办", "已委托": "已委托 0",
    }  # fmt: skip
    assert len(subjects(page(client, "/inbox?tab=unclaimed"))) == 6
    assert subjects(page(client, "/inbox?tab=mine")) == ["今天到期的案件"]
    assert subjects(page(client, "/inbox?tab=done")) == []


def test_done_tasks_stand_last_done_first(busy: Office) -> None:
    ids = busy.lay_out([Line(f"办结的第{n}件", due(n), holder="inspector") for n in (1, 2, 3)])
    with busy.session() as session:
        for hours, task_id in enumerate(ids):
            task = session.get_one(Task, task_id)
            task.closed_at, task.closed_how = A_WEDNESDAY - timedelta(hours=hours), "completed"
            task.closed_by = busy.officers["inspector"]
        session.commit()
    assert subjects(page(busy.client("inspector"), "/inbox?tab=done")) == [
        "办结的第1件",
        "办结的第2件",
        "办结的第3件",
    ]
    assert subjects(page(busy.client("inspector2"), "/inbox?tab=done")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=周五", ["周五到期的案件"]),
        ("q=0003", ["周五到期的案件"]),
        ("q=立案审批", ["待审批的案件"]),
        ("q=%25", []),
        ("q=_", []),
        ("step=approve", ["待审批的案件"]),
        ("process=mediation", []),
        ("light=overdue&q=昨天", ["昨天到期的案件"]),
        ("light=purple&tab=nothing&after=x&q=昨天", ["昨天到期的案件"]),
    ],
)
def test_words_and_filters_narrow_the_list(busy: Office, query: str, found: list[str]) -> None:
    assert subjects(page(busy.client("inspector"), f"/inbox?{query}")) == found


def test_the_list_is_filtered_by_officer(busy: Office) -> None:
    address = f"/inbox?assignee={busy.officers['inspector2']}"
    assert subjects(page(busy.client("inspector"), address)) == ["昨天到期的案件"]


def test_a_saved_filter_is_found_again_and_removed(busy: Office) -> None:
    client = busy.client("inspector")
    form = form_of(page(client))
    saved = client.post("/inbox/filters", data={**form, "name": "我的急件", "tab": "mine", "light": "today"})
    assert saved.status_code == 302
    link = page(client).select_one(".saved li a")
    assert link is not None and link.get_text() == "我的急件"
    assert subjects(page(client, str(link["href"]))) == ["今天到期的案件"]
    removal = page(client).select_one(".saved li form")
    assert removal is not None
    other = busy.client("inspector2")
    before = busy.events()
    assert other.post(str(removal["action"]), data=form_of(page(other))).status_code == 404
    assert busy.events() == before
    assert client.post(str(removal["action"]), data=form).status_code == 302
    assert page(client).select_one(".saved li") is None


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_filter_needs_a_name(busy: Office, name: str) -> None:
    client = busy.client("inspector")
    form = form_of(page(client))
    before = busy.events()
    assert client.post("/inbox/filters", data={**form, "name": name}).status_code == 422
    assert busy.events() == before


def test_claiming_leads_to_the_task(busy: Office) -> None:
    client = busy.client("inspector")
    soup = page(client)
    button = row(soup, "周五到期的案件").select_one("button[formaction]")
    assert button is not None
    answer = client.post(str(button["formaction"]), data=form_of(soup))
    assert answer.status_code == 302 and answer.location.startswith("/tasks/")
    assert row(page(client), "周五到期的案件").select("td")[-1].get_text(strip=True).startswith("办理")


def test_releasing_assigning_and_returning_one_task(busy: Office) -> None:
    (task_id,) = busy.lay_out([Line("传来传去的案件", due(1))])
    head, inspector = busy.client("head"), busy.client("inspector")
    forms = {each: form_of(page(each)) for each in (head, inspector)}
    where = f"/inbox/tasks/{task_id}"
    holder = lambda: row(page(head), "传来传去的案件").get_text()  # noqa: E731
    assert (
        head.post(f"{where}/assign", data={**forms[head], "to": busy.officers["inspector"]}).location
        == "/inbox"
    )
    assert "监察员甲" in holder()
    assert (
        inspector.post(f"{where}/release", data={**forms[inspector], "back": "/inbox?tab=mine"}).status_code
        == 302
    )
    assert "监察员甲" not in holder()
    inspector.post(f"{where}/claim", data=forms[inspector])
    assert inspector.post(f"{where}/return", data={**forms[inspector], "reason": "缺材料"}).status_code == 302
    assert "缺材料" in holder()
    assert inspector.post(f"{where}/assign", data={**forms[inspector], "to": "x"}).status_code == 403


def test_the_second_inspector_is_told_on_the_page_who_was_first(busy: Office) -> None:
    first, second = busy.client("inspector"), busy.client("inspector2")
    soup = page(second)
    button = row(soup, "周五到期的案件").select_one("button[formaction]")
    assert button is not None
    first.post(str(button["formaction"]), data=form_of(page(first)))
    answer = second.post(str(button["formaction"]), data=form_of(soup))
    assert answer.status_code == 409 and "监察员甲已于 2025-09-24 09:30 认领此任务。" in answer.text


def picked(soup: BeautifulSoup, *names: str) -> list[str]:
    boxes = [row(soup, name).select_one("input[name=task]") for name in names]
    return [str(box["value"]) for box in boxes if box is not None]


def test_several_tasks_are_claimed_at_once_and_each_gets_its_result(busy: Office) -> None:
    client = busy.client("inspector")
    soup = page(client)
    chosen = picked(soup, "周五到期的案件", "昨天到期的案件", "待审批的案件")
    answer = client.post(
        "/inbox/bulk", data={**form_of(soup), "act": "claim", "task": chosen, "back": "/inbox?tab=unit"}
    )
    text = BeautifulSoup(answer.text, "html.parser").get_text()
    assert answer.status_code == 200
    assert "办成 1 项，未办成 2 项" in text
    assert "监察员乙已于" in text and "监察机构负责人" in text
    alone = picked(soup, "下月到期的案件", "无期限的案件")
    answer = client.post("/inbox/bulk", data={**form_of(soup), "act": "claim", "task": alone})
    assert answer.status_code == 302
    assert "已办成 2 项。" in client.get("/inbox").text


def test_when_none_of_several_can_be_done_each_reason_is_shown(busy: Office) -> None:
    client = busy.client("inspector")
    soup = page(client)
    before = busy.events()
    data = {**form_of(soup), "act": "return", "task": picked(soup, "昨天到期的案件"), "reason": "不归我管"}
    answer = client.post("/inbox/bulk", data=data)
    assert answer.status_code == 409 and "只有承办人或本单位负责人可以退回任务。" in answer.text
    assert busy.events() == before


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 404), ({"act": "burn"}, 404), ({"act": "claim"}, 409), ({"act": "return", "task": "x"}, 422)],
)
def test_a_bulk_form_that_makes_no_sense_does_nothing(
    busy: Office, data: dict[str, str], status: int
) -> None:
    client = busy.client("inspector")
    form = form_of(page(client))
    before = busy.events()
    assert client.post("/inbox/bulk", data={**form, **data}).status_code == status
    assert busy.events() == before


def test_pages_follow_each_other_without_gap_or_repeat_and_lead_back(office: Office, clock: SetClock) -> None:
    office.lay_out([Line(f"第{n:03d}件", due(n // 40)) for n in range(2 * PAGE + 7)])
    client = office.client("inspector")
    soup, seen, first = page(client), [], None
    for _ in range(3):
        seen.append(subjects(soup))
        first = first or seen[0]
        following = soup.select_one("a[rel=next]")
        if following is None:
            break
        soup = page(client, str(following["href"]))
    assert [len(each) for each in seen] == [PAGE, PAGE, 7]
    flat = [subject for each in seen for subject in each]
    assert len(set(flat)) == len(flat)
    days_due = [int(subject[1:4]) // 40 for subject in flat]
    assert days_due == sorted(days_due)
    assert soup.select_one("a[rel=next]") is None
    for expected in (seen[1], seen[0]):
        back = soup.select_one("a[rel=prev]")
        assert back is not None
        soup = page(client, str(back["href"]))
        assert subjects(soup) == expected
    assert soup.select_one("a[rel=prev]") is None
