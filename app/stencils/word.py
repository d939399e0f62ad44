"""Writes a filled paper as a Word file that officers edit, print and sign, laid out as GB/T 9704 asks."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.stencils.filling import BLANK, Filled, Paragraph
from app.stencils.stencil import Style


class _Look(NamedTuple):
    font: str
    points: float
    align: Any
    indent: bool


_LOOKS: Mapping[Style, _Look] = {
    "title": _Look("方正小标宋简体", 22, WD_ALIGN_PARAGRAPH.CENTER, False),
    "heading": _Look("黑体", 16, WD_ALIGN_PARAGRAPH.LEFT, True),
    "left": _Look("仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.LEFT, False),
    "right": _Look("仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.RIGHT, False),
    "body": _Look("仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.JUSTIFY, True),
}
_CELL = _Look("仿宋_GB2312", 12, WD_ALIGN_PARAGRAPH.CENTER, False)
_PAGE = _Look("宋体", 14, WD_ALIGN_PARAGRAPH.RIGHT, False)
LINE = Pt(28.9)
"""22 lines in the 225 mm of the type area."""
LAST = 2
"""Signature and date stand four letters from the right."""


def as_docx(filled: Filled, title: str, at: datetime) -> bytes:
    """Return a paper as a .docx."""
    document = Document()
    _page(document)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = at.replace(tzinfo=None)
    for paragraph in filled.paragraphs:
        if paragraph.rows:
            _table(document, paragraph)
        else:
            _write(document.add_paragraph(), paragraph.text, _LOOKS[paragraph.style])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Any) -> None:
    """A4, type area 156 by 225 mm, page numbers outside."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _number(paragraph: Any, align: Any) -> None:
    _write(paragraph, "— ", _PAGE._replace(align=align))
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)
    _dress(run, _PAGE)
    _dress(paragraph.add_run(" —"), _PAGE)


def _table(document: Any, paragraph: Paragraph) -> None:
    table = document.add_table(rows=0, cols=max(len(row) for row in paragraph.rows), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in paragraph.rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            _write(cell.paragraphs[0], text, _CELL)


def _write(paragraph: Any, text: str, look: _Look) -> None:
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if look is not _CELL:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    shape.alignment = look.align
    if look.indent:
        shape.first_line_indent = Pt(look.points * 2)
    if look is _LOOKS["right"]:
        shape.right_indent = Pt(look.points * LAST)
    for number, part in enumerate(text.split(BLANK)):
        if number:
            _dress(paragraph.add_run(BLANK), look).font.highlight_color = WD_COLOR_INDEX.YELLOW
        if part:
            _dress(paragraph.add_run(part), look)


def _dress(run: Any, look: _Look) -> Any:
    run.font.size, run.font.name = Pt(look.points), look.font
    run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), look.font)
    return run
