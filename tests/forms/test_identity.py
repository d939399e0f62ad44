"""Numbers and names of people and companies are checked by what their field is called, and kept in one form."""

from __future__ import annotations

import pytest

from app.forms import read_submission, view_form
from tests.forms.conftest import NOW, Ask, component, form_of
from tests.forms.pages import form_html

EMPLOYER = component(
    "case.employer",
    "party",
    "用人单位",
    columns=[
        component("name", label="名称"),
        component("kind", label="类型"),
        component("uscc", label="信用代码"),
    ],
)
REPORTER = component(
    "case.reporter.identity",
    "worker",
    "投诉人",
    columns=[
        component("name", label="姓名"),
        component("id_type", "select", "证件类型", options=["居民身份证", "护照"]),
        component("id_no", label="证件号码"),
        component("phone", label="手机"),
    ],
)
ROSTER = component(
    "case.roster",
    "table",
    "工资清册",
    columns=[
        component("worker", label="姓名"),
        component("id_no", label="证件号码"),
        component("phone", label="手机"),
        component("bank_card", label="银行卡"),
        component("month", "month", "月份"),
        component("gross", "money", "应发"),
    ],
)


@pytest.mark.parametrize(
    ("member", "typed", "kept"),
    [
        ("case.employer.uscc", "９1120116ma0te5t16u", "91120116MA0TE5T16U"),
        ("case.employer.name", "宏远劳务 (天津) 有限公司", "宏远劳务（天津）有限公司"),
        ("case.reporter.identity.phone", "138 1234 5678", "13812345678"),
        ("case.reporter.identity.phone", "(022)12345678", None),
        ("case.reporter.identity.id_no", "810000190001010042", "810000190001010042"),
        ("case.reporter.identity.name", "阿依·古丽", "阿依·古丽"),
    ],
)
def test_an_identifier_is_kept_in_its_one_form_or_refused(
    ask: Ask, member: str, typed: str, kept: str | None
) -> None:
    answered = ask(form_of(EMPLOYER, REPORTER), {member: typed})
    path, _, key = member.rpartition(".")
    if kept is None:
        assert [error.path for error in answered.errors] == [member]
    else:
        assert answered.errors == []
        assert answered.values[path][key] == kept


def test_the_kind_of_document_decides_the_rule_of_its_number(ask: Ask) -> None:
    form = form_of(REPORTER)
    passport = {"case.reporter.identity.id_type": "护照", "case.reporter.identity.id_no": "e12345678"}
    assert ask(form, passport).values["case.reporter.identity"]["id_no"] == "E12345678"
    card = {
        "case.reporter.identity.id_type": "居民身份证",
        "case.reporter.identity.id_no": "110101190001010015",
    }
    assert [error.path for error in ask(form, card).errors] == ["case.reporter.identity.id_no"]


def roster(*lines: dict[str, str]) -> dict[str, str]:
    return {
        f"case.roster.{number}.{key}": text for number, line in enumerate(lines) for key, text in line.items()
    }


def test_a_wrong_number_in_a_row_names_the_row(ask: Ask) -> None:
    answered = ask(form_of(ROSTER), roster({"worker": "马强", "id_no": "11010119000101001"}))
    assert answered.errors[0].zh.startswith("“工资清册”第 1 行“证件号码”：身份证号码应为18位")


def test_what_is_unusual_has_to_be_confirmed_once_on_the_page(ask: Ask) -> None:
    form = form_of(ROSTER)
    lines = roster(
        {"worker": "马强", "phone": "13812345678", "month": "2025-09", "gross": "120000"},
        {"worker": "周敏", "phone": "138-1234-5678", "month": "2025-09", "gross": "5000"},
    )
    shown = {**lines, "_seen": "case.roster"}
    refused = ask(form, shown)
    assert [error.path for error in refused.errors] == ["case.roster.0.gross", "case.roster.1.phone"]
    assert all(error.warning for error in refused.errors)
    raw = read_submission(form, {name: [text] for name, text in shown.items()})
    view = view_form(form, {}, raw, now=NOW, errors=refused.errors)
    assert view.faults == ()
    assert f'name="_confirm" value="{view.confirm}"' in form_html(view)
    confirmed = ask(form, {**shown, "_confirm": view.confirm})
    assert confirmed.errors == []
    assert len(confirmed.warnings) == 2
    other = ask(form, {**shown, "case.roster.1.gross": "130000", "_confirm": view.confirm})
    assert len(other.errors) == 3


def test_a_program_is_not_asked_to_confirm(ask: Ask) -> None:
    answered = ask(form_of(ROSTER), roster({"worker": "马强", "month": "2025-09", "gross": "120000"}))
    assert answered.errors == []
    assert len(answered.warnings) == 1


def test_work_of_a_child_is_pointed_out(ask: Ask) -> None:
    young = ask(
        form_of(ROSTER), roster({"worker": "某人", "id_no": "11010120120101001X", "month": "2025-09"})
    )
    told = [warning.zh for warning in young.warnings] + [error.zh for error in young.errors]
    assert any("童工" in sentence or "身份证" in sentence for sentence in told)


def test_one_account_for_two_workers_is_refused_where_a_fund_pays(ask: Ask) -> None:
    columns = [component("worker", label="姓名"), component("bank_card", label="银行卡")]
    form = form_of(component("case.fund.list", "table", "垫付名单", columns=columns))
    answered = ask(
        form,
        {
            "case.fund.list.0.worker": "马强",
            "case.fund.list.0.bank_card": "6222020200011122",
            "case.fund.list.1.worker": "周敏",
            "case.fund.list.1.bank_card": "6222 0202 0001 1122",
        },
    )
    assert "case.fund.list.1.bank_card" in [error.path for error in answered.errors]
