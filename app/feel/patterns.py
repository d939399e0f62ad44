"""Regular expressions that cannot run away: what may backtrack much is refused before it runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from app.feel.errors import Overrun
from app.feel.limits import Run

_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.NOFLAG, "q": re.NOFLAG}
_COUNT = re.compile(r"\{(\d{1,4})(,(\d{0,4}))?\}")
_PART = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\\s*.|.", re.DOTALL)
"""A set of characters, an escape or one character."""
_MOST_WORK = 4_000_000
_MOST_REPEATS = 2_000


def compiled(run: Run, pattern: str, flags: str, length: int) -> re.Pattern[str] | None:
    """Return the compiled pattern for a text of that length; None when it is no pattern, Overrun when it is too costly.

    The work of a backtracking matcher is estimated as length x (choices of every quantifier and alternation); a
    quantifier around another one, or around an alternation, multiplies without bound and is refused.
    """
    key = (pattern, flags)
    if key not in run.patterns:
        if len(pattern) > run.limits.pattern:
            raise Overrun("正则表达式太长", "the regular expression is too long")
        run.charge(30 * len(pattern))
        run.patterns[key] = _read(pattern, flags)
    cost, expression = run.patterns[key]
    if expression is not None:
        work = cost.work(length) if cost else length
        if work > _MOST_WORK:
            raise Overrun(
                "正则表达式对这段文字可能耗时太久", "the regular expression may take too long on this text"
            )
        run.charge(work >> 8)
    return expression  # type: ignore[no-any-return]


def _read(pattern: str, flags: str) -> tuple[_Cost | None, re.Pattern[str] | None]:
    if not set(flags) <= set(_FLAGS):
        return None, None
    if "q" in flags:
        return None, _compile(re.escape(pattern), flags)
    if "x" in flags:
        pattern, flags = _PART.sub(_unspaced, pattern), flags.replace("x", "")
    cost = _Cost(pattern)
    return cost, _compile(_translated(pattern, flags), flags) if cost.readable else None


def _unspaced(part: re.Match[str]) -> str:
    return part[0] if part[0][0] == "[" else "".join(part[0].split())


def _translated(pattern: str, flags: str) -> str:
    """Return a pattern of XPath in the words of Python: what a dot and a dollar stand for differs."""
    signs = {"." if "s" not in flags else "": "[^\\n\\r]", "$" if "m" not in flags else "": "\\Z"}
    return _PART.sub(lambda part: signs.get(part[0], part[0]), pattern)


@lru_cache(maxsize=256)
def _compile(pattern: str, flags: str) -> re.Pattern[str] | None:
    combined = re.NOFLAG
    for flag in flags:
        combined |= _FLAGS[flag]
    try:
        return re.compile(pattern, combined)
    except (re.error, OverflowError, RecursionError):
        return None


class _Cost:
    """Reads a pattern once and notes how many choices each of its parts gives a backtracking matcher."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0
        self.choices: list[int | None] = []  # None: as many as the text is long
        self.readable = True
        self.repeats = 1
        self.branches(1)
        if self.at < len(pattern):
            self.readable = False

    def work(self, length: int) -> int:
        work = length + 1
        for choice in self.choices:
            work *= min(choice, length + 1) if choice is not None else length + 1
            if work > _MOST_WORK:
                break
        return work

    def branches(self, repeats: int) -> bool:
        """Read alternatives up to a closing bracket; return whether they hold any choice."""
        self.depth += 1
        if self.depth > 20:
            raise Overrun("正则表达式嵌套太深", "the regular expression is nested too deeply")
        count, chosen = 1, len(self.choices)
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                count += 1
                self.at += 1
            else:
                self.piece(repeats)
        if count > 1:
            self.choices.append(count)
        self.depth -= 1
        return len(self.choices) > chosen

    def piece(self, repeats: int) -> None:
        char = self.pattern[self.at]
        begins = self.at
        variable = False
        if char == "(":
            variable = self.group(repeats)
        elif char == "[":
            self.charset()
        elif char == "\\":
            self.escape()
        else:
            self.at += 1
        self.quantifier(variable, group=self.pattern[begins] == "(", repeats=repeats)

    def group(self, repeats: int) -> bool:
        self.at += 1
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        elif self.pattern.startswith("?", self.at):
            self.readable = False
        variable = self.branches(repeats)
        if self.at >= len(self.pattern):
            self.readable = False
        self.at += 1
        return variable

    def charset(self) -> None:
        self.at += 2 if self.pattern.startswith("[^", self.at) else 1
        first = True
        while self.at < len(self.pattern) and (self.pattern[self.at] != "]" or first):
            if self.pattern[self.at] == "[" and not first:
                self.readable = False
            if self.pattern[self.at] == "\\" and self.pattern[self.at + 1 : self.at + 2].isdigit():
                self.readable = False
            self.at += 2 if self.pattern[self.at] == "\\" else 1
            first = False
        if self.at >= len(self.pattern):
            self.readable = False
        self.at += 1

    def escape(self) -> None:
        follows = self.pattern[self.at + 1 : self.at + 2]
        if not follows or follows in "123456789AbBZ":
            self.readable = False
        self.at += 2

    def quantifier(self, variable: bool, group: bool, repeats: int) -> None:
        sign = self.pattern[self.at : self.at + 1]
        low, high, width = 1, 1, 0
        counted = _COUNT.match(self.pattern, self.at)
        if sign and sign in "*+?":
            low, high, width = 0, 1 if sign == "?" else -1, 1
        elif counted:
            low = int(counted[1])
            high = low if not counted[2] else int(counted[3]) if counted[3] else -1
            width = counted.end() - self.at
        if not width:
            return
        self.at += width
        if variable and (high > 1 or high < 0):
            raise Overrun("正则表达式的量词不可嵌套", "quantifiers of a regular expression may not be nested")
        self.repeats *= max(low, 1) if group else 1
        if self.repeats > _MOST_REPEATS:
            raise Overrun("正则表达式的重复次数太多", "the regular expression repeats too often")
        if low != high:
            self.choices.append(None if high < 0 else max(high - low + 1, 1))
        if self.pattern[self.at : self.at + 1] in ("?", "+"):
            self.readable = self.readable and self.pattern[self.at] == "?"
            self.at += 1


def replacement(text: str, groups: int, literal: bool) -> Callable[[re.Match[str]], str] | None:
    """Return what a replacement text inserts for a match ($1 … $9, \\$ and \\\\), None when it is malformed."""
    if literal:
        return lambda match: text
    parts = re.findall(r"\\[\\$]|\$\d|[^\\$]+|[\\$]", text)
    if any(part in ("\\", "$") for part in parts):
        return None

    def insert(match: re.Match[str]) -> str:
        made = []
        for part in parts:
            if part[0] == "$":
                number = int(part[1])
                made.append((match[number] or "") if number <= groups else "")
            else:
                made.append(part[1] if part[0] == "\\" else part)
        return "".join(made)

    return insert
