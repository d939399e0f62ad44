"""Reads the first table of an xlsx or csv file in a confined child; it knows no register."""

from __future__ import annotations

from typing import Any

from app.confined import Limits, run_apart
from app.rosters.sheets import LOST, UnfitSheet, read_sheets
from app.rosters.words import reason

LIMITS = Limits(cpu_seconds=10.0, wall_seconds=40.0, mebibytes=256)


class UnfitFile(ValueError):
    """The file cannot be read: why and what to do, in Chinese and English, to follow the name of the file."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_table(content: bytes) -> list[list[str]]:
    """Return the rows of the first table of a file as texts; raise UnfitFile."""
    answer = run_apart("app.registers.tables:work", content, LIMITS)
    if answer.failure:
        raise UnfitFile(*reason("takes_too_long" if answer.failure in ("time", "memory") else "died", ""))
    if answer.value["fault"]:
        raise UnfitFile(*reason(answer.value["fault"], answer.value["where"]))
    rows: list[list[str]] = answer.value["rows"]
    return rows


def work(content: bytes) -> dict[str, Any]:
    """The rows of the first table, or the code of what is wrong; done in the child."""
    try:
        sheets = read_sheets(content)
    except UnfitSheet as unfit:
        return {"fault": unfit.code, "where": unfit.where, "rows": []}
    rows = sheets[0].rows if sheets else []
    return {"fault": "", "where": "", "rows": [[cell.removeprefix(LOST) for cell in row] for row in rows]}
