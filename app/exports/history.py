"""The history of a case as a paper to read (PDF, in Chinese); pure: lines in, bytes out.

The font is one that readers of PDF bring along for Chinese, so nothing needs to be installed or embedded.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from app.clock import local

FONT = "STSong-Light"
GREY = colors.HexColor("#5b6470")


@dataclass(frozen=True)
class Line:
    """One event in words: its number in the case, when, who, of which unit, and what."""

    number: int
    at: datetime
    who: str
    unit: str
    says: str


def history_pdf(title: str, facts: Sequence[tuple[str, str]], lines: Sequence[Line], foot: str) -> bytes:
    """Return the paper: title, facts of the case, every event in its order, and a foot on each page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out, pagesize=A4, title=title, author="清薪 Qingxin", invariant=1,
        leftMargin=18 * mm, rightMargin=18 * mm, topMargin=18 * mm, bottomMargin=20 * mm,
    )  # fmt: skip
    story = [
        Paragraph(escape(title), _style(16, space=4 * mm)),
        _facts(facts),
        Spacer(1, 5 * mm),
        _events(lines),
    ]

    def sign_page(canvas: Any, document: Any) -> None:
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(GREY)
        canvas.drawString(18 * mm, 11 * mm, foot)
        canvas.drawRightString(A4[0] - 18 * mm, 11 * mm, f"第 {document.page} 页")

    paper.build(story, onFirstPage=sign_page, onLaterPages=sign_page)
    return out.getvalue()


def _style(size: float, *, grey: bool = False, space: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{grey}", fontName=FONT, fontSize=size, leading=size * 1.45, wordWrap="CJK", spaceAfter=space,
        textColor=GREY if grey else colors.black,
    )  # fmt: skip


def _facts(facts: Sequence[tuple[str, str]]) -> Table:
    label, text = _style(9, grey=True), _style(9)
    rows = [[Paragraph(escape(name), label), Paragraph(escape(value), text)] for name, value in facts]
    return Table(
        rows,
        colWidths=[28 * mm, 146 * mm],
        style=TableStyle([("TOPPADDING", (0, 0), (-1, -1), 1), ("VALIGN", (0, 0), (-1, -1), "TOP")]),
    )


def _events(lines: Sequence[Line]) -> Table:
    small, text = _style(8, grey=True), _style(9)
    rows: list[list[Any]] = [[Paragraph(name, small) for name in ("序号", "时间", "经办", "事项")]]
    for line in lines:
        rows.append(
            [
                Paragraph(str(line.number), small),
                Paragraph(f"{local(line.at):%Y-%m-%d %H:%M:%S}", small),
                Paragraph(escape(" · ".join(part for part in (line.who, line.unit) if part)), small),
                Paragraph(escape(line.says), text),
            ]
        )
    style = TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.HexColor("#d5dae0")),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eef1f4")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return Table(rows, colWidths=[12 * mm, 33 * mm, 43 * mm, 86 * mm], style=style, repeatRows=1)
