"""An officer submits a form: every fault is told at once, in a sentence that says what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.forms import Option
from tests.forms.conftest import Ask, component, form_of

OPINIONS = ["批准立案", "退回补充", "不予立案"]


def test_good_answers_become_typed_values(ask: Ask) -> None:
    form = form_of(
        component("var.headcount", "number", required=True),
        component("case.complaint.amount_claimed", "money"),
        component("case.complaint.received_on", "date"),
        component("var.gathering", "yesno"),
        component("case.complaint.channel", "select", options=["窗口", "电话"]),
        component("case.refusal.routes", "checklist", options=["调解", "仲裁"]),
    )
    answered = ask(
        form,
        {
            "var.headcount": "12",
            "case.complaint.amount_claimed": "86,400",
            "case.complaint.received_on": "2025年9月26日",
            "var.gathering": "false",
            "case.complaint.channel": "窗口",
            "case.refusal.routes": ["仲裁", "调解", "仲裁"],
        },
    )
    assert answered.errors == []
    assert answered.values == {
        "var.headcount": Decimal(12),
        "case.complaint.amount_claimed": Decimal("86400.00"),
        "case.complaint.received_on": date(2025, 9, 26),
        "var.gathering": False,
        "case.complaint.channel": "窗口",
        "case.refusal.routes": ["仲裁", "调解"],
    }


def test_everything_wrong_is_told_at_once_in_the_order_of_the_form(ask: Ask) -> None:
    form = form_of(
        component("var.kind", "select", "事项类别", options=["投诉", "举报"], required=True),
        component("var.headcount", "number", "涉及人数", required=True, min=1),
        component("case.complaint.received_on", "date", "收到日期", label_en="Received on"),
        component("case.complaint.demands", "textarea", "诉求与事实", required=True),
        component("case.evidence", "file", "证据材料", required=True),
        component(
            "case.roster", "table", "工资清册", required=True, columns=[component("worker", label="姓名")]
        ),
    )
    answered = ask(
        form, {"var.headcount": "0", "case.complaint.received_on": "昨天", "case.roster.0.worker": " "}
    )
    assert [error.zh for error in answered.errors] == [
        "请选择“事项类别”。",
        "“涉及人数”：不能小于 1。",
        "“收到日期”：请填写真实的日期，例如 2025-09-26 或 2025年9月26日。",
        "请填写“诉求与事实”。",
        "请上传或选择“证据材料”。",
        "“工资清册”至少填写一行。",
    ]
    assert answered.errors[2].en == "Received on: enter a real date such as 2025-09-26."
    assert answered.errors[0].input_id == "f-var-kind"


def test_a_choice_outside_the_options_is_never_taken(ask: Ask) -> None:
    form = form_of(
        component("var.filing_opinion", "select", options=OPINIONS, required=True),
        component("case.officers", "officer", "监察员", multiple="true"),
        component("case.evidence", "file"),
    )
    known = {"officer": [Option("u1", "周敏"), Option("u2", "马强")]}
    answered = ask(
        form,
        {"var.filing_opinion": "直接结案", "case.officers": ["u1", "u9"], "case.evidence": "d1"},
        options=known,
    )
    assert [error.path for error in answered.errors] == [
        "var.filing_opinion",
        "case.officers",
        "case.evidence",
    ]
    assert "请从列表中选择" in answered.errors[0].zh
    fine = ask(form, {"var.filing_opinion": "批准立案", "case.officers": ["u1", "u2"]}, options=known)
    assert fine.errors == []
    assert fine.values["case.officers"] == ["u1", "u2"]


def test_one_answer_only_where_one_is_asked(ask: Ask) -> None:
    form = form_of(component("var.filing_opinion", "select", options=OPINIONS))
    assert "只能选择一项" in ask(form, {"var.filing_opinion": OPINIONS[:2]}).errors[0].zh


def test_a_hidden_field_is_neither_asked_nor_taken(ask: Ask) -> None:
    form = form_of(
        component("var.filing_opinion", "select", options=OPINIONS, required=True),
        component(
            "case.filing.return_reason", "textarea", required=True, show_if='filing_opinion != "批准立案"'
        ),
    )
    approved = ask(form, {"var.filing_opinion": "批准立案", "case.filing.return_reason": "塞进来的"})
    assert approved.errors == []
    assert "case.filing.return_reason" not in approved.values
    assert approved.shown == {"var.filing_opinion"}
    returned = ask(form, {"var.filing_opinion": "退回补充"})
    assert [error.path for error in returned.errors] == ["case.filing.return_reason"]


def test_an_earlier_answer_that_is_not_asked_any_more_is_nobodys(ask: Ask) -> None:
    form = form_of(
        component("var.kind", "select", options=["罚款", "警告"]),
        component("var.fine", "money", show_if='kind = "罚款"', empty_hidden="true"),
        component("var.kept", "text", show_if='kind = "罚款"'),
    )
    before = {"fine": Decimal(5000), "kept": "x"}
    assert ask(form, {"var.kind": "警告"}, before).values == {"var.kind": "警告", "var.fine": None}
    assert ask(form, {"var.kind": "警告"}).values == {"var.kind": "警告"}
    again = ask(form, {"var.kind": "罚款", "var.fine": "6000", "var.kept": "y"}, before)
    assert again.values == {"var.kind": "罚款", "var.fine": Decimal("6000.00"), "var.kept": "y"}


def test_a_condition_that_cannot_be_told_yet_hides_its_field(ask: Ask) -> None:
    form = form_of(
        component("var.headcount", "number"),
        component("case.reps", "text", show_if="headcount >= 10", required=True),
    )
    assert ask(form, {"var.headcount": ""}).errors == []
    assert ask(form, {"var.headcount": "十二"}).shown == {"var.headcount"}
    assert ask(form, {"var.headcount": "12"}).shown == {"var.headcount", "case.reps"}


def test_hiding_one_field_hides_what_depends_on_it(ask: Ask) -> None:
    form = form_of(
        component("var.step", "select", options=["甲", "乙"]),
        component("case.how", "select", options=["丙", "丁"], show_if='step = "甲"'),
        component("case.why", "text", show_if='case.how = "丁"', required=True),
    )
    assert ask(form, {"var.step": "乙", "case.how": "丁"}).shown == {"var.step"}
    assert ask(form, {"var.step": "甲", "case.how": "丁"}).shown == {"var.step", "case.how", "case.why"}


def test_fields_that_hide_each_other_come_to_an_end(ask: Ask) -> None:
    form = form_of(
        component("case.a", "text", show_if="case.b = null"),
        component("case.b", "text", show_if="case.a = null"),
    )
    ask(form, {"case.a": "1", "case.b": "2"})


def test_required_when_reads_what_is_known_of_the_case(ask: Ask) -> None:
    form = form_of(component("case.urgency_reason", "text", "理由", required_when='case.urgency != "normal"'))
    assert ask(form, {}, {"case": {"urgency": "normal"}}).errors == []
    assert [error.zh for error in ask(form, {}, {"case": {"urgency": "major"}}).errors] == ["请填写“理由”。"]


def test_a_check_speaks_its_own_sentence(ask: Ask) -> None:
    form = form_of(
        component(
            "var.pay_by",
            "date",
            check="pay_by > today()",
            check_zh="限期支付日期应在今天以后。",
            check_en="Give a day after today.",
        )
    )
    refused = ask(form, {"var.pay_by": "2025-10-09"})
    assert [(error.zh, error.en) for error in refused.errors] == [
        ("限期支付日期应在今天以后。", "Give a day after today.")
    ]
    assert ask(form, {"var.pay_by": "2025-10-10"}).errors == []
    assert ask(form, {"var.pay_by": ""}).errors == []


def test_an_empty_list_counts_as_none_of_them(ask: Ask) -> None:
    form = form_of(
        component(
            "case.points",
            "checklist",
            options=["一", "二"],
            check="count(case.points) = 2",
            check_zh="请全部核对。",
        )
    )
    assert [error.zh for error in ask(form, {}).errors] == ["请全部核对。"]
    assert ask(form, {"case.points": ["一", "二"]}).errors == []


def test_what_the_server_computes_is_never_taken_from_the_page(ask: Ask) -> None:
    form = form_of(
        component("case.claims", "table", columns=[component("item"), component("amount", "money")]),
        component("var.amount_claimed", "money", compute="sum(case.claims.amount)"),
        component("var.priority", "yesno", compute="headcount >= 10"),
    )
    answered = ask(
        form,
        {
            "case.claims.0.amount": "1000",
            "case.claims.1.amount": "234.5",
            "var.amount_claimed": "1",
            "var.priority": "true",
        },
        {"headcount": Decimal(3)},
    )
    assert answered.values["var.amount_claimed"] == Decimal("1234.50")
    assert str(answered.values["var.amount_claimed"]) == "1234.50"
    assert answered.values["var.priority"] is False


def test_a_rule_that_cannot_be_evaluated_is_told_and_does_not_break(ask: Ask) -> None:
    form = form_of(
        component("case.x", "text", check="for a in 1..100000 return for b in 1..100000 return a * b = 3")
    )
    answered = ask(form, {"case.x": "有"})
    assert all(error.path == "case.x" for error in answered.errors)


def test_the_end_does_not_come_before_the_beginning(ask: Ask) -> None:
    form = form_of(
        component("case.complaint.arrears_from", "month", "欠薪起始月"),
        component("case.complaint.arrears_to", "month", "欠薪截止月"),
    )
    refused = ask(form, {"case.complaint.arrears_from": "2025-09", "case.complaint.arrears_to": "2025年7月"})
    assert [error.zh for error in refused.errors] == ["“欠薪截止月”：不能早于“欠薪起始月”，请改正其中一项。"]


def test_emptying_a_known_field_is_an_answer_and_leaving_it_out_is_none(ask: Ask) -> None:
    form = form_of(component("case.note", "text"), component("case.other", "text"))
    answered = ask(form, {"case.note": ""}, {"case": {"note": "旧", "other": "旧"}})
    assert answered.values == {"case.note": None}


def test_a_field_that_the_page_had_not_shown_is_pointed_out(ask: Ask) -> None:
    form = form_of(
        component("var.step", "select", options=["甲", "乙"]),
        component("case.why", "text", show_if='step = "乙"'),
    )
    assert ask(form, {"var.step": "乙", "_seen": ["var.step"]}).unseen == {"case.why"}
    assert ask(form, {"var.step": "乙", "_seen": ["var.step", "case.why"]}).unseen == frozenset()
    assert ask(form, {"var.step": "乙"}).unseen == frozenset()


def test_options_may_come_from_a_list_of_the_case(ask: Ask) -> None:
    form = form_of(component("case.listing.left", "checklist", options_from="case.listing.subjects"))
    known = {
        "case": {
            "listing": {"subjects": [{"id": "1", "subject": "宏远公司"}, {"id": "2", "subject": "李某"}]}
        }
    }
    assert ask(form, {"case.listing.left": "宏远公司"}, known).values == {"case.listing.left": ["宏远公司"]}
    assert ask(form, {"case.listing.left": "别人"}, known).errors
