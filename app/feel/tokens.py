"""Cuts FEEL text into tokens, resolving names with spaces and the double meaning of brackets; knows no grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, NoReturn

from app.feel import lexicon as lex
from app.feel.errors import FeelError, Overrun
from app.feel.limits import Limits
from app.feel.model import Place
from app.feel.strings import unescape
from app.feel.typenames import TypeName, read_type


class Lexeme(NamedTuple):
    """One token: its terminal, its value and where it begins (offset into the source)."""

    kind: str
    value: str | TypeName
    start: int


def tokenize(source: str, names: Iterable[str], limits: Limits) -> list[Lexeme]:
    """Cut the source into tokens; `names` may hold spaces or signs. Raises FeelError with the place."""
    if len(source) > limits.source:
        raise FeelError(
            1, 1, f"表达式有{len(source)}字，上限{limits.source}字",
            f"the expression has {len(source)} characters, the limit is {limits.source}",
        )  # fmt: skip
    return _Tokenizer(source, names, limits).run()


def place_of(source: str, offset: int) -> Place:
    """Return line and column of an offset."""
    return Place(source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset))


class _Tokenizer:
    def __init__(self, source: str, names: Iterable[str], limits: Limits) -> None:
        self.source, self.limits = source, limits
        self.at = 0
        self.out: list[Lexeme] = []
        self.open: list[tuple[str, int, bool]] = []  # bracket, token number, holds names to be bound
        self.known: Mapping[str, tuple[re.Pattern[str], ...]] = lex.known_names(frozenset(names))
        self.binding = False
        self.learnt = 0
        self.tries = 0  # names with spaces that were compared with, eight for one

    def run(self) -> list[Lexeme]:
        while True:
            if spaces := lex.SPACES.match(self.source, self.at):
                self.at = spaces.end()
            if self.at >= len(self.source):
                break
            if self.source.startswith("/*", self.at):
                self.fail(self.at, "注释没有结束", "this comment is never closed")
            self.step()
        brackets = [number for bracket, number, _ in self.open if bracket[0] in "([{"]
        if brackets:
            self.fail(self.out[brackets[-1]].start, "括号没有闭合", "this bracket is never closed")
        return self.out

    def step(self) -> None:
        source, at = self.source, self.at
        char = source[at]
        if self.expects_key() and (char == '"' or lex.KEY.match(source, at)):
            self.key()
        elif found := lex.NAME.match(source, at):
            self.name(found)
        elif char == '"':
            self.string("STRING", at)
        elif char == "@" and source[at + 1 : at + 2] == '"':
            self.string("TEMPORAL", at + 1)
        elif found := lex.NUMBER.match(source, at):
            self.put("NUMBER", found[0], found.end())
        elif found := lex.OPERATOR.match(source, at):
            self.operator(found[0])
        else:
            self.unknown(char)

    def put(self, kind: str, value: str | TypeName, end: int) -> None:
        if len(self.out) + self.tries > self.limits.tokens:
            self.fail(
                self.at,
                f"表达式超过{self.limits.tokens}个词，请拆开",
                f"more than {self.limits.tokens} words and signs; split the expression",
            )
        self.out.append(Lexeme(kind, value, self.at))
        self.at = end

    def fail(self, offset: int, zh: str, en: str) -> NoReturn:
        place = place_of(self.source, offset)
        raise FeelError(place.line, place.column, zh, en)

    def unknown(self, char: str) -> NoReturn:
        if char == '"':
            self.fail(self.at, "字符串没有结束的引号", "the string has no closing quote")
        wide = "，" if char in "，。；：（）“”‘’【】《》！＝＞＜＋－、" else ""
        hint = (f"{wide}请改用半角符号", "; use the half-width sign") if wide else ("", "")
        self.fail(self.at, f"不认识的符号「{char}」{hint[0]}", f"unexpected character {char!r}{hint[1]}")

    def last(self) -> str:
        return self.out[-1].kind if self.out else ""

    def expects_key(self) -> bool:
        return bool(self.open) and self.open[-1][0] == "{" and self.last() in ("LBRACE", "COMMA")

    def key(self) -> None:
        if self.source[self.at] == '"':
            self.string("KEY", self.at)
        elif found := lex.KEY.match(self.source, self.at):
            self.put("KEY", " ".join(found[1].split()), found.end(1))
        self.learn(str(self.out[-1].value))

    def string(self, kind: str, quote: int) -> None:
        found = lex.STRING.match(self.source, quote)
        if not found:
            self.fail(quote, "字符串没有结束的引号", "the string has no closing quote")
        self.put(kind, unescape(found[1]), found.end())

    def learn(self, name: str) -> None:
        """Remember a name that holds spaces or signs, so that it is read as one."""
        if not lex.is_spaced(name):
            return
        self.learnt += 1
        if self.learnt > lex.MOST_LEARNT:
            self.fail(self.at, "带空格的名称太多", "too many names with spaces")
        word = lex.NAME.match(name)[0]  # type: ignore[index]
        longer = (*self.known.get(word, ()), lex.spaced(name))
        self.known = {**self.known, word: tuple(sorted(longer, key=lambda each: -len(each.pattern)))}

    def name(self, found: re.Match[str]) -> None:
        word = found[0]
        if self.binding or (self.open and self.open[-1][2]):
            return self.bound_name(found)
        self.tries += len(self.known.get(word, ())) // 8
        for pattern in self.known.get(word, ()):
            longer = pattern.match(self.source, self.at)
            if longer and not lex.LETTER.match(self.source, longer.end()):
                return self.put("NAME", " ".join(longer[0].split()), longer.end())
        if self.last() == "DOT":
            part = lex.PARTS.match(self.source, self.at) or found
            return self.put("NAME", " ".join(part[0].split()), part.end())
        if called := self.called_name(found):
            return self.put("NAME", *called)
        if word in lex.KEYWORDS:
            return self.keyword(word, found.end())
        self.put("NAME", word, found.end())

    def called_name(self, found: re.Match[str]) -> tuple[str, int] | None:
        """Several words right before a bracket, or in brackets before a colon, are one name."""
        words: list[str] = []
        end, next_word = found.end(), found
        if spaced := lex.SPACED.match(self.source, found.start()):
            return " ".join(spaced[1].split()), spaced.end(1)
        while next_word and next_word[0] not in lex.KEYWORDS and len(words) < 8:
            words.append(next_word[0])
            end = next_word.end()
            spaces = lex.SPACES.match(self.source, end)
            if not spaces:
                break
            next_word = lex.NAME.match(self.source, spaces.end())  # type: ignore[assignment]
        spaces = lex.SPACES.match(self.source, end)
        follows = spaces.end() if spaces else end
        sign = self.source[follows : follows + 1]
        argument = sign == ":" and bool(self.open) and self.open[-1][0] == "("
        if len(words) > 1 and (sign == "(" or argument):
            return " ".join(words), end
        return None

    def bound_name(self, found: re.Match[str]) -> None:
        """A name that is being introduced: all words up to `in`, a comma, a colon or a bracket."""
        words, end = [found[0]], found.end()
        while True:
            spaces = lex.SPACES.match(self.source, end)
            following = lex.NAME.match(self.source, spaces.end()) if spaces else None
            if not following or following[0] == "in":
                break
            words.append(following[0])
            end = following.end()
        self.binding = False
        self.put("NAME", " ".join(words), end)
        self.learn(" ".join(words))

    def keyword(self, word: str, end: int) -> None:
        if word == "instance":
            return self.instance(end)
        if word == "external":
            self.fail(self.at, "外部函数（Java、PMML）不支持", "functions of Java and PMML are not supported")
        self.binding = word in ("for", "some", "every")
        if self.binding:
            self.nest(word, False)
        self.put(word.upper(), word, end)
        if word in ("return", "satisfies") and self.open and self.open[-1][0] in ("for", "some", "every"):
            self.open.pop()

    def instance(self, end: int) -> None:
        of = lex.OF.match(self.source, end)
        if not of:
            self.fail(end, "instance 之后应为 of", "expected `of` after `instance`")
        self.put("INSTANCE", "instance of", of.end())
        self.type_name()

    def type_name(self) -> None:
        start = self.at
        try:
            got = read_type(self.source, start)
        except Overrun as overrun:
            place = place_of(self.source, start)
            raise overrun.at(place.line, place.column) from None
        if not got:
            self.fail(start, "此处应为类型名", "expected the name of a type")
        self.put("TYPE", *got)

    def operator(self, sign: str) -> None:
        end = self.at + len(sign)
        kind = lex.KINDS[sign]
        if sign == "]" and self.last() not in lex.OPERAND_ENDS and not self.is_empty_list(end):
            self.push("[", "ROPEN", end)
        elif sign == "[" and self.last() in lex.OPERAND_ENDS and self.closes_range(end):
            self.close("RCLOSE", self.open[-1][0], end)
        elif sign in "([{":
            self.push(sign, kind, end)
        elif sign in ")]}":
            self.close(kind, lex.CLOSES[sign], end)
        else:
            self.put(kind, sign, end)
            self.after_sign(sign)

    def after_sign(self, sign: str) -> None:
        if not self.open:
            return
        bracket, start, names = self.open[-1]
        if sign == "," and bracket in ("for", "some", "every"):
            self.binding = True
        elif sign == ":" and names:
            self.out.pop()
            self.type_name()
        elif sign == "..":
            self.open[-1] = (bracket + "..", start, names) if bracket in "([" else self.open[-1]

    def push(self, bracket: str, kind: str, end: int) -> None:
        self.nest(bracket, kind == "LPAR" and self.last() == "FUNCTION")
        self.put(kind, bracket, end)

    def nest(self, bracket: str, names: bool) -> None:
        if len(self.open) >= self.limits.nesting:
            self.fail(
                self.at,
                f"嵌套超过{self.limits.nesting}层",
                f"more than {self.limits.nesting} levels of nesting",
            )
        self.open.append((bracket, len(self.out), names))

    def close(self, kind: str, bracket: str, end: int) -> None:
        while self.open and self.open[-1][0] in ("for", "some", "every"):
            self.open.pop()
        opened = self.open[-1][0] if self.open else ""
        if not opened or (opened != bracket and not opened.endswith("..")):
            self.fail(self.at, "多余的右括号", "this closing bracket has no opening one")
        if opened.endswith("..") and bracket == "{":
            self.fail(self.at, "多余的右括号", "this closing bracket has no opening one")
        self.open.pop()
        self.put(kind, self.source[self.at], end)

    def is_empty_list(self, end: int) -> bool:
        if self.last() != "LBRACK":
            return False
        start = lex.OPERAND_START.match(self.source, end)
        return not start or start[0][-1] in "[-(" or bool(lex.NOT_OPERAND.match(self.source, end))

    def closes_range(self, end: int) -> bool:
        """Whether a `[` after an operand ends a range such as [1..5[ instead of opening a filter."""
        if not self.open or not self.open[-1][0].endswith(".."):
            return False
        return not lex.OPERAND_START.match(self.source, end) or bool(lex.NOT_OPERAND.match(self.source, end))
