"""Tables and parties: rows are added, removed, read with gaps, judged cell by cell, and keep what was not asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.forms import read_submission, values_for_display
from tests.forms.conftest import NOW, Ask, component, form_of

ROSTER = [
    component("worker", label="姓名", required=True),
    component("month", "month", "月份", required=True),
    component("gross", "money", "应发", required=True),
    component("deductions", "money", "扣除"),
    component("paid", "money", "已付"),
    component("owed", "money", "欠发"),
]
MEMBERS = [
    component("name", label="名称", required=True),
    component("kind", "select", "类型", options=["企业", "个人"]),
    component("note", label="说明"),
    component("id", label="编号"),
]


def row(number: int, worker: str, month: str, gross: str, **more: str) -> dict[str, str]:
    cells = {"worker": worker, "month": month, "gross": gross, **more}
    return {f"case.roster.{number}.{key}": text for key, text in cells.items()}


def test_rows_are_read_in_the_order_of_their_numbers_whatever_gaps_there_are(ask: Ask) -> None:
    form = form_of(component("case.roster", "table", columns=ROSTER))
    answered = ask(
        form, row(12, "马强", "2025-09", "5000") | row(3, "周敏", "2025年8月", "4,800", paid="800")
    )
    assert answered.errors == []
    assert [(line["worker"], line["month"], line["owed"]) for line in answered.values["case.roster"]] == [
        ("周敏", "2025-08", Decimal("4000.00")),
        ("马强", "2025-09", Decimal("5000.00")),
    ]


def test_what_is_owed_is_always_the_servers_own_sum(ask: Ask) -> None:
    form = form_of(component("case.roster", "table", columns=ROSTER))
    lines = row(0, "马强", "2025-09", "5000", deductions="200", paid="1000", owed="99999")
    assert ask(form, lines).values["case.roster"][0]["owed"] == Decimal("3800.00")


def test_faults_name_the_row_and_the_column(ask: Ask) -> None:
    form = form_of(component("case.roster", "table", "工资清册", columns=ROSTER))
    answered = ask(
        form,
        row(0, "马强", "2025-09", "5000")
        | row(1, "周敏", "九月", "一百")
        | row(2, "", "2025-08", "1")
        | row(3, "马强", "2025年9月", "10")
        | row(4, "王芳", "2025-09", "10", paid="30"),
    )
    assert [(error.path, error.zh) for error in answered.errors] == [
        ("case.roster.1.month", "“工资清册”第 2 行“月份”：请填写年月，例如 2025-09 或 2025年9月。"),
        ("case.roster.1.gross", "“工资清册”第 2 行“应发”：请填写数字，例如 9600 或 9,600.00。"),
        ("case.roster.2.worker", "“工资清册”第 3 行：请填写“姓名”。"),
        (
            "case.roster.3.month",
            "“工资清册”第 4 行“月份”：与第 1 行是同一人的同一月份，请合并为一行；同名的不同劳动者请填写证件号码区分。",
        ),
        (
            "case.roster.4.owed",
            "“工资清册”第 5 行“欠发”：扣除和已付合计比应发多 20.00 元，请核对应发、扣除和已付。",
        ),
    ]
    assert answered.errors[0].input_id == "f-case-roster-1-month"
    assert answered.errors[0].brief_zh == "请填写年月，例如 2025-09 或 2025年9月。"


def test_blank_rows_are_left_out_but_keep_their_place_in_the_sentences(ask: Ask) -> None:
    form = form_of(component("case.roster", "table", "工资清册", columns=ROSTER))
    answered = ask(form, row(0, "", "", "") | row(1, "马强", "2025-09", "x"))
    assert [error.path for error in answered.errors] == ["case.roster.1.gross"]
    assert ask(form, row(0, "", "", "")).values == {"case.roster": []}


def test_a_table_with_too_many_rows_is_refused(ask: Ask) -> None:
    form = form_of(component("case.points", "table", "要点", columns=[component("item")]))
    answered = ask(form, {f"case.points.{number}.item": "点" for number in range(501)})
    assert [error.zh for error in answered.errors] == ["“要点”：一次最多 500 行，请分批填写。"]


def test_a_row_is_added_and_removed_without_judging_anything() -> None:
    form = form_of(component("case.roster", "table", columns=ROSTER), component("case.note", required=True))
    fields = {
        name: [text] for name, text in (row(0, "马强", "2025-09", "5") | row(4, "周敏", "", "")).items()
    }
    added = read_submission(form, {**fields, "_add": ["case.roster"]})
    assert added.edit
    assert [line.get("worker") for line in added.rows["case.roster"]] == [("马强",), ("周敏",), None]
    removed = read_submission(form, {**fields, "_remove": ["case.roster.4"]})
    assert removed.edit
    assert [line["worker"] for line in removed.rows["case.roster"]] == [("马强",)]
    emptied = read_submission(form, {"case.roster.0.worker": ["马强"], "_remove": ["case.roster.0"]})
    assert emptied.rows["case.roster"] == ()
    assert not read_submission(form, fields).edit


def test_a_row_button_with_a_strange_name_changes_nothing() -> None:
    form = form_of(component("case.roster", "table", columns=ROSTER), component("case.note"))
    for pressed in (
        {"_add": ["case.note"]},
        {"_remove": ["case.roster.x"]},
        {"_remove": ["case.note.1"]},
        {"_add": []},
    ):
        raw = read_submission(form, {"case.roster.0.worker": ["马强"], **pressed})
        assert len(raw.rows["case.roster"]) == 1


def test_a_row_that_continues_a_stored_one_keeps_what_the_form_does_not_ask(ask: Ask) -> None:
    form = form_of(component("case.roster", "table", columns=ROSTER[:3]))
    stored = [{"id": "r7", "worker": "马强", "month": "2025-09", "gross": Decimal(5), "signed": True}]
    answered = ask(
        form, {"case.roster.0._id": "r7"} | row(0, "马强", "2025-09", "6"), {"case": {"roster": stored}}
    )
    assert answered.values["case.roster"] == [
        {"id": "r7", "worker": "马强", "month": "2025-09", "gross": Decimal("6.00"), "signed": True}
    ]
    forged = ask(
        form, {"case.roster.0._id": "r8"} | row(0, "马强", "2025-09", "6"), {"case": {"roster": stored}}
    )
    assert "signed" not in forged.values["case.roster"][0]


def test_a_rule_of_a_column_reads_its_own_row_first(ask: Ask) -> None:
    columns = [
        component("worker", label="姓名"),
        component("owed", "money", "应付"),
        component("advance", "money", "垫付", check="advance <= owed", check_zh="垫付不能多于应付。"),
        component("reason", label="理由", required_when="advance < owed"),
    ]
    form = form_of(component("case.fund.list", "table", "名单", columns=columns))
    answered = ask(
        form,
        {
            "case.fund.list.0.owed": "100",
            "case.fund.list.0.advance": "200",
            "case.fund.list.1.owed": "100",
            "case.fund.list.1.advance": "50",
        },
        {"owed": Decimal(1)},
    )
    assert [error.zh for error in answered.errors] == [
        "“名单”第 1 行：垫付不能多于应付。",
        "“名单”第 2 行：请填写“理由”。",
    ]


def test_a_party_is_a_group_of_members(ask: Ask) -> None:
    form = form_of(component("case.employer", "party", "用人单位", columns=MEMBERS))
    assert ask(form, {"case.employer.name": "", "case.employer.note": " "}).values == {"case.employer": None}
    refused = ask(form, {"case.employer.note": "无照"})
    assert [error.zh for error in refused.errors] == ["“用人单位”：请填写“名称”。"]
    fine = ask(form, {"case.employer.name": "宏远公司", "case.employer.kind": "企业"})
    assert fine.values["case.employer"]["name"] == "宏远公司"


def test_a_required_party_asks_for_its_required_members(ask: Ask) -> None:
    form = form_of(component("case.employer", "party", "用人单位", required=True, columns=MEMBERS))
    assert [error.path for error in ask(form, {}).errors] == ["case.employer.name"]
    loose = form_of(component("case.employer", "party", "用人单位", required=True, columns=MEMBERS[1:]))
    assert [error.zh for error in ask(loose, {}).errors] == ["请填写“用人单位”。"]


def test_a_member_may_depend_on_another_member(ask: Ask) -> None:
    members = [
        component("kind", "select", "类型", options=["企业", "个人"]),
        component("licence", label="执照号", show_if='kind = "企业"', required=True),
    ]
    form = form_of(component("case.payer", "party", "付款人", columns=members))
    assert ask(form, {"case.payer.kind": "个人", "case.payer.licence": "塞入"}).values == {
        "case.payer": {"kind": "个人", "licence": None}
    }
    assert [error.path for error in ask(form, {"case.payer.kind": "企业"}).errors] == ["case.payer.licence"]


def test_several_parties_are_rows(ask: Ask) -> None:
    form = form_of(
        component("case.respondents", "party", "被申请人", multiple="true", required=True, columns=MEMBERS)
    )
    assert [error.zh for error in ask(form, {}).errors] == ["“被申请人”至少填写一行。"]
    two = ask(form, {"case.respondents.0.name": "甲公司", "case.respondents.2.name": "乙公司"})
    assert [party["name"] for party in two.values["case.respondents"]] == ["甲公司", "乙公司"]


def personal() -> Any:
    columns = [component("worker", label="姓名"), component("id_no", label="身份证号")]
    return form_of(
        component("case.workers", "table", protection="personal", columns=columns),
        component("case.contact_phone", protection="personal"),
    )


def test_masked_personal_data_comes_back_as_the_value_it_stands_for(ask: Ask) -> None:
    form = personal()
    stored = {"worker": "马强", "id_no": "110101190001010014"}
    known = {"case": {"workers": [stored], "contact_phone": "13812345678"}}
    shown = values_for_display(form, known, None, now=NOW)
    assert shown.rows["case.workers"][0]["id_no"] == ("110***********0014",)
    assert shown.texts["case.contact_phone"] == ("138****5678",)
    answered = ask(form, shown.fields(), known)
    assert answered.errors == []
    assert answered.values == {"case.workers": [stored], "case.contact_phone": "13812345678"}


def test_a_masked_text_that_stands_for_nothing_known_is_refused(ask: Ask) -> None:
    form = personal()
    known = {"case": {"workers": [], "contact_phone": "13812345678"}}
    answered = ask(
        form, {"case.contact_phone": "139****5678", "case.workers.0.id_no": "110***********0014"}, known
    )
    assert [error.path for error in answered.errors] == ["case.workers.0.id_no", "case.contact_phone"]
    assert all("请重新填写完整内容" in error.zh for error in answered.errors)


def test_personal_data_shows_in_full_only_where_it_is_revealed() -> None:
    known = {
        "case": {
            "workers": [{"worker": "马强", "id_no": "110101190001010014"}],
            "contact_phone": "13812345678",
        }
    }
    shown = values_for_display(personal(), known, None, now=NOW, reveal={"case.workers"})
    assert shown.rows["case.workers"][0]["id_no"] == ("110101190001010014",)
    assert shown.texts["case.contact_phone"] == ("138****5678",)


def test_masked_data_filled_in_from_elsewhere_is_understood_and_becomes_an_entry_of_its_own(ask: Ask) -> None:
    members = [component("name", label="名称"), component("phone", label="电话", protection="personal")]
    form = form_of(
        component("case.penalty.party", "party", "当事人", prefill="case.employer", columns=members)
    )
    employer = {"id": "p1", "ref": "p1", "name": "宏远公司", "phone": "13812345678"}
    known = {"case": {"employer": employer}}
    shown = values_for_display(form, known, None, now=NOW)
    assert shown.groups["case.penalty.party"]["phone"] == ("138****5678",)
    answered = ask(form, shown.fields(), known)
    assert answered.errors == []
    assert answered.values["case.penalty.party"] == {"name": "宏远公司", "phone": "13812345678"}
