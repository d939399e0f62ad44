"""The markup of forms: every input has its label, faults are tied to inputs, nothing breaks the content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from app.forms import FormError, Option, answer, load_form, read_submission, show_facts, view_form
from tests.forms.conftest import NOW, component, form_of
from tests.forms.pages import form_html, shown_html
from tests.forms.test_view import CATALOGUE

FORMS = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form"))
EVERY_KIND = [
    component("var.kind", "select", "种类", options=["甲", "乙", "丙"], required=True),
    component(
        "case.long_list", "select", "长清单", options=[f"第{number}项很长的名称" for number in range(9)]
    ),
    component("case.routes", "checklist", "途径", options=["调解", "仲裁"], description="可多选"),
    component("var.yes", "yesno", "是否"),
    component("var.count", "number", "人数"),
    component("case.sum", "money", "金额", protection=""),
    component("case.day", "date", "日期"),
    component("case.moment", "datetime", "时间"),
    component("case.month", "month", "月份"),
    component("case.name", "text", "姓名", protection="personal"),
    component("case.why", "textarea", "理由", show_if='kind = "乙"'),
    component("case.unit", "unit", "单位"),
    component("case.officers", "officer", "人员", multiple="true"),
    component("case.evidence", "file", "证据"),
    component("case.paper", "document", "文书"),
    component(
        "case.employer",
        "party",
        "单位",
        columns=[
            component("name", label="名称"),
            component("kind", "select", "类型", options=["企业", "个人"]),
        ],
    ),
    component("case.others", "party", "第三人", multiple="true", columns=[component("name", label="名称")]),
    component(
        "case.roster",
        "table",
        "清册",
        columns=[
            component("worker", label="姓名", required=True),
            component("month", "month", "月份"),
            component("gross", "money", "应发"),
            component("paid", "money", "已付"),
            component("owed", "money", "欠发"),
            component("confirmed", "yesno", "确认"),
            component("proof", "file", "凭证"),
            component("way", "checklist", "方式", options=["签字", "短信"]),
        ],
    ),
    component("var.total", "money", "合计", compute="sum(case.roster.owed)"),
]
OPTIONS = {"officer": [Option("u1", "周敏")], "file": [Option("d1", "笔录.pdf", note="2页", href="/d/d1")]}


def check_markup(markup: str) -> html.HtmlElement:
    """Assert what holds for every form and return the parsed markup."""
    assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:", markup)
    page = html.fromstring(f"<form>{markup}</form>")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    labelled = set(page.xpath("//label/@for"))
    for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        inside = control.xpath("ancestor::label")
        assert inside or control.get("id") in labelled, html.tostring(control)
    for reference in page.xpath("//@aria-describedby | //@aria-labelledby"):
        assert set(reference.split()) <= set(ids)
    for target in page.xpath("//div[@id='faults']//a/@href"):
        assert target.removeprefix("#") in ids
    return page


def test_every_kind_of_field_has_a_label_and_an_input_of_its_own() -> None:
    view = view_form(
        form_of(*EVERY_KIND), {"case": {"name": "马强"}}, now=NOW, options=OPTIONS, refresh_url="/t/1/form"
    )
    page = check_markup(form_html(view))
    assert page.xpath("//input[@name='case.day']/@type") == ["date"]
    assert page.xpath("//input[@name='case.moment']/@type") == ["datetime-local"]
    assert page.xpath("//input[@name='case.name']/@value") == ["马*"]
    assert page.xpath("//input[@name='_upload.case.evidence']/@type") == ["file"]
    assert page.xpath("//input[@name='case.evidence']/@value") == ["d1"]
    assert page.xpath("//textarea[@name='case.why']") == []
    assert page.xpath("//output[@id='f-var-total']")
    assert not page.xpath("//*[@name='var.total' or @name='case.roster.0.owed']")
    assert page.xpath("//tfoot//th/text()") == ["合计"]


def test_the_first_button_only_shows_the_form_again() -> None:
    page = check_markup(form_html(view_form(form_of(*EVERY_KIND), {}, now=NOW)))
    assert page.xpath("//button")[0].get("name") == "_refresh"
    assert set(page.xpath("//button/@name")) == {"_refresh", "_add", "_remove"}


def test_a_choice_that_controls_others_asks_for_the_form_again() -> None:
    page = check_markup(form_html(view_form(form_of(*EVERY_KIND), {}, now=NOW, refresh_url="/t/1/form")))
    assert set(page.xpath("//input[@name='var.kind']/@hx-post")) == {"/t/1/form"}
    assert not page.xpath("//input[@name='case.day']/@hx-post")
    plain = check_markup(form_html(view_form(form_of(*EVERY_KIND), {}, now=NOW)))
    assert not plain.xpath("//*[@hx-post]")
    assert plain.xpath("//noscript//button[@name='_refresh']")


def test_a_refused_form_ties_each_fault_to_its_input() -> None:
    form = form_of(*EVERY_KIND)
    raw = read_submission(form, {"case.roster.0.gross": ["x"], "var.count": ["viele"], "case.sum": ["-1"]})
    errors = answer(form, raw, {}, now=NOW).errors
    page = check_markup(form_html(view_form(form, {}, raw, now=NOW, errors=errors)))
    assert page.xpath("//div[@id='faults']/@role") == ["alert"]
    assert page.xpath("//input[@id='f-var-count']/@aria-invalid") == ["true"]
    assert page.xpath("//input[@id='f-var-count']/@aria-describedby") == ["f-var-count-fault"]
    assert page.xpath("//*[@id='f-case-roster-0-gross-fault']/p[@class='fault']/text()") == [
        "请填写数字，例如 9600 或 9,600.00。"
    ]


def test_after_adding_a_row_the_cursor_stands_in_it_and_after_removing_on_the_button() -> None:
    form = form_of(*EVERY_KIND)
    added = read_submission(form, {"case.roster.0.worker": ["马强"], "_add": ["case.roster"]})
    page = check_markup(form_html(view_form(form, {}, added, now=NOW)))
    assert page.xpath("//*[@autofocus]/@name") == ["case.roster.1.worker"]
    removed = read_submission(form, {"case.roster.0.worker": ["马强"], "_remove": ["case.roster.0"]})
    page = check_markup(form_html(view_form(form, {}, removed, now=NOW)))
    assert page.xpath("//*[@autofocus]/@value") == ["case.roster"]


def test_what_people_typed_is_never_markup() -> None:
    form = form_of(
        component("case.a", "textarea"),
        component("case.b"),
        component("case.c", "select", "<b>", options=["<i>"]),
    )
    raw = read_submission(form, {"case.a": ["</textarea><script>"], "case.b": ['"><script>']})
    markup = form_html(view_form(form, {}, raw, now=NOW, errors=answer(form, raw, {}, now=NOW).errors))
    assert "<script" not in markup
    assert "<b>" not in markup
    assert "<i>" not in markup


def test_shown_facts_have_labels_and_an_audited_way_to_see_more() -> None:
    known = {
        "case": {
            "employer": {"name": "宏远公司", "phone": "13812345678"},
            "roster": [{"worker": "马强", "month": "2025-09"}],
        }
    }
    markup = shown_html(
        show_facts(["case.employer", "case.roster", "case.receipt_no"], known, CATALOGUE), "/t/1/reveal"
    )
    page = check_markup(markup)
    assert page.xpath("//form[@action='/t/1/reveal']/input[@name='path']/@value") == [
        "case.employer",
        "case.roster",
    ]
    assert page.xpath("//dt[text()='尚无记录']/following-sibling::dd[1]/text()") == ["回执编号"]
    assert "13812345678" not in markup


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_of_the_product_renders_empty_and_refused(path: Path, language: str) -> None:
    try:
        form = load_form(path.read_bytes())
    except FormError:
        pytest.fail(f"{path} does not load; see test_every_form_of_the_product_loads")
    raw = read_submission(form, {})
    errors = answer(form, raw, {}, now=NOW).errors
    check_markup(form_html(view_form(form, {}, now=NOW, refresh_url="/form")))
    check_markup(form_html(view_form(form, {}, raw, now=NOW, errors=errors, language=language)))
