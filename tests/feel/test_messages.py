"""What a designer is told about an expression that cannot be read."""

from __future__ import annotations

import pytest

from app.feel import FeelError, compile_expression
from tests.feel.conftest import NOW

MESSAGES = [
    ("1 +", 1, 4, "此处应为一个值（名称、数字、字符串或括号），却已到结尾", "expected a value"),
    ("(a", 1, 1, "括号没有闭合", "never closed"),
    ("a)", 1, 2, "多余的右括号", "no opening one"),
    ("a\n  b", 2, 3, "此处应为运算符或结尾，却遇到「b」", "but found 'b'"),
    ("headcount，1", 1, 10, "不认识的符号「，」，请改用半角符号", "half-width"),
    ("a = “是”", 1, 5, "不认识的符号「“」，请改用半角符号", "half-width"),
    ('"open', 1, 1, "字符串没有结束的引号", "no closing quote"),
    ("if a then b", 1, 12, "此处应为else，却已到结尾", "else"),
    ("x instance number", 1, 11, "instance 之后应为 of", "`of`"),
    ("x instance of 5", 1, 14, "此处应为类型名", "name of a type"),
    ("/* note", 1, 1, "注释没有结束", "never closed"),
    ("a == b", 1, 4, "此处应为一个值（名称、数字、字符串或括号），却遇到「=」", "but found '='"),
    ("a && b", 1, 3, "不认识的符号「&」", "unexpected"),
    ("{a: 1, a: 2}", 1, 1, "键重复", "twice"),
    ("", 1, 1, "此处应为一个值（名称、数字、字符串或括号），却已到结尾", "the end"),
    ("1..3", 1, 2, "「..」不能放在这里；区间请写作 [1..3]", "write a range as [1..3]"),
    ("function() external {java: {}}", 1, 12, "外部函数（Java、PMML）不支持", "not supported"),
    ("for x in xs", 1, 12, "此处应为逗号或..或return，却已到结尾", "return"),
]


@pytest.mark.parametrize(("source", "line", "column", "zh", "en"), MESSAGES)
def test_a_designer_is_told_where_and_what_was_expected(
    source: str, line: int, column: int, zh: str, en: str
) -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression(source)
    error = refused.value
    assert (error.line, error.column) == (line, column)
    assert error.message_zh == zh
    assert en in error.message_en
    assert zh in str(error) and f"line {line}" in str(error)


def test_a_function_that_nobody_lends_is_named() -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression('1 + deu("MED-03")').evaluate({}, now=NOW)
    assert (refused.value.column, refused.value.message_zh) == (5, "没有名为「deu」的函数")


def test_wrong_arguments_of_a_lent_function_are_named() -> None:
    with pytest.raises(FeelError, match="due"):
        compile_expression("due()").evaluate({}, now=NOW, functions={"due": lambda rule: rule})
