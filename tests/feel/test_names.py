"""What an expression reads, known before it is evaluated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.feel import FeelError, compile_expression
from tests.feel.conftest import NOW

READS = [
    ("headcount >= 10", {"headcount"}),
    ("sum(case.roster.owed) = amount", {"case.roster.owed", "amount"}),
    ("for o in case.officers return o.name + suffix", {"case.officers", "suffix"}),
    ("some k in kinds satisfies k in (a, b)", {"kinds", "a", "b"}),
    ("{a: x, b: a + y}.b", {"x", "y"}),
    ("(function(p) p + q)(r)", {"q", "r"}),
    ("xs[item > 3]", {"xs"}),
    ("xs[item.amount > case.limit]", {"xs", "case.limit"}),
    ("count(xs[due_on > next_due].due_on)", {"xs", "due_on", "next_due"}),
    ('due("MED-03") = today()', set()),
    ("for x in xs, y in x.rows return x.n + y.n", {"xs"}),
    ("for i in 1..n return partial[-1]", {"n"}),
    ("if a.b.c then d else e[1].f", {"a.b.c", "d", "e"}),
    ('date("2026-01-01").year', set()),
    ("case.extension.days <= setting.days", {"case.extension.days", "setting.days"}),
]


@pytest.mark.parametrize(("source", "names"), READS)
def test_bound_names_are_no_reads(source: str, names: set[str]) -> None:
    assert compile_expression(source).names == names


def test_names_inside_a_filter_may_be_fields_of_its_items() -> None:
    expression = compile_expression("limit + count(xs[amount > limit and kind = wanted])")
    assert expression.names == {"xs", "amount", "limit", "kind", "wanted"}
    assert expression.filter_names == {"amount", "kind", "wanted"}


def test_a_declared_name_may_hold_spaces_and_signs() -> None:
    names = ("月 工资", "pay-out", "monthly income")
    expression = compile_expression("monthly  income * 2 - pay-out - 月 工资", names)
    scope = {"monthly income": Decimal(10), "pay-out": Decimal(5), "月 工资": Decimal(1)}
    assert expression.evaluate(scope, now=NOW) == 14
    assert expression.names == set(names)


def test_two_words_nobody_declared_are_a_slip_and_refused() -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression("monthly income * 2")
    assert (refused.value.line, refused.value.column) == (1, 9)


def test_chinese_names_need_no_quotes() -> None:
    assert compile_expression('欠薪人数 >= 10 and 行业 = "房建市政"').names == {"欠薪人数", "行业"}


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("headcount >= 10") is compile_expression("headcount >= 10")
