"""Expressions of other tools in FEEL, where they plainly mean the same; must not evaluate anything."""

from __future__ import annotations

import re

MOST = 2_000

_SHELL = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'[^'"\\]*'|"[^'"\\]*")
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<operator>==|!=|<=|>=|&&|\|\||[<>()!])
      | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    )\s*""",
    re.VERBOSE,
)
_OPERATORS = {"==": "=", "&&": "and", "||": "or"}
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "and", "or": "or"}
_NO_NAMES = frozenset({"not", "empty", "div", "mod", "instanceof", "execution", "task"})
_CONSTANTS = frozenset({"true", "false", "null"})
_JOINING = frozenset({"and", "or"})
_COMPARING = frozenset({"=", "!=", "<", ">", "<=", ">="})
_SIGNS = frozenset({"(", ")", "!", *_COMPARING, *_JOINING})
_ADVICE: tuple[tuple[str, str, str], ...] = (
    (
        r"\w\s*\.\s*\w+\(",
        "不能调用程序的方法，请用变量",
        "methods of programs cannot be called; use variables",
    ),
    (r"execution|getVariable", "直接写变量名", "name the variable itself"),
    (r"\.equals\(|==", "相等写作 a = b", "equality is a = b"),
    (r"&&|\|\|", "“与”“或”写作 and、or", "write and, or"),
    (r"!|\bempty\b|\bnot\b", "“非”写作 not(…)，空值写作 a = null", "write not(…), and a = null for empty"),
    (r"\?", "二选一写作 if … then … else …", "a choice is if … then … else …"),
    (r"%|\bmod\b", "取余写作 modulo(a, b)", "the remainder is modulo(a, b)"),
    (r"now\(|Date|date", '日期写作 date("2025-01-31")', 'a date is date("2025-01-31")'),
)


def wrapped(text: str) -> str | None:
    """The inside of `${…}` or `#{…}`, None for anything else."""
    found = _SHELL.fullmatch(text) if len(text) <= MOST else None
    return found.group(1) if found is not None else None


def feel_of(text: str) -> str | None:
    """FEEL of a condition in the shell `${…}` that only compares, with `&&`, `||` and brackets; None for any other.

    Calls, arithmetic and `!` before brackets are left out: what they mean for null and for texts differs from FEEL.
    """
    inside = wrapped(text)
    words = _words(inside) if inside is not None else None
    said = _comparisons(words) if words else None
    return None if said is None else " ".join(said).replace("( ", "(").replace(" )", ")")


def _words(source: str) -> list[str] | None:
    words, place = [], 0
    while place < len(source):
        found = _TOKEN.match(source, place)
        if found is None:
            return None
        place = found.end()
        word = found.group(found.lastgroup or 0)
        if found.lastgroup == "text":
            word = f'"{word[1:-1]}"'
        elif found.lastgroup == "operator":
            word = _OPERATORS.get(word, word)
        elif found.lastgroup == "name":
            word = _WORDS.get(word, word)
            if word in _NO_NAMES:
                return None
        words.append(word)
    return words


def _comparisons(words: list[str]) -> list[str] | None:
    """The words with each condition as a comparison of two operands, joined by and, or and brackets; None if not."""
    said: list[str] = []
    depth, place, wanted = 0, 0, True
    while place < len(words):
        word = words[place]
        taken, width = [word], 1
        if wanted and word == "(":
            depth += 1
        elif wanted:
            taken, width = _condition(words[place : place + 3])
            wanted = False
        elif word == ")" and depth:
            depth -= 1
        elif word in _JOINING:
            wanted = True
        else:
            return None
        if not width:
            return None
        said += taken
        place += width
    return said if not wanted and not depth else None


def _condition(words: list[str]) -> tuple[list[str], int]:
    """What one condition at the front of the words is in FEEL, and how many words it takes; 0 for none."""
    if len(words) == 3 and words[1] in _COMPARING and words[0] not in _SIGNS and words[2] not in _SIGNS:
        ordered = words[1] not in ("=", "!=")
        return (words, 3) if not (ordered and _CONSTANTS & {words[0], words[2]}) else ([], 0)
    if len(words) > 1 and words[0] == "!" and _is_name(words[1]):
        return [words[1], "!=", "true"], 2
    return ([words[0], "=", "true"], 1) if _is_name(words[0]) else ([], 0)


def _is_name(word: str) -> bool:
    return word not in _SIGNS | _CONSTANTS and not word.startswith(('"', *"0123456789"))


def advice(text: str) -> tuple[str, str]:
    """How what stands in a foreign expression is written in FEEL, Chinese and English."""
    told = [(zh, en) for pattern, zh, en in _ADVICE if re.search(pattern, text[:MOST])]
    zh = "；".join(["去掉 ${ } 外壳", *(zh for zh, _ in told)])
    en = "; ".join(["take away ${ }", *(en for _, en in told)])
    return zh, en
