"""Reads files of results as platforms give them out (taken or sent back, row by row); a confined child's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.confined import Limits, run_apart
from app.exchanges.comparing import ACCEPTED, REFUSED
from app.forms.texts import Wrong, read_date
from app.rosters.headers import plain
from app.rosters.sheets import LOST, UnfitSheet, read_sheets

LIMITS = Limits(cpu_seconds=20.0, wall_seconds=60.0, mebibytes=256)
HEADS: Mapping[str, tuple[str, ...]] = {
    "key": ("交换编号", "报送编号", "key"),
    "case_no": ("办件编号", "案号", "caseno"),
    "clue": ("线索编号", "工单编号", "平台编号", "cluenumber"),
    "result": ("接收结果", "结果", "处理结果", "状态", "result"),
    "code": ("结果代码", "办理结果代码", "code"),
    "refusal": ("退回代码", "错误代码", "refusalcode"),
    "number": ("回执号", "回执编号", "受理号", "平台受理号", "receipt"),
    "on": ("日期", "反馈日期", "接收日期", "回执日期", "date"),
    "reason": ("原因", "退回原因", "说明", "备注", "reason"),
}
NAMES = ("key", "case_no", "clue")
LONGEST = {"number": 100, "reason": 200, "refusal": 20, "code": 20}


@dataclass(frozen=True)
class Finding:
    """What is wrong where: the row as the file counts it (0: the file), the column, and what to do."""

    row: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True)
class ResultLine:
    """What a platform says of one exchange, named by our key, our case number or its own number of the clue."""

    row: int
    taken: bool
    key: str
    case_no: str
    clue: str
    code: str
    refusal: str
    number: str
    on: date | None
    reason: str


@dataclass(frozen=True)
class ResultFile:
    """What a file of results holds: why it cannot be read, or its lines and what is wrong with others."""

    fault: str = ""
    where: str = ""
    lines: tuple[ResultLine, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_results(content: bytes) -> ResultFile:
    """Return the results of a file, read in a confined child."""
    answer = run_apart("app.exchanges.results:work", content, LIMITS)
    if answer.failure:
        return ResultFile("takes_too_long" if answer.failure in ("time", "memory") else "died")
    told = answer.value
    lines = tuple(
        ResultLine(**{**each, "on": date.fromisoformat(each["on"]) if each["on"] else None})
        for each in told["lines"]
    )
    return ResultFile(told["fault"], told["where"], lines, tuple(Finding(*each) for each in told["findings"]))


def work(content: bytes) -> dict[str, Any]:
    """Be the child."""
    try:
        sheets = read_sheets(content)
        rows, place, where = _headed([sheet.rows for sheet in sheets])
    except UnfitSheet as unfit:
        return {"fault": unfit.code, "where": unfit.where, "lines": [], "findings": []}
    lines: list[dict[str, Any]] = []
    findings: list[list[Any]] = []
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        parts = {
            key: row[at].removeprefix(LOST).strip() if at < len(row) else "" for key, at in where.items()
        }
        if any(parts.values()):
            told = {name: parts.get(name, "") for name in HEADS}
            wrong = list(_wrong(told))
            findings += [[number, *each] for each in wrong]
            if not wrong:
                lines.append(_line(number, told))
    if not lines and not findings:
        return {"fault": "no_rows", "where": "", "lines": [], "findings": []}
    return {"fault": "", "where": "", "lines": lines, "findings": findings}


def _headed(sheets: Sequence[Sequence[Sequence[str]]]) -> tuple[Sequence[Sequence[str]], int, dict[str, int]]:
    """Return the first sheet that has headings, with the row of these and where each column stands."""
    known = {plain(name): key for key, names in HEADS.items() for name in names}
    for rows in sheets:
        for number, row in enumerate(rows[:15]):
            where: dict[str, int] = {}
            for at, heading in enumerate(row):
                key = known.get(plain(heading))
                if key is not None:
                    where.setdefault(key, at)
            if any(name in where for name in NAMES):
                if "result" not in where:
                    raise UnfitSheet("missing_columns", HEADS["result"][0])
                return rows, number, where
    raise UnfitSheet("no_results")


def _line(number: int, told: Mapping[str, str]) -> dict[str, Any]:
    day = read_date(told["on"][:10]) if told["on"] else None
    on = day.isoformat() if isinstance(day, date) else ""
    kept = {name: told[name] for name in (*NAMES, "code", "refusal", "number", "reason")}
    kept["number"] = kept["number"] or kept["clue"]
    return {"row": number, "taken": told["result"] in ACCEPTED, "on": on, **kept}


def _wrong(told: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what is wrong with a row, each as (column, Chinese, English)."""
    found = []
    if not any(told[name] for name in NAMES):
        found.append(
            ("交换编号", "没有编号，请填交换编号、办件编号或线索编号。", "has no number; give one of three.")
        )
    taken, refused = told["result"] in ACCEPTED, told["result"] in REFUSED
    if not taken and not refused:
        zh = f"“{told['result'][:20]}”不是结果，请填“已接收”或“退回”。"
        found.append(("接收结果", zh, "is no result; write accepted or refused."))
    if taken and not told["number"] and not told["clue"]:
        found.append(
            ("回执号", "已接收而没有回执号，请补上平台的回执号。", "has no receipt number; fill it in.")
        )
    if refused and not told["refusal"] and not told["reason"]:
        found.append(
            ("退回代码", "退回而没有代码和原因，请补上其中一项。", "has neither code nor reason; give one.")
        )
    if told["on"] and isinstance(read_date(told["on"][:10]), Wrong):
        found.append(
            ("日期", f"“{told['on'][:20]}”不是日期，请写成 2025-09-26。", "is no date such as 2025-09-26.")
        )
    for name, most in LONGEST.items():
        if len(told[name]) > most:
            found.append((HEADS[name][0], f"超过 {most} 字，请缩短。", f"is longer than {most} characters."))
    return found
