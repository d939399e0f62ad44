"""Templates of official papers: what they say when they are filled, what stays blank, and what is wrong with them."""

from __future__ import annotations

import io
import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from app.stencils import StencilError, load_stencil
from app.stencils.amounts import capital
from app.stencils.apart import outline
from app.stencils.filling import BLANK, Filled, fill
from app.stencils.word import as_docx

NOW = datetime(2025, 10, 9, 8, tzinfo=UTC)
ORDER = """// 说明不写入文书
# 限期改正指令书
> {paper.number}
= {case.employer.name}：
拖欠{count(case.roster)}人工资{money(owed)}元（大写：{capital(owed)}），{{原文}}。
?? urgent = true
请立即支付。
??
| 姓名 | 欠发 |
|* line in case.roster | {line.worker} | {money(line.owed)} |
请于{pay_by}前支付，{case.nothing}。
"""
SCOPE = {
    "owed": Decimal("6234.5"),
    "urgent": True,
    "pay_by": date(2025, 9, 6),
    "paper": {"number": "津保人社监责〔2025〕　　号"},
    "case": {
        "employer": {"name": "虚构建筑公司"},
        "roster": [{"worker": "张甲", "owed": Decimal("1234.5")}, {"worker": "李乙", "owed": Decimal(5000)}],
    },
}


def filled(text: str, scope: dict[str, Any]) -> Filled:
    return fill(load_stencil(text.encode()), scope, now=NOW, functions={})


def test_a_paper_says_what_the_case_knows_as_papers_say_it() -> None:
    paper = filled(ORDER, SCOPE)
    assert [(each.style, each.text) for each in paper.paragraphs if not each.rows] == [
        ("title", "限期改正指令书"),
        ("right", "津保人社监责〔2025〕　　号"),
        ("left", "虚构建筑公司："),
        ("body", "拖欠2人工资6,234.50元（大写：陆仟贰佰叁拾肆元伍角），{原文}。"),
        ("body", "请立即支付。"),
        ("body", f"请于2025年9月6日前支付，{BLANK}。"),
    ]
    (table,) = [each.rows for each in paper.paragraphs if each.rows]
    assert table == (("姓名", "欠发"), ("张甲", "1,234.50"), ("李乙", "5,000.00"))
    assert paper.missing == ["case.nothing"]


def test_paragraphs_under_a_condition_are_left_out_unless_it_is_true() -> None:
    for urgent in (False, None):
        texts = [each.text for each in filled(ORDER, {**SCOPE, "urgent": urgent}).paragraphs]
        assert "请立即支付。" not in texts


def test_numbers_and_homes_of_persons_are_masked_in_every_paper() -> None:
    worker = {
        "name": "张甲",
        "id_no": "110101190001010014",
        "phone": "13800001234",
        "address": "虚构路12号3门",
    }
    text = "{w.name} {w.id_no} {w.phone} {w.address} {e.address} {[w][1].id_no}"
    (paragraph,) = filled(text, {"w": worker, "e": {"address": "工业路1号"}}).paragraphs
    assert "张甲" in paragraph.text and "工业路1号" in paragraph.text, "the employer's place is no secret"
    for secret in ("110101190001010014", "13800001234", "虚构路12号3门"):
        assert secret not in paragraph.text


def test_the_word_file_holds_the_paper_and_marks_what_is_to_be_filled_in() -> None:
    document = Document(io.BytesIO(as_docx(filled(ORDER, SCOPE), "限期改正指令书", NOW)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "限期改正指令书" and any("陆仟贰佰叁拾肆元伍角" in text for text in texts)
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["张甲", "1,234.50"]
    marked = [
        run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.highlight_color
    ]
    assert marked == [BLANK]
    assert document.core_properties.author == ""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# 好\n{a", 2, "花括号"),
        ("a}", 1, "花括号"),
        ("?? x = 1\n正文", 1, "没有结束"),
        ("正文\n??", 2, "没有条件"),
        ("| a | b |\n| c |", 2, "2 格"),
        ("|* x y | b |", 1, "表格行"),
        ("{spell(1)}", 1, "spell"),
        ("正文\n\n{1 +}", 3, "1 +"),
        ("", 1, "空的"),
        ("字" * 2001, 1, "2000"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(StencilError) as caught:
        load_stencil(text.encode())
    assert [fault.line for fault in caught.value.faults] == [line]
    assert said in caught.value.faults[0].zh and caught.value.faults[0].en
    assert outline(text.encode())["faults"][0][0] == line


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(StencilError) as caught:
        load_stencil(b"{a\n{1 +}\n?? x\n")
    assert [fault.line for fault in caught.value.faults] == [1, 2, 3]


@given(st.text(alphabet='ab #=>|*{}?/"1+\n', max_size=80))
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    try:
        stencil = load_stencil(text.encode())
    except StencilError as error:
        assert error.faults
    else:
        assert fill(stencil, {}, now=NOW, functions={}).paragraphs is not None


DIGITS = {sign: str(value) for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def amount_of(words: str) -> Decimal:
    """Read capital figures back, as the cashier does."""
    yuan, _, rest = words.removesuffix("整").partition("元") if "元" in words else ("", "", words)
    total = section = digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = int(DIGITS[sign])
        elif sign in UNITS:
            section += digit * UNITS[sign]
            digit = 0
        else:
            base = {"万": 10**4, "亿": 10**8}[sign]
            whole = (total % base if base == 10**8 else 0) + section + digit
            total = (total - (total % base if base == 10**8 else 0)) + whole * base
            section = digit = 0
    pairs = [(sign, unit) for sign, unit in itertools.pairwise(rest) if unit in "角分"]
    cents = sum(int(DIGITS[sign]) * {"角": 10, "分": 1}[unit] for sign, unit in pairs)
    return Decimal(total + section + digit) + Decimal(cents) / 100


@given(st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_an_amount_in_capital_figures_means_the_amount(amount: Decimal) -> None:
    assert amount_of(str(capital(amount))) == amount


def test_what_is_no_amount_has_no_capital_figures() -> None:
    assert [capital(each) for each in (None, True, "12", Decimal(-1), Decimal(10) ** 12)] == [None] * 5
