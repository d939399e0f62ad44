"""The built-in functions, by position and by name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.feel import compile_expression
from tests.feel.conftest import NOW

Evaluate = Callable[..., Any]

# Each line is an equation that must hold.
EQUATIONS = """
count([1, 2, 3]) = 3
sum(1, 2, 3) = 6
sum([1.10, 2.20]) = 3.30
sum([]) = null
min([3, 1, 2]) = 1
min("b", "a") = "a"
max([@"2026-01-01", @"2026-03-01"]) = @"2026-03-01"
mean([1, 2, 6]) = 3
median([8, 2, 5]) = 5
median([1, 2, 3, 4]) = 2.5
mode([1, 2, 2, 3, 3]) = [2, 3]
decimal(stddev([2, 4, 7, 5]), 4) = 2.0817
product([2, 3, 4]) = 24
all([true, true]) = true
all([true, null]) = null
all([false, null]) = false
any([false, true]) = true
any([]) = false
list contains([1, null], null) = true
list contains(["财产保全"], "财产保全") = true
list contains(element: 1, list: [1]) = true
append([1], 2, 3) = [1, 2, 3]
concatenate([1], [2], [3]) = [1, 2, 3]
union([1, 2], [2, 3]) = [1, 2, 3]
distinct values([1, 1.0, "1", true, null, null]) = [1, "1", true, null]
duplicate values([1, 2, 1, 3, 3]) = [1, 3]
flatten([1, [2, [3, []]]]) = [1, 2, 3]
reverse([1, 2]) = [2, 1]
index of([1, 2, 1], 1) = [1, 3]
sublist([1, 2, 3, 4], 2) = [2, 3, 4]
sublist([1, 2, 3, 4], -2, 1) = [3]
sublist(list: [1, 2, 3], start position: 1, length: 2) = [1, 2]
insert before([1, 3], 2, 2) = [1, 2, 3]
remove([1, 2, 3], 2) = [1, 3]
partition([1, 2, 3], 2) = [[1, 2], [3]]
sort([3, 1, 2]) = [1, 2, 3]
sort(["b", 1]) = null
list replace([1, 2, 3], 2, 9) = [1, 9, 3]
list replace([1, 5, 3], function(item, newItem) item > 2, 0) = [1, 0, 0]
substring("保障农民工工资", 3) = "农民工工资"
substring("foobar", -2, 1) = "a"
substring("\\U01F40Eab", 2) = "ab"
string length("清薪") = 2
upper case("aBc") = "ABC"
lower case("ABc") = "abc"
trim("  a ") = "a"
contains("拖欠工资", "工资") = true
starts with("津港保人社", "津港") = true
ends with("责令改正", "改正") = true
substring before("a-b-c", "-") = "a"
substring after("a-b-c", "-") = "b-c"
substring after("abc", "") = "abc"
matches("91120116MA05XXXX8B", "[0-9A-Z]{18}") = true
matches("Abc", "^a", "i") = true
matches("a.b", "a.b", "q") = true
matches("abc", "[") = null
matches("甲\\r乙", "甲.乙") = false
matches("甲\\r乙", "甲.乙", "s") = true
matches("abc\\n", "c$") = false
matches("abc\\n", "c$", "m") = true
matches("hello world", "hello\\ sworld", "x") = true
matches("a#b", "a #b", "x") = true
matches("abcd", "(asd)[asd\\1]") = null
replace("2026-03-01", "(\\\\d{4})-(\\\\d{2})-(\\\\d{2})", "$1年$2月$3日") = "2026年03月01日"
replace("a.b.c", ".", "", "q") = "abc"
split("a;b;;c", ";") = ["a", "b", "", "c"]
extract("电话 138, 139", "1\\\\d{2}") = ["138", "139"]
string join(["a", null, "b"], "、") = "a、b"
string join(["a", "b"]) = "ab"
string(1.10) = "1.10"
string(10 ** 20) = "100000000000000000000"
string(null) = null
string(["a", 1, null, {b: true}]) = "[\\"a\\", 1, null, {b: true}]"
string(@"P1DT2H") = "P1DT2H"
string([1..3)) = "[1..3)"
number("1 000,5", " ", ",") = 1000.5
number(from: "1,000.5", grouping separator: ",", decimal separator: ".") = 1000.5
floor(-1.5) = -2
ceiling(1.21, 1) = 1.3
round half up(2.345, 2) = 2.35
round half down(2.345, 2) = 2.34
round up(1.121, 2) = 1.13
round down(-1.129, 2) = -1.12
decimal(2.5, 0) = 2
abs(-3) = 3
abs(@"-P1D") = @"P1D"
modulo(10, 4) = 2
modulo(-10, 4) = 2
sqrt(16) = 4
odd(3) = true
even(-2) = true
decimal(exp(1), 5) = 2.71828
decimal(log(10), 5) = 2.30259
not(false) = true
is defined(null) = false
is defined(1) = true
get or else(null, 2) = 2
get value({a: 1}, "a") = 1
get value({a: {b: 2}}, ["a", "b"]) = 2
get entries({a: 1}) = [{key: "a", value: 1}]
context([{key: "a", value: 1}]) = {a: 1}
context put({a: 1}, "b", 2) = {a: 1, b: 2}
context put({x: {y: 1}}, ["x", "y"], 2) = {x: {y: 2}}
context put({x: 1}, ["x", "y"], 2) = null
context put({x: 1}, ["y", "z"], 2) = {x: 1, y: {z: 2}}
context put(context: {x: 1}, key: ["x", "y"], value: 2) = null
context put(context: {x: 1}, keys: ["x"], value: 2) = {x: 2}
is(value1: null) = true
overlaps after((1..5], [1..5]) = true
overlaps after([1..5], [1..5)) = false
range("[@\\"2026-01-01\\"..@\\"2026-01-02T00:00:00\\"]") = null
context merge([{a: 1}, {a: 2, b: 3}]) = {a: 2, b: 3}
before(1, 2) = true
before([1..5], [6..9]) = true
after([5..9], 3) = true
meets([1..5], [5..9]) = true
met by([5..9], [1..5]) = true
overlaps([1..5], [3..9]) = true
overlaps before([1..5], [3..9]) = true
overlaps after([3..9], [1..5]) = true
finishes(5, [1..5]) = true
finished by([1..5], 5) = true
includes([1..9], [2..3]) = true
during([2..3], [1..9]) = true
starts([1..3], [1..9]) = true
started by([1..9], [1..3]) = true
coincides([1..3], [1..3]) = true
is(1, 1) = true
is(1, "1") = false
range("[1..3)") = [1..3)
range("[1..now()]") = null
[1..3).start = 1
[1..3).end included = false
count(5) = 1
contains(["abc"], "b") = true
""".strip().splitlines()


@pytest.mark.parametrize("equation", [line.replace("\\\\", "\\") for line in EQUATIONS])
def test_a_built_in_function_answers_as_the_standard_says(value: Evaluate, equation: str) -> None:
    assert value(equation) is True


def test_a_function_of_the_host_is_called_with_feel_values() -> None:
    asked: list[Any] = []

    def due(rule: str) -> Decimal:
        asked.append(rule)
        return Decimal(7)

    expression = compile_expression('due("MED-03") + working days(1, 2)')
    found = expression.evaluate({}, now=NOW, functions={"due": due, "working days": lambda a, b: b - a})
    assert (found, asked) == (8, ["MED-03"])
    assert expression.calls == {"due", "working days"}


def test_wrong_argument_names_and_counts_give_null(value: Evaluate) -> None:
    assert value('substring(text: "abc", start position: 1)') is None
    assert value('string length("a", "b")') is None
    assert value("sum()") is None


def test_a_variable_does_not_hide_a_built_in_function(value: Evaluate) -> None:
    assert value("count([1]) + count", count=Decimal(5)) == 6
    assert value("[{count: 9}][count(item) = 1].count") == [9]
