"""The clauses of the founding documents as they ship: id, quote, unit and lane; it knows no diagram."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

EVERY_MEMBER = "*"
KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "task": ("任务", "Task"),
    "process": ("流程", "Process"),
    "gate": ("关口", "Gate"),
    "register": ("台账", "Register"),
    "setting": ("设置", "Setting"),
    "role": ("岗位", "Role"),
    "report": ("报告", "Report"),
    "form": ("表单", "Form"),
    "paper": ("文书", "Paper"),
    "notice": ("通知", "Notice"),
    "checklist": ("检查表", "Checklist"),
    "warning": ("预警", "Warning"),
    "overview": ("总览", "Overview"),
    "exchange": ("数据交换", "Exchange"),
    "lookup": ("查询", "Look-up"),
    "clock": ("定时", "Clock"),
    "agenda": ("议题", "Agenda"),
}
"""What a clause asks for, in Chinese and English."""


@dataclass(frozen=True)
class Clause:
    """One duty, power or rule of a founding document.

    `unit` is the unit as the document writes it, `units` the keys of those that it concerns ("*": every member).
    `served_by` are references to what serves it beside the elements of diagrams, such as `setting:major_amount`.
    """

    id: str
    district: str
    unit: str
    units: tuple[str, ...]
    lane: str
    kinds: tuple[str, ...]
    served_by: tuple[str, ...]
    quote: str

    def concerns(self, unit: str) -> bool:
        """Tell whether a clause concerns a unit of its district."""
        return unit in self.units or EVERY_MEMBER in self.units


def load_clauses(table: bytes) -> dict[str, Clause]:
    """Return the clauses by id in the order of the documents; raise ValueError naming the line that is wrong."""
    found: dict[str, Clause] = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(table.decode())), start=2):
        if None in row.values() or not row["id"] or not row["quote"]:
            raise ValueError(f"clauses.csv, line {number}: a column is missing or id or quote is empty")
        kinds = tuple(row["kinds"].split())
        if row["id"] in found or not kinds or set(kinds) - KIND_WORDS.keys():
            raise ValueError(f"clauses.csv, line {number}: the id is there twice or a kind is unknown")
        found[row["id"]] = Clause(
            row["id"], row["district"], row["unit"], tuple(row["units"].split()), row["lane"], kinds,
            tuple(row["served_by"].split()), row["quote"],
        )  # fmt: skip
    return found
