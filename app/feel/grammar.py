"""The LALR grammar of FEEL expressions over ready-made tokens; knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from app.feel.builder import Builder
from app.feel.errors import FeelError
from app.feel.limits import Limits
from app.feel.model import Node
from app.feel.tokens import Lexeme, place_of

_GRAMMAR = """
?expression: or_
?or_: and_ | and_ (OR and_)+ -> logic
?and_: comparison | comparison (AND comparison)+ -> logic
?comparison: sum | comparison CMP sum -> compare
    | comparison BETWEEN sum AND sum -> between
    | comparison IN _in_test -> inside
    | comparison INSTANCE TYPE -> instance
_in_test: sum | one_sided | several
one_sided: CMP sum
several: LPAR _test (COMMA _test)+ RPAR
_test: expression | one_sided
?sum: product | product ((PLUS | MINUS) product)+ -> arithmetic
?product: power | power (TIMES power)+ -> arithmetic
?power: unary | unary (POW unary)+ -> arithmetic
?unary: postfix | MINUS unary -> negative
?postfix: primary
    | postfix DOT NAME -> path
    | postfix LBRACK expression RBRACK -> filter
    | postfix LPAR RPAR -> call
    | postfix LPAR expression (COMMA expression)* RPAR -> call
    | postfix LPAR _named (COMMA _named)* RPAR -> call_named
_named: NAME COLON expression
?primary: NUMBER -> number
    | STRING -> string
    | TEMPORAL -> temporal
    | NAME -> name
    | TRUE -> true
    | FALSE -> false
    | NULL -> null
    | LPAR expression RPAR -> grouped
    | LPAR one_sided RPAR -> grouped
    | (LPAR | LBRACK | ROPEN) expression DOTDOT expression (RPAR | RBRACK | RCLOSE) -> range
    | LBRACK RBRACK -> list
    | LBRACK expression (COMMA expression)* RBRACK -> list
    | LBRACE RBRACE -> context
    | LBRACE _entry (COMMA _entry)* RBRACE -> context
    | IF expression THEN expression ELSE expression -> conditional
    | FOR loop (COMMA loop)* RETURN expression -> each
    | SOME loop (COMMA loop)* SATISFIES expression -> quantified
    | EVERY loop (COMMA loop)* SATISFIES expression -> quantified
    | FUNCTION LPAR RPAR expression -> function
    | FUNCTION LPAR _parameter (COMMA _parameter)* RPAR expression -> function
_entry: KEY COLON expression
_parameter: NAME | NAME TYPE
loop: NAME IN expression | NAME IN expression DOTDOT expression
tests: _test (COMMA _test)*
%declare OR AND CMP BETWEEN IN INSTANCE TYPE COMMA PLUS MINUS TIMES POW DOT NAME LBRACK RBRACK LPAR RPAR COLON NUMBER
%declare STRING TEMPORAL TRUE FALSE NULL ROPEN DOTDOT RCLOSE LBRACE RBRACE IF THEN ELSE FOR RETURN SOME SATISFIES EVERY
%declare FUNCTION KEY ARROW
"""

_WORDS = {
    "NAME": ("名称", "a name"), "NUMBER": ("数字", "a number"), "STRING": ("字符串", "a string"),
    "KEY": ("键", "a key"), "CMP": ("比较符", "a comparison"), "LPAR": ("(", "("), "RPAR": (")", ")"),
    "LBRACK": ("[", "["), "RBRACK": ("]", "]"), "LBRACE": ("{", "{"), "RBRACE": ("}", "}"),
    "COMMA": ("逗号", "a comma"), "COLON": (":", ":"), "DOT": (".", "."), "DOTDOT": ("..", ".."),
    "PLUS": ("+", "+"), "MINUS": ("-", "-"), "TIMES": ("*", "*"), "POW": ("**", "**"),
    "TYPE": ("类型", "a type"), "$END": ("结尾", "the end"),
}  # fmt: skip
_OPERANDS = frozenset({"NAME", "NUMBER", "STRING"})
_OPERATORS = frozenset({"PLUS", "TIMES"})


class _Ready(Lexer):
    """Hands tokens that are cut already to the parser."""

    def __init__(self, _conf: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        source, lexemes = lexer_state
        line, begins, seen = 1, 0, 0
        for kind, value, start in lexemes:
            if breaks := source.count("\n", seen, start):
                line, begins = line + breaks, source.rfind("\n", seen, start) + 1
            seen = start
            yield Token(kind, value, start, line, start - begins + 1)


_PARSER = Lark(_GRAMMAR, parser="lalr", lexer=_Ready, start=["expression", "tests"], transformer=Builder())


def parse(source: str, lexemes: list[Lexeme], start: str, limits: Limits) -> Node:
    """Return the tree of the tokens; `start` is "expression" or "tests". Raises FeelError with its place."""
    try:
        tree = _PARSER.parse((source, lexemes), start=start)
    except UnexpectedToken as wrong:
        raise _explain(source, wrong) from None
    except UnexpectedInput as wrong:
        raise FeelError(wrong.line, wrong.column, "无法理解的表达式", "cannot be read") from None
    if not isinstance(tree, Node):
        raise TypeError("the grammar did not build a node")
    if tree.depth > limits.nesting * 2:
        raise FeelError(
            tree.line,
            tree.column,
            f"嵌套超过{limits.nesting * 2}层",
            f"more than {limits.nesting * 2} levels deep",
        )
    return tree


def _explain(source: str, wrong: UnexpectedToken) -> FeelError:
    token = wrong.token
    expected = set(wrong.accepts or wrong.expected)
    ended = token.type == "$END"
    place = place_of(source, len(source.rstrip())) if ended else place_of(source, token.start_pos or 0)
    found_zh, found_en = ("已到结尾", "the end") if ended else (f"「{token.value}」", f"{str(token.value)!r}")
    if not expected:
        hint = ("；区间请写作 [1..3]", "; write a range as [1..3]") if token.type == "DOTDOT" else ("", "")
        return FeelError(
            place.line,
            place.column,
            f"{found_zh}不能放在这里{hint[0]}",
            f"{found_en} cannot stand here{hint[1]}",
        )
    zh, en = _expected(expected)
    if not ended:
        found_zh = f"遇到{found_zh}"
    return FeelError(
        place.line, place.column, f"此处应为{zh}，却{found_zh}", f"expected {en} but found {found_en}"
    )


def _expected(kinds: set[str]) -> tuple[str, str]:
    if kinds >= _OPERANDS:
        return "一个值（名称、数字、字符串或括号）", "a value (name, number, string or bracket)"
    zh, en = [], []
    if kinds >= _OPERATORS:
        zh.append("运算符")
        en.append("an operator")
        kinds = kinds & {"RPAR", "RBRACK", "RBRACE", "THEN", "ELSE", "RETURN", "SATISFIES", "COMMA", "$END"}
    for kind in sorted(kinds):
        words = _WORDS.get(kind, (kind.lower(), kind.lower()))
        zh.append(words[0])
        en.append(words[1])
    return "或".join(zh), " or ".join(en)
