"""An expression of somebody who means harm ends with a sentence, never with a hang, a crash or a foreign object."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.feel import FeelError, Limits, compile_expression, compile_unary_tests
from tests.feel.conftest import NOW

Evaluate = Callable[..., Any]

ESCAPES = [
    '"".__class__', '"".__class__.__mro__[1].__subclasses__()', "(1).__class__", "[].__class__.__base__",
    "{}.__dict__",
    "today().__class__", "case.__class__", "case.keys", "case.get", "count.__globals__", "(function() 1).frame",
    "officers.append", "@\"P1D\".delta", "@\"P1D\".microseconds", "[1..2].part", "now().tzinfo", "item.__init__",
    "host", "host.path", "host.system", "[host]", "{a: host}.a.environ", "for x in [host] return x.path",
    "[host][item.path != null]", "string(host)", "get value(host, \"path\")", "get entries(host)",
]  # fmt: skip


@pytest.mark.parametrize("source", ESCAPES)
def test_no_attribute_of_a_host_object_is_reached(value: Evaluate, source: str) -> None:
    try:
        found = value(source, host=os, officers=["O7"])
    except FeelError:
        return
    assert found in (None, "unknown", [], [None], [None, None])


CALLS = [
    '__import__("os")', 'eval("1")', 'open("/etc/passwd")', "exec(1)", "globals()", "getattr(1, 2)", "print(1)",
    'range("[__import__(1)..2]")', "count.feel_call(1)", '"".format(1)', '"a".join([1])',
]  # fmt: skip


@pytest.mark.parametrize("source", CALLS)
def test_no_function_of_python_is_called(value: Evaluate, source: str) -> None:
    try:
        assert value(source) is None
    except FeelError as error:
        assert "没有名为" in error.message_zh


DEEP = [
    "(" * 4999 + "1" + ")" * 4999, "[" * 9000, "{a:" * 3000 + "1" + "}" * 3000, "-" * 9000 + "a", "not(" * 2000 + "1",
    "if true then " * 700, "1" + "[1]" * 3000, "a" + "(1)" * 3000, "f(" * 4000, "function() " * 900 + "1",
    "if a then 1 else " * 500 + "2", "for x in xs return " * 400 + "x", "1 in " * 1900 + "1", "1 = " * 2400 + "1",
    "x instance of " + "list<" * 1900 + "number", "]" * 9000, "(1.." * 2400, "@" * 9000, '"' * 9999,
    "/*" * 4999, "{" * 9999,
    "1 between " * 900 + "1", "- -" * 3000 + "a", "some x in " * 900 + "1",
]  # fmt: skip


@pytest.mark.parametrize("source", DEEP, ids=lambda source: source[:12])
def test_deep_nesting_is_refused_with_its_place(source: str) -> None:
    for read in (compile_expression, compile_unary_tests):
        with pytest.raises(FeelError) as refused:
            read(source)
        assert refused.value.line >= 1


LONG = [
    "1" + " + 1" * 990,
    " or ".join(["a"] * 990),
    "a" + ".b" * 990,
    "[" + "1," * 990 + "1]",
    "2" + " ** 1" * 990,
]


@pytest.mark.parametrize("source", LONG, ids=lambda source: source[:12])
def test_long_flat_expressions_are_no_deep_ones(value: Evaluate, source: str) -> None:
    value(source)


def test_a_text_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(FeelError, match="10000"):
        compile_expression("1" + " " * 10_000)


WORDY = ["1" + "+1" * 4900, "a b " * 2400, "[" + "f(), " * 1900 + "1]", "{" + ",".join(f"a b{n}: 1" for n in range(30))
         + "}" + ".a b1" * 1500]  # fmt: skip


@pytest.mark.parametrize("source", WORDY, ids=lambda source: source[:12])
def test_more_words_than_are_read_in_a_moment_are_refused(source: str) -> None:
    with pytest.raises(FeelError, match="2000个词"):
        compile_expression(source)


BOMBS = [
    "for a in 1..1000000000 return a",
    "for a in 1..1000, b in 1..1000, c in 1..1000 return 1",
    "for a in 1..1000 return for b in 1..1000 return for c in 1..1000 return 1",
    "some a in 1..1000, b in 1..1000, c in 1..1000 satisfies a + b + c = 0",
    "count([1, 2][count(for x in 1..999999 return x) > 0])",
    "for i in 1..5000 return partial",
    "for d in @\"0001-01-01\"..@\"9999-12-31\" return d",
    "for i in 10 ** 6000..10 ** 6001 return i",
    "{f: function(n) f(n)}.f(1)",
    "{f: function(n) if n = 0 then 0 else 1 + f(n - 1)}.f(100000)",
    "{f: function(n) f(n - 1) + f(n - 1)}.f(1)",
    "(function(f) f(f))(function(f) f(f))",
    "sort(for i in 1..3000 return -i, function(a, b) count(for z in 1..999 return z) > 0)",
    "{s: \"aaaaaaaaaa\", " + ", ".join(f"s{i}: {'s' if i == 0 else f's{i - 1}'} + {'s' if i == 0 else f's{i - 1}'}"
                                       for i in range(40)) + "}.s39",
    "{l0: [1, 1], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1, 50)) + "}.l49",
    "string({l0: [1, 1], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1, 50)) + "}.l49)",
    "{l0: [1, 1], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1, 50)) + ", r: l49 = l49}.r",
    "flatten({l0: [1, 1], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1, 50)) + "}.l49)",
    "{l0: [1, 1], " + ", ".join(f"l{i}: concatenate(l{i - 1}, l{i - 1})" for i in range(1, 50)) + "}.l49",
    "{l0: [{a: 1}, {a: 1}], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1, 50)) + "}.l49.a",
    "distinct values({l0: [1, 1], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1, 50)) + "}.l49)",
    "string join(for i in 1..30000 return \"0123456789\")",
    "{l0: [1, 1], " + ", ".join(f"l{i}: [l{i - 1}, l{i - 1}]" for i in range(1,
    50)) + "}.l49 instance of list<list<list<number>>> "
    "or count(for i in 1..999999 return i) > 1",
]  # fmt: skip


@pytest.mark.parametrize("source", BOMBS, ids=lambda source: source[:40])
def test_a_bomb_runs_out_of_its_budget_and_says_where(source: str) -> None:
    expression = compile_expression(source)
    with pytest.raises(FeelError) as refused:
        expression.evaluate({}, now=NOW)
    assert refused.value.column >= 1


REPLACEMENTS = [
    'replace(text, "", "0123456789")', 'replace(text, "a", "$0$0$0$0$0$0$0$0$0")', 'split(text, "")',
]  # fmt: skip


@pytest.mark.parametrize("source", REPLACEMENTS)
def test_a_replacement_does_not_swell_without_end(value: Evaluate, source: str) -> None:
    try:
        value(source, text="a" * 190_000)
    except FeelError as error:
        assert "上限" in error.message_zh or "正则" in error.message_zh


PATTERNS = ["(a+)+$", "(a|aa)+$", "(a*)*b", "a*a*a*a*a*b", "(.*)(.*)(.*)(.*)=x", "(a?){30}a{30}", "((a{50}){50}){50}",
            "a?" * 60 + "a" * 60, "(x+x+)+y", "(" * 60 + ")" * 60, "a{1,9999}" * 9, "[a-z]+" * 20]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern[:16])
def test_a_pattern_that_may_backtrack_much_is_refused(value: Evaluate, pattern: str) -> None:
    for source in (
        "matches(text, pattern)",
        'replace(text, pattern, "")',
        "split(text, pattern)",
        "extract(text, pattern)",
    ):
        with pytest.raises(FeelError, match="正则"):
            value(source, text="a" * 40_000, pattern=pattern)


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", "(?=a)a", "(?P<n>a)", "a**", "a{2}{3}", "[a", "a)", "\\", "(?i)a", "a{5,2}"]
)
def test_a_pattern_outside_the_standard_gives_null(value: Evaluate, pattern: str) -> None:
    assert value('matches("aaaa", pattern)', pattern=pattern) is None


def test_a_simple_pattern_works_on_an_ordinary_text(value: Evaluate) -> None:
    assert value('matches(text, "^[0-9A-Z]{18}$")', text="91120116MA05ABCD8B") is True
    assert value('matches(text, "拖欠.*工资")', text="某公司拖欠2025年11月工资" * 20) is True


NUMBERS = ["1e99999", "10 ** 99999", "9 ** 9 ** 9", "(-8) ** 0.333", "1e6000 * 1e6000", "0 ** -1",
    "1.0000001 ** 1e30",
           "1e-6000 ** 9", "exp(1e6)", "decimal(1, 999999999)", "round up(1e6000, 6000)", "sqrt(1e6000)",
           "number(\"" + "9" * 5000 + "\")", "@\"P" + "9" * 400 + "D\"", "@\"P1D\" * 1e30",
           "substring(\"abc\", 1e30)",
           "[1][1e6000]", "sublist([1], 1, 1e6000)", "date(1e6000, 1, 1)", "time(1, 1, 1e6000)", "odd(1e6000)",
           "string(1e6000)", "partition([1], 1e6000)", "modulo(1e6000, 1e-6000)",
           "time(1e30, 1e30, 59.9999999)"]  # fmt: skip


@pytest.mark.parametrize("source", NUMBERS, ids=lambda source: source[:24])
def test_numbers_out_of_range_end_in_null_or_a_sentence(value: Evaluate, source: str) -> None:
    try:
        found = value(source)
    except FeelError:
        return
    assert found is None or isinstance(found, Decimal | bool | str | list)
    assert not isinstance(found, Decimal) or found.is_finite()


def test_data_of_the_host_that_is_deeper_than_python_can_walk_is_a_sentence(value: Evaluate) -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    for source in ("x", "x = x", "string(x)", "x.a", "distinct values(x)", "flatten(x)"):
        try:
            value(source, x=nested)
        except FeelError:
            continue
    while nested:
        nested = nested.pop()


def test_not_a_number_from_the_host_is_no_number(value: Evaluate) -> None:
    for text in ("NaN", "sNaN", "Infinity"):
        assert value("[x < 1, x in [1..2], -x, sum([x, 1])]", x=Decimal(text))[2] is None


def test_limits_can_be_tightened_by_the_caller() -> None:
    tight = Limits(steps=50)
    with pytest.raises(FeelError, match="50"):
        compile_expression("for i in 1..100 return i", limits=tight).evaluate({}, now=NOW)
