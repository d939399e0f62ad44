"""What an expression that a designer writes comes to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Evaluate = Callable[..., Any]

ARITHMETIC = [
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * 3", "9"),
    ("10 - 2 - 3", "5"),
    ("24 / 4 / 2", "3"),
    ("2 ** 3 ** 2", "64"),
    ("-2 ** 2", "4"),
    ("- (2 + 3)", "-5"),
    ("0.1 + 0.2", "0.3"),
    ("1 / 3", "0.3333333333333333333333333333333333"),
    ("1.5e3 + .5", "1500.5"),
    ("9600.00 * 1.5", "14400.000"),
    ("// 单位：元\n 5 /* 加 */ + 5", "10"),
]


@pytest.mark.parametrize(("source", "result"), ARITHMETIC)
def test_sums_are_exact_decimals(value: Evaluate, source: str, result: str) -> None:
    assert value(source) == Decimal(result)


NOTHING = [
    "1 / 0", "1 + null", '1 + "1"', '"a" - "b"', "true + 1", "-true", '-"a"', "10 ** 7000", "missing + 1",
    "missing.anything.below", "[1, 2] + 1", "null[1]", "[1, 2][3]", "[1, 2][0]", "for x in null return x",
    "some x in null satisfies x = 1", 'sum(["a"])', "count(null)", "1 between null and 3", '"a" < 1', "1 = true",
    'date("2026-02-30")', 'duration("10 days")', 'number("十")', 'substring("abc", 9)', "{a: 1}.b", "not(1)",
    '"text".length', "5 in [null..9]", "5 in [9..1]", "date(2026, 13, 1)", 'get value("a", "b")', "1(2)", "true()",
    "round half up(1.5)", "min([])", 'min([1, "a"])', "sqrt(-1)", "modulo(5, 0)", "list contains(null, 1)",
]  # fmt: skip


@pytest.mark.parametrize("source", NOTHING)
def test_what_has_no_answer_is_null_and_no_error(value: Evaluate, source: str) -> None:
    assert value(source) is None


LOGIC = [
    ("true and null", None), ("false and null", False), ("null and false", False), ("true or null", True),
    ("null or false", None), ("null or null", None), ("true and 1", None), ("false or 1", None),
    ("not(true)", False), ("not(null)", None), ("null = null", True), ("null != null", False), ("1 = null", False),
    ("1 != null", True), ('"a" = "a"', True), ('"a" != "b"', True), ("1.0 = 1.00", True), ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [2, 1]", False), ("{a: 1, b: 2} = {b: 2, a: 1}", True), ("2 > 1", True), ('"甲" < "乙"', False),
    ("3 between 1 and 3", True), ("0 between 1 and 3", False), ("3 between 1 and 3 and false", False),
    ("if null then 1 else 2", Decimal(2)), ("if 5 > 3 then 1 else 2", Decimal(1)), ("1 < 2 or 1 / 0 > 3", True),
    ("1 instance of number", True), ('"a" instance of string', True), ("null instance of string", False),
    ("[1] instance of list<number>", True), ('["a"] instance of list<number>', False),
    ("{a: 1} instance of context<a: number>", True), ('@"P1D" instance of days and time duration', True),
    ("[1..3] instance of range<number>", True), ('@"2026-01-01" instance of date', True),
    ("true instance of Any", True), ("abs instance of function<number> -> number", True),
]  # fmt: skip


@pytest.mark.parametrize(("source", "result"), LOGIC)
def test_logic_has_three_values(value: Evaluate, source: str, result: Any) -> None:
    assert value(source) is result or value(source) == result


MEMBERSHIP = [
    ('role in ("inspection_head", "section_head")', True), ('role in ("bureau_head")', False),
    ('role in ["section_head"]', True), ("n in [1..10]", True), ("n in [1..10)", False), ("n in (1..10]", True),
    ("n in ]10..20]", False), ("n in [5..10[", False), ("n in > 5", True), ("n in (< 5, >= 10)", True),
    ("n in (= 10)", True), ("n in (!= 10)", False), ("n in (1, 2, [9..11])", True), ("n in [[1..3], [9..11]]", True),
    ("n in (1)", False), ("absent in (1, 2)", False), ('n in ("a", "b")', None), ("n in null", False),
    ("(n in [5..10[) = false", True), ("[n in [5..10[, true]", [False, True]), ("n in ]1..100[ and true", True),
]  # fmt: skip


@pytest.mark.parametrize(("source", "result"), MEMBERSHIP)
def test_in_asks_for_values_ranges_and_comparisons(value: Evaluate, source: str, result: Any) -> None:
    assert value(source, role="section_head", n=Decimal(10)) == result


LISTS = [
    ("[1, 2, 3][2]", "2"), ("[1, 2, 3][-1]", "3"), ("[1, 2, 3][item > 1]", ["2", "3"]), ("[][1]", None),
    ("[1, 2, 3][at]", "2"), ("5[1]", "5"), ("[[1, 2], [3]][2][1]", "3"), ("[1, 2, 3][item > 9]", []),
    ("for x in [1, 2] return x * 10", ["10", "20"]), ("for i in 1..3 return i", ["1", "2", "3"]),
    ("for i in 3..1 return i", ["3", "2", "1"]), ("for i in [1..3) return i", ["1", "2"]),
    ("for x in [1, 2], y in [x, 9] return x + y", ["2", "10", "4", "11"]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", ["1", "1", "2", "6", "24"]),
    ("[{a: 1}, {a: 2}].a", ["1", "2"]), ("[{a: [1, 2]}, {a: 3}].a", [["1", "2"], "3"]),
    ("[{n: 1, item: 5}][item = 5].n", ["1"]), ("[{v: 1}, {v: 7}][v > limit].v", ["7"]),
    ("[[{v: 1}], [{v: 9}]][count(item[v > limit]) = 1]", [[{"v": "9"}]]),
    ("{a: 1, b: a + 1, c: b * 2}.c", "4"), ('{"甲 乙": 1}.甲 乙', "1"), ("{full name: 3, x: full name + 1}.x", "4"),
    ("{f: function(x) x * 2, y: f(4)}.y", "8"),
    ("{f: function(n: number) if n < 2 then 1 else n * f(n - 1)}.f(5)", "120"),
    ("sort([3, 1, 2], function(x, y) x > y)", ["3", "2", "1"]), ("(function(a, b) a - b)(b: 1, a: 9)", "8"),
    ("for full name in [1, 2] return full name + 1", ["2", "3"]),
]  # fmt: skip


def numbers(tree: Any) -> Any:
    """Read the strings of an expected result as decimals."""
    if isinstance(tree, list):
        return [numbers(item) for item in tree]
    if isinstance(tree, dict):
        return {key: numbers(item) for key, item in tree.items()}
    return Decimal(tree) if isinstance(tree, str) else tree


@pytest.mark.parametrize(("source", "result"), LISTS)
def test_lists_are_filtered_walked_and_built(value: Evaluate, source: str, result: Any) -> None:
    assert value(source, at=Decimal(2), limit=Decimal(5)) == numbers(result)


QUANTIFIED = [
    ("some k in kinds satisfies k in (\"责令停工\", \"降低资质\")", True),
    ("every k in kinds satisfies k = \"责令停工\"", False),
    ("some k in [] satisfies true", False),
    ("every k in [] satisfies false", True),
    ("some x in [1, null] satisfies x > 5", None),
    ("every x in [1, 2], y in [3, 4] satisfies x < y", True),
]  # fmt: skip


@pytest.mark.parametrize(("source", "result"), QUANTIFIED)
def test_some_and_every_look_at_all_combinations(value: Evaluate, source: str, result: Any) -> None:
    assert value(source, kinds=["责令停工", "警告"]) is result


def test_an_inspection_needs_two_different_officers(value: Evaluate) -> None:
    source = "count(distinct values(case.officers)) >= 2"
    assert value(source) is True
    assert value(source, case={"officers": ["O7", "O7"]}) is False
    assert value(source, case={}) is None


def test_the_next_instalment_is_the_first_after_the_last_one(value: Evaluate) -> None:
    found = value("min(case.mediation.plan[due_on > next_due].due_on)", next_due=value('date("2026-03-10")'))
    assert found.isoformat() == "2026-04-10"


def test_final_items_of_an_award_are_counted_by_class_and_amount(value: Evaluate) -> None:
    source = (
        'count(case.arbitration.items[final_class = "工时休假社保" or '
        '(final_class = "报酬补偿赔偿" and amount <= 12 * monthly_min_wage)])'
    )
    items = [
        {"final_class": "工时休假社保", "amount": Decimal(90000)},
        {"final_class": "报酬补偿赔偿", "amount": Decimal(27840)},
        {"final_class": "报酬补偿赔偿", "amount": Decimal("27840.01")},
        {"final_class": None, "amount": Decimal(1)},
    ]
    assert value(source, case={"arbitration": {"items": items}}, monthly_min_wage=Decimal(2320)) == 2


def test_sums_over_a_roster_are_exact(value: Evaluate) -> None:
    assert value("sum(case.roster.owed)") == Decimal("15700.50")
    assert value('sum(case.roster[worker = "W1"].owed) = 2 * 4800') is True
    assert value("headcount = count(distinct values(case.roster.worker))", headcount=Decimal(2)) is True


def test_numbers_of_the_host_may_be_plain_integers(value: Evaluate) -> None:
    assert value("n + 1 = 4 and n > 2 and n in [1..3]", n=3) is True
    assert value("n * 2", n=1.5) == 3


def test_a_result_is_a_copy_that_may_be_changed_freely(value: Evaluate) -> None:
    officers = ["O7"]
    found = value("{who: officers}", officers=officers)
    found["who"].append("O9")
    assert officers == ["O7"]
