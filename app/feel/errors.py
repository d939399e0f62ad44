"""The two ways an expression fails: FeelError for people, Overrun inside an evaluation; knows no values."""

from __future__ import annotations


class FeelError(Exception):
    """An expression that cannot be read, or whose evaluation went over a limit.

    `line` and `column` count from 1 and point into the source text; `message_zh` and `message_en` are sentences
    for the author of the expression, `str(error)` is both with the place.
    """

    def __init__(self, line: int, column: int, message_zh: str, message_en: str) -> None:
        self.line = line
        self.column = column
        self.message_zh = message_zh
        self.message_en = message_en
        super().__init__(f"第{line}行第{column}列：{message_zh} (line {line}, column {column}: {message_en})")


class Overrun(Exception):
    """A limit reached while evaluating; the nearest node that knows its place turns it into a FeelError."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        self.message_zh = message_zh
        self.message_en = message_en
        super().__init__(message_en)

    def at(self, line: int, column: int) -> FeelError:
        """Return the same complaint with its place in the source."""
        return FeelError(line, column, self.message_zh, self.message_en)
