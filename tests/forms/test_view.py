"""What stands in the inputs when a form opens, opens again or was refused, and what is shown beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app.catalogue import load_catalogue
from app.forms import Option, Words, answer, read_submission, show_facts, values_for_display, view_form
from app.forms.display import readable
from app.forms.texts import CHINA
from tests.forms.conftest import NOW, component, form_of


def test_a_form_opens_with_draft_then_case_then_prefill_then_default() -> None:
    form = form_of(
        component("case.a", defaultValue="默认"),
        component("case.b", prefill="other", defaultValue="默认"),
        component("case.c", prefill="other"),
        component("case.d", prefill="other"),
    )
    known = {"other": "预填", "case": {"c": "案卷", "d": "案卷"}}
    draft = read_submission(form, {"case.d": ["草稿"]})
    shown = values_for_display(form, known, draft, now=NOW)
    assert shown.texts == {"case.a": ("默认",), "case.b": ("预填",), "case.c": ("案卷",), "case.d": ("草稿",)}


def test_a_decision_of_an_earlier_round_is_not_offered_again_but_a_figure_is() -> None:
    form = form_of(
        component("var.opinion", "select", options=["同意", "退回"]), component("var.headcount", "number")
    )
    shown = values_for_display(form, {"opinion": "退回", "headcount": Decimal(12)}, None, now=NOW)
    assert shown.texts == {"var.opinion": (), "var.headcount": ("12",)}


def test_a_draft_comes_back_as_it_was_typed_even_if_it_is_wrong() -> None:
    form = form_of(
        component("var.headcount", "number"),
        component("case.roster", "table", columns=[component("worker"), component("gross", "money")]),
        component("case.routes", "checklist", options=["调解", "仲裁"]),
    )
    stored = read_submission(
        form,
        {
            "var.headcount": ["十二"],
            "case.roster.2.gross": ["一百"],
            "case.routes": [],
            "_seen": ["var.headcount", "case.roster", "case.routes"],
        },
    ).fields()
    view = view_form(form, {"case": {"routes": ["调解"]}}, read_submission(form, stored), now=NOW)
    assert view.fields[0].value == "十二"
    assert view.fields[1].rows[0].cells[1].value == "一百"
    assert not any(choice.chosen for choice in view.fields[2].choices)


def test_values_are_typed_into_the_inputs_as_the_inputs_want_them() -> None:
    form = form_of(
        component("case.day", "date"),
        component("case.moment", "datetime"),
        component("case.month", "month"),
        component("case.sum", "money"),
        component("case.days", "number"),
        component("case.yes", "yesno"),
    )
    known = {
        "case": {
            "day": date(2025, 9, 26),
            "moment": datetime(2025, 9, 26, 14, 30, tzinfo=CHINA),
            "month": "2025-09",
            "sum": Decimal("9600"),
            "days": Decimal("21.50"),
            "yes": False,
        }
    }
    view = view_form(form, known, now=NOW)
    assert [item.value for item in view.fields[:5]] == [
        "2025-09-26",
        "2025-09-26T14:30",
        "2025-09",
        "9,600.00",
        "21.5",
    ]
    assert [choice.value for choice in view.fields[5].choices if choice.chosen] == ["false"]
    again = answer(form, values_for_display(form, known, None, now=NOW), known, now=NOW)
    assert again.values == {f"case.{name}": value for name, value in known["case"].items()}


def test_changing_a_choice_shows_and_hides_what_depends_on_it() -> None:
    form = form_of(
        component("var.opinion", "select", options=["同意", "退回"], required=True),
        component("case.reason", "textarea", show_if='opinion = "退回"', required=True),
    )
    first = view_form(form, {"case": {"reason": "旧理由"}}, now=NOW)
    assert [item.name for item in first.fields] == ["var.opinion"]
    assert first.has_conditions
    changed = read_submission(form, {"var.opinion": ["退回"], "_seen": ["var.opinion"], "_refresh": ["1"]})
    assert changed.edit
    view = view_form(form, {"case": {"reason": "旧理由"}}, changed, now=NOW)
    assert [(item.name, item.value) for item in view.fields][1] == ("case.reason", "旧理由")
    assert view.seen == ("var.opinion", "case.reason")


def test_a_refused_form_says_what_is_wrong_above_and_beside() -> None:
    form = form_of(
        component("var.headcount", "number", "人数", required=True, label_en="Headcount"),
        component("case.roster", "table", "工资清册", columns=[component("gross", "money", "应发")]),
    )
    raw = read_submission(form, {"var.headcount": [""], "case.roster.0.gross": ["x"]})
    judged = answer(form, raw, {}, now=NOW)
    view = view_form(form, {}, raw, now=NOW, errors=judged.errors)
    assert view.faults[0] == ("f-var-headcount", "请填写“人数”。")
    assert view.fields[0].faults == ("请填写“人数”。",)
    assert view.fields[1].rows[0].cells[0].faults == ("请填写数字，例如 9600 或 9,600.00。",)
    english = view_form(form, {}, raw, now=NOW, errors=judged.errors, language="en")
    assert english.fields[0].label == "Headcount"
    assert english.fields[0].faults == ("Fill in Headcount.",)


def test_fields_that_appeared_only_on_submitting_are_marked() -> None:
    form = form_of(
        component("var.step", "select", options=["甲", "乙"]), component("case.why", show_if='step = "乙"')
    )
    raw = read_submission(form, {"var.step": ["乙"], "_seen": ["var.step"]})
    judged = answer(form, raw, {}, now=NOW)
    view = view_form(form, {}, raw, now=NOW, unseen=judged.unseen)
    assert view.unseen
    assert [item.fresh for item in view.fields] == [False, True]


def test_money_columns_are_summed_below_the_table() -> None:
    form = form_of(
        component(
            "case.roster",
            "table",
            columns=[component("worker"), component("gross", "money"), component("days", "number")],
        )
    )
    known = {
        "case": {
            "roster": [
                {"worker": "甲", "gross": Decimal("5000")},
                {"worker": "乙", "gross": Decimal("4600.5")},
            ]
        }
    }
    table = view_form(form, known, now=NOW).fields[0]
    assert table.totals == ("", "9,600.50", "")
    assert len(table.rows) == 2


def test_few_short_choices_stand_side_by_side_and_many_in_a_list() -> None:
    form = form_of(
        component("var.a", "select", options=["同意", "退回", "不同意"], required=True),
        component("var.b", "select", options=[f"选项{number}" for number in range(9)]),
        component("case.officers", "officer", multiple="true"),
        component("case.lead", "officer"),
    )
    view = view_form(
        form,
        {},
        now=NOW,
        options={"officer": [Option(str(number), f"办案人员{number}") for number in range(9)]},
    )
    assert [item.control for item in view.fields] == ["radios", "select", "checks", "select"]


CATALOGUE = load_catalogue(
    """
[case.receipt_no]
type = "text"
zh = "回执编号"
en = "Receipt number"
[case.complaint.channel]
type = "select"
zh = "来源渠道"
en = "Channel"
[case.complaint.amount_claimed]
type = "money"
zh = "诉求金额"
en = "Amount claimed"
[case.complaint.received_on]
type = "date"
zh = "收到日期"
en = "Received on"
[case.officers]
type = "officer"
zh = "承办人"
en = "Officers"
[case.employer]
type = "party"
zh = "用人单位"
en = "Employer"
[case.employer.columns]
name = { type = "text", zh = "名称", en = "Name" }
phone = { type = "text", zh = "电话", en = "Phone", protection = "personal" }
[case.roster]
type = "table"
zh = "工资清册"
en = "Roster"
[case.roster.columns]
worker = { type = "text", zh = "姓名", en = "Name", protection = "personal" }
worker_ref = { type = "worker_ref", zh = "劳动者", en = "Worker", derived = true }
month = { type = "month", zh = "月份", en = "Month" }
gross = { type = "money", zh = "应发", en = "Gross" }
note = { type = "text", zh = "备注", en = "Note" }
""".encode()
)


def test_known_facts_are_shown_as_people_read_them() -> None:
    known = {
        "case": {
            "receipt_no": "TJ-2025-000123",
            "complaint": {
                "amount_claimed": Decimal("86400"),
                "received_on": date(2025, 9, 26),
                "channel": None,
            },
            "employer": {"name": "宏远公司", "phone": "13812345678"},
            "roster": [
                {
                    "id": "1",
                    "worker": "马强",
                    "worker_ref": "p1",
                    "month": "2025-09",
                    "gross": Decimal("5000"),
                }
            ],
        }
    }
    views = show_facts(
        ["case.receipt_no", "case.complaint", "case.employer", "case.roster", "case.x"], known, CATALOGUE
    )
    told = {view.path: view for view in views}
    assert told["case.receipt_no"].text == "TJ-2025-000123"
    assert told["case.complaint.amount_claimed"].text == "86,400.00 元"
    assert told["case.complaint.received_on"].text == "2025年9月26日"
    assert "case.complaint.channel" not in told
    assert told["case.employer"].parts == (("名称", "宏远公司"), ("电话", "138****5678"))
    assert told["case.employer"].masked
    roster = told["case.roster"]
    assert [head.text for head in roster.columns] == ["姓名", "月份", "应发"]
    assert [cell.text for cell in roster.rows[0]] == ["马*", "2025年9月", "5,000.00"]
    assert roster.totals == ("", "", "5,000.00")
    assert "case.x" not in told


def test_variables_of_the_run_are_shown_by_the_names_that_the_catalogue_gives_them() -> None:
    named = load_catalogue('[var.payer]\ntype = "text"\nzh = "清偿责任主体"\nen = "Payer"'.encode())
    payer, *rest = show_facts(["var.payer", "var.unnamed"], {"payer": "建设单位", "unnamed": 1}, named)
    assert (payer.label, payer.text, rest) == ("清偿责任主体", "建设单位", [])


def test_personal_data_is_shown_in_full_where_it_was_revealed_and_choices_by_their_names() -> None:
    known = {"case": {"roster": [{"worker": "马强"}], "officers": ["u1", "u2"]}}
    options = {"officer": [Option("u1", "周敏"), Option("u2", "李芳", "Li Fang")]}
    roster, officers = show_facts(
        ["case.roster", "case.officers"], known, CATALOGUE, options=options, reveal={"case.roster"}
    )
    assert roster.rows[0][0].text == "马强"
    assert not roster.masked
    assert officers.text == "周敏、李芳"


def test_values_read_well_in_english_too() -> None:
    assert readable("money", Decimal("1234.5"), "en") == "¥1,234.50"
    assert readable("yesno", True, "en") == "Yes"
    assert readable("datetime", datetime(2025, 9, 26, 14, 30, tzinfo=CHINA), "zh") == "2025年9月26日 14:30"
    assert readable("checklist", ["甲", "乙"], "en") == "甲, 乙"
    assert Words("en").of("faults", 3) == "3 to correct"
