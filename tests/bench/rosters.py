"""Measures reading and judging a roster of ten thousand rows in its confined child: time, and memory at its most."""

from __future__ import annotations

import io
import resource
import time
from pathlib import Path
from typing import Any

import xlsxwriter

from app.clock import now
from app.identifiers.invented import Inventor
from app.rosters.apart import look_into
from tests.bench.telling import Bound, table

ROWS, TIMES = 10_000, 3
SECONDS, MEBIBYTES = 5.0, 256.0
FORM = Path(__file__).resolve().parents[2] / "forms" / "complaint_intake" / "register_complaint.form"
HEADS = ("姓名", "身份证号", "手机号", "月份", "应发", "已发")


def rosters(results: dict[str, Any]) -> list[Bound]:
    """Measure it, print and keep the figures, and return the bounds."""
    content, schema, taken = _workbook(), FORM.read_bytes(), []
    for _ in range(TIMES):
        begun = time.perf_counter()
        looked = look_into(content, schema, "case.roster", now())
        taken.append(time.perf_counter() - begun)
        if looked.fault or len(looked.lines) != ROWS:
            raise RuntimeError(f"the roster was not read: {looked.fault} {looked.where}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    seconds = sorted(taken)[TIMES // 2]
    results["roster"] = {"rows": ROWS, "seconds": seconds, "mebibytes_of_any_child": memory}
    print(table("A roster of 10,000 rows", ("", "s", "MiB"), [["xlsx", f"{seconds:.2f}", f"{memory:.0f}"]]))
    return [
        Bound("reading and judging 10,000 rows, s", seconds, SECONDS),
        Bound("memory of the child, MiB at most", memory, MEBIBYTES),
    ]


def _workbook() -> bytes:
    inventor, held = Inventor(11), io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for number in range(1, ROWS + 1):
            who = (inventor.person_name(), inventor.resident_id(year=1960 + number % 40), inventor.mobile())
            sheet.write_row(number, 0, (*who, "2025-07", 9600.5, 100))
    return held.getvalue()
