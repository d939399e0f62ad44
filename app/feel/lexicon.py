"""The words and signs of FEEL as regular expressions and terminal names; knows neither grammar nor meaning."""

from __future__ import annotations

import re
from functools import lru_cache

KEYWORDS = frozenset(
    ("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance",
     "function", "external", "true", "false", "null")
)  # fmt: skip
START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3005-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\U00010000-\U000effff"
)
WORD = rf"[{START}][{START}0-9\u00b7\u0300-\u036f\u203f\u2040]*"
SPACES = re.compile(r"(?:[\s\ufeff]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+")
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,5})?", re.ASCII)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
NAME = re.compile(WORD)
KEY = re.compile(rf"({WORD}(?:[\s.'’+*/-]+[{START}0-9\u00b7\u0300-\u036f]+)*)\s*:")
OPERATOR = re.compile(r"\*\*|\.\.|!=|<=|>=|->|[-+*/=<>(){}\[\],:.]")
KINDS = {
    "**": "POW", "..": "DOTDOT", "+": "PLUS", "-": "MINUS", "*": "TIMES", "/": "TIMES", "(": "LPAR", ")": "RPAR",
    "[": "LBRACK", "]": "RBRACK", "{": "LBRACE", "}": "RBRACE", ",": "COMMA", ":": "COLON", ".": "DOT", "->": "ARROW",
    "=": "CMP", "!=": "CMP", "<": "CMP", "<=": "CMP", ">": "CMP", ">=": "CMP",
}  # fmt: skip
OPERAND_ENDS = frozenset(
    (
        "NUMBER",
        "STRING",
        "TEMPORAL",
        "NAME",
        "RPAR",
        "RBRACK",
        "RBRACE",
        "RCLOSE",
        "TRUE",
        "FALSE",
        "NULL",
        "TYPE",
    )
)
SPACED = re.compile(
    r"(date\s+and\s+time|get\s+or\s+else|years\s+and\s+months\s+duration|working\s+days\s+between)\s*\("
)
PARTS = re.compile(r"(?:time\s+offset|(?:start|end)\s+included)\b")
OF = re.compile(r"\s+of\b")
MOST_LEARNT = 64
CLOSES = {")": "(", "]": "[", "}": "{"}
OPERAND_START = re.compile(rf"\s*(?:[{START}0-9\"@({{\[-]|\.\d)")
LETTER = re.compile(rf"[{START}0-9]")
_PART = re.compile(rf"[{START}0-9]+|[^\s]")
NOT_OPERAND = re.compile(r"\s*(?:and|or|then|else|return|satisfies|in|between|instance)\b")


def is_spaced(name: str) -> bool:
    """Whether a name begins like one and holds spaces or signs, so that it must be known to be read as one."""
    found = NAME.match(name)
    return bool(found and found.end() < len(name))


@lru_cache(maxsize=256)
def known_names(names: frozenset[str]) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return what finds these names by their first word, the longest first."""
    known: dict[str, list[re.Pattern[str]]] = {}
    for name in filter(is_spaced, names):
        known.setdefault(NAME.match(name)[0], []).append(spaced(name))  # type: ignore[index]
    return {word: tuple(sorted(found, key=lambda each: -len(each.pattern))) for word, found in known.items()}


@lru_cache(maxsize=1024)
def spaced(name: str) -> re.Pattern[str]:
    """Return what finds a name that holds spaces or signs, however it is spaced; a letter may follow."""
    parts = [re.escape(part) for part in _PART.findall(name)]
    return re.compile(r"\s*".join(parts))
