"""Reads a stencil from its text.

Line by line: `# 标题`, `## 小标题`, `= 顶格`, `> 居右`, any other line is a paragraph; `| a | b |` are rows of a table,
`|* 行 in 列表 | a | b |` one row for each item; lines between `?? 条件` and `??` stand only when the condition is
true; `//` begins a note; `{…}` is a FEEL expression, `{{` and `}}` are braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.feel import Expression, FeelError, compile_expression
from app.stencils.stencil import Block, Row, Stencil, Style, Text

LONGEST, MOST_LINES, LONGEST_LINE = 64 * 1024, 600, 2_000
FUNCTIONS = frozenset({"money", "capital", "due", "name"})
"""What papers may call besides the functions of FEEL: `app.stencils.amounts`, due dates, names of references."""
_MARKS: Mapping[str, Style] = {"##": "heading", "#": "title", "=": "left", ">": "right"}
_EACH = re.compile(r"\|\*\s*([^\W\d]\w*)\s+in\s+(.+)", re.DOTALL)


class Fault(NamedTuple):
    """What is wrong at a line, in Chinese and English."""

    line: int
    zh: str
    en: str


class StencilError(Exception):
    """A stencil that cannot be used; `faults` are all reasons."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.line}: {fault.en}" for fault in faults))
        self.faults = faults


def load_stencil(content: bytes) -> Stencil:
    """Read a stencil; raise StencilError with everything that is wrong with it, line by line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = "文书模板须为 UTF-8 文本，请另存后重试。"
        raise StencilError([Fault(1, sentence, "A stencil is UTF-8 text; save it so.")]) from error
    lines = text.splitlines()
    if len(content) > LONGEST or len(lines) > MOST_LINES:
        sentence = f"文书模板最多 {MOST_LINES} 行、64 KiB，请拆成附件。"
        raise StencilError([Fault(1, sentence, f"A stencil has at most {MOST_LINES} lines and 64 KiB.")])
    reader = _Reader()
    long = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    if long:
        sentence = f"一行最多 {LONGEST_LINE} 字，请分成几段。"
        raise StencilError([Fault(n, sentence, f"A line has at most {LONGEST_LINE} letters.") for n in long])
    for number, line in enumerate(lines, 1):
        reader.take(number, line.strip())
    return reader.stencil()


class _Reader:
    """Reads line by line and keeps what is wrong."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._faults: list[Fault] = []
        self._open: list[tuple[int, Expression | None]] = []
        self._in_table = False
        self._line = 1

    def take(self, number: int, line: str) -> None:
        """Read the next line."""
        self._line = number
        in_table, self._in_table = self._in_table, line.startswith("|")
        if not line or line.startswith("//"):
            return
        if line.startswith("??"):
            self._condition(line[2:].strip())
        elif line.startswith("|"):
            self._row(line, in_table)
        else:
            mark = next((mark for mark in _MARKS if line.startswith(f"{mark} ")), "")
            self._blocks.append(
                Block(
                    number, _MARKS.get(mark, "body"), self._text(line[len(mark) :].strip()), when=self._when
                )
            )

    def stencil(self) -> Stencil:
        """Return what was read, or raise what is wrong with it."""
        for number, _ in self._open:
            self._line = number
            self._fault(
                "条件没有结束，请在段落之后写一行“??”。", "The condition never ends; write “??” after it."
            )
        if not self._blocks and not self._faults:
            self._fault("文书模板是空的。", "The stencil is empty.")
        if self._faults:
            raise StencilError(sorted(self._faults))
        return Stencil(tuple(self._blocks))

    @property
    def _when(self) -> tuple[Expression, ...]:
        return tuple(each for _, each in self._open if each is not None)

    def _condition(self, source: str) -> None:
        if source:
            self._open.append((self._line, self._compiled(source)))
        elif self._open:
            self._open.pop()
        else:
            self._fault("“??”之前没有条件。", "No condition stands before this “??”.")

    def _row(self, line: str, goes_on: bool) -> None:
        first, *cells = [part.strip() for part in _split(line)]
        found, item, each = _EACH.fullmatch(first), "", None
        if first != "|" and found is None:
            self._fault(
                "表格行写作“| 甲 | 乙 |”或“|* 行 in 列表 | 甲 | 乙 |”。",
                "A row is written “| a | b |” or “|* row in list | a | b |”.",
            )
            return
        if found is not None:
            item, each = found[1], self._compiled(found[2])
        row = Row(tuple(self._text(cell) for cell in cells), item, each)
        last = self._blocks[-1] if goes_on and self._blocks else None
        if last is None or not last.rows or last.when != self._when:
            self._blocks.append(Block(self._line, rows=(row,), when=self._when))
            return
        if len(last.rows[0].cells) != len(row.cells):
            wanted = len(last.rows[0].cells)
            self._fault(f"表格每行应有 {wanted} 格。", f"Each row of the table should have {wanted} cells.")
        self._blocks[-1] = Block(last.line, rows=(*last.rows, row), when=last.when)

    def _text(self, line: str) -> Text:
        parts: list[str | Expression] = []
        for piece, is_source in _pieces(line):
            if not is_source:
                parts.append(piece)
            elif (compiled := self._compiled(piece.strip())) is not None:
                parts.append(compiled)
        if _unclosed(line):
            self._fault(
                "花括号不成对；要写花括号本身请写两个。", "A brace has no partner; write two for a brace."
            )
        return Text(tuple(parts))

    def _compiled(self, source: str) -> Expression | None:
        try:
            found = compile_expression(source)
        except FeelError as error:
            where = f"“{source[:60]}”"
            self._fault(
                f"表达式{where}：{error.message_zh}。", f"The expression {where}: {error.message_en}."
            )
            return None
        unknown = sorted(found.calls - FUNCTIONS)
        if unknown:
            self._fault(f"没有函数 {unknown[0]}。", f"There is no function {unknown[0]}.")
        return found

    def _fault(self, zh: str, en: str) -> None:
        self._faults.append(Fault(self._line, zh, en))


_PIECE = re.compile(r"\{\{|\}\}|\{((?:[^{}\"]|\"(?:[^\"\\]|\\.)*\"|\{[^{}]*\})*)\}")


def _pieces(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line: text, or (with True) the source of an expression."""
    at = 0
    for found in _PIECE.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], False
        yield (found[0][0], False) if found[1] is None else (found[1], True)
        at = found.end()
    if at < len(line):
        yield line[at:], False


def _unclosed(line: str) -> bool:
    return any(brace in _PIECE.sub("", line) for brace in "{}")


def _split(line: str) -> list[str]:
    """Return the cells of a row, the first with its mark; a bar inside braces parts nothing."""
    cells, depth, cell = [], 0, line[0]
    for sign in line[1:].removesuffix("|"):
        depth += (sign == "{") - (sign == "}")
        if sign == "|" and depth == 0:
            cells.append(cell)
            cell = ""
        else:
            cell += sign
    cells.append(cell)
    if cells[0].startswith("|*"):
        return cells
    return ["|", cells[0][1:], *cells[1:]]
