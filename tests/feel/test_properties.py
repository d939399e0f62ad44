"""What holds for every expression, found by trying many."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import (
    DaysTime,
    FeelError,
    Limits,
    YearsMonths,
    compile_expression,
    compile_unary_tests,
    read_duration,
)
from tests.feel.conftest import NOW

EXACT = Context(prec=34, Emax=6144, Emin=-6143, traps=[])
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
SIGNS = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply, "/": EXACT.divide}
PIECES = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "+",
        "-",
        "*",
        "/",
        "**",
        "<",
        "<=",
        "=",
        "!=",
        "?",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "not",
        "between",
        "instance",
        "of",
        "function",
        "null",
        "true",
        "1",
        "0.5",
        "1e3",
        '"a"',
        '"工资"',
        '@"P1D"',
        '@"2026-01-01"',
        "x",
        "xs",
        "case",
        "item",
        "名称",
        "a:",
        "number",
        "count(",
        "sum(",
        "min(",
        "sort(",
        "string(",
        "replace(",
        "matches(",
        "date(",
        "range(",
        "partial",
        "//",
        "/*",
        "*/",
        "，",
    ]
)
VALUES: Any = st.recursive(
    st.none() | st.booleans() | AMOUNTS | st.text(max_size=8) | st.dates() | st.builds(DaysTime,
    st.integers(-(10**12), 10**12))
    | st.builds(YearsMonths, st.integers(-999, 999)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
SCOPES = st.fixed_dictionaries({}, optional={name: VALUES for name in ("x", "xs", "case", "名称")})


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from(sorted(SIGNS)), AMOUNTS)
def test_money_is_reckoned_as_decimals_are(left: Decimal, sign: str, right: Decimal) -> None:
    found = compile_expression(f"a {sign} b").evaluate({"a": left, "b": right}, now=NOW)
    expected = SIGNS[sign](left, right)
    assert found == (expected if expected.is_finite() else None)


@settings(deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=30))
def test_a_sum_is_the_sum_in_any_order(amounts: list[Decimal]) -> None:
    total = compile_expression("sum(xs) = sum(reverse(xs)) and sum(xs) = sum(for x in xs return x)")
    assert total.evaluate({"xs": amounts}, now=NOW) is True
    assert compile_expression("sum(xs)").evaluate({"xs": amounts}, now=NOW) == sum(amounts)


@settings(deadline=None)
@given(st.lists(st.integers(-9, 9).map(Decimal)), st.integers(-9, 9).map(Decimal))
def test_a_filter_keeps_exactly_what_passes(items: list[Decimal], limit: Decimal) -> None:
    found = compile_expression("xs[item > limit]").evaluate({"xs": items, "limit": limit}, now=NOW)
    assert found == [item for item in items if item > limit]


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-40000, 40000))
def test_days_added_are_days_between(start: date, days: int) -> None:
    scope = {"start": start, "days": Decimal(days)}
    moved = compile_expression('start + @"P1D" * days').evaluate(scope, now=NOW)
    assert moved == start + timedelta(days=days)
    back = compile_expression('(moved - start) / @"P1D" = days').evaluate({**scope, "moved": moved}, now=NOW)
    assert back is True


@settings(deadline=None)
@given(
    st.builds(DaysTime, st.integers(-(10**18), 10**18)) | st.builds(YearsMonths, st.integers(-(10**9), 10**9))
)
def test_every_duration_survives_being_written(duration: DaysTime | YearsMonths) -> None:
    assert read_duration(duration.feel_iso()) == duration


@settings(deadline=None)
@given(VALUES)
def test_every_value_equals_itself_and_is_found_in_a_list(value: Any) -> None:
    for source in ("x = x", "list contains([x], x)", "count(distinct values([x, x])) = 1", "is(x, x)"):
        assert compile_expression(source).evaluate({"x": value}, now=NOW) is True


def tried(source: str, scope: dict[str, Any]) -> None:
    """Read and evaluate a text both ways; anything but FeelError fails the test."""
    for read in (compile_expression, compile_unary_tests):
        try:
            compiled = read(source)
            assert all(isinstance(name, str) for name in compiled.names)
            if hasattr(compiled, "evaluate"):
                compiled.evaluate(scope, now=NOW)
            else:
                compiled.matches(scope.get("x"), scope, now=NOW)
        except FeelError as error:
            assert error.line >= 1 and error.column >= 1
            assert error.message_zh and error.message_en


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14), SCOPES)
def test_no_mixture_of_words_does_worse_than_a_sentence(pieces: list[str], scope: dict[str, Any]) -> None:
    tried(" ".join(pieces), scope)
    tried("".join(pieces), scope)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_no_text_at_all_does_worse_than_a_sentence(text: str) -> None:
    tried(text, {})


BUILT_INS = st.sampled_from(
    ["count", "sum", "min", "max", "mean", "median", "stddev", "mode", "product", "all", "any", "append",
    "concatenate", "union", "flatten", "reverse", "sort", "sublist", "remove", "partition", "substring",
    "matches", "replace", "split", "extract", "string", "number", "date", "time", "duration", "floor",
    "decimal", "abs", "modulo", "sqrt", "exp", "log", "odd", "not", "context", "before", "after", "overlaps",
    "starts", "includes", "is", "range", "now", "today"]
) | st.sampled_from(
    ["list contains", "distinct values", "index of", "insert before", "list replace", "string join", "string length",
     "date and time", "years and months duration", "round half up", "get value", "get entries", "context put",
     "context merge", "day of week", "last day of month", "upper case", "substring before", "get or else"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(BUILT_INS, st.lists(VALUES, max_size=4))
def test_no_argument_breaks_a_built_in_function(name: str, arguments: list[Any]) -> None:
    scope = {f"a{number}": value for number, value in enumerate(arguments)}
    tried(f"{name}({', '.join(scope)})", scope)


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_steps_are_bounded_whatever_the_loops(first: int, second: int, third: int) -> None:
    limits = Limits(steps=3000)
    source = f"for a in 1..{first}, b in 1..{second}, c in 1..{third} return a + b + c"
    try:
        found = compile_expression(source, limits=limits).evaluate({}, now=NOW)
        assert len(found) == first * second * third <= limits.steps
    except FeelError:
        assert first * second * third * 16 > limits.steps
