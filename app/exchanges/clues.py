"""Reads files of clues as platforms give them out; meant for a confined child, it stores nothing.

Each clue has the platform's number. What is wrong with a row is told with its row and what to do; the others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.confined import Limits, run_apart
from app.forms.texts import Wrong, read_date, read_money, read_month
from app.identifiers import Checked, check_id, check_party_name, check_person_name, check_phone
from app.rosters.headers import plain
from app.rosters.sheets import LOST, UnfitSheet, read_sheets

LIMITS = Limits(cpu_seconds=20.0, wall_seconds=60.0, mebibytes=256)
HEADS: Mapping[str, tuple[str, ...]] = {
    "number": ("线索编号", "编号", "工单编号", "平台编号", "number"),
    "name": ("姓名", "反映人", "投诉人", "name"),
    "id_no": ("身份证号", "身份证号码", "证件号码", "idnumber"),
    "phone": ("手机号", "手机号码", "联系电话", "电话", "phone"),
    "employer": ("用人单位", "欠薪单位", "被反映单位", "单位名称", "employer"),
    "place": ("欠薪地点", "工作地点", "项目地址", "地点", "place"),
    "first": ("欠薪开始月份", "欠薪起", "起始月份", "from"),
    "last": ("欠薪结束月份", "欠薪止", "截止月份", "to"),
    "amount": ("欠薪金额", "金额", "amount"),
    "text": ("反映内容", "线索内容", "诉求", "内容", "text"),
    "reported_on": ("反映时间", "反映日期", "受理时间", "date"),
}
NEEDED = ("number", "employer", "text")


@dataclass(frozen=True)
class Clue:
    """One clue: the platform's number and what it says, each part "" where the platform says nothing."""

    row: int
    number: str
    parts: Mapping[str, str]


@dataclass(frozen=True)
class ClueFile:
    """What a file of clues holds: why it cannot be read, or the clues and what is wrong with other rows."""

    fault: str
    where: str
    clues: tuple[Clue, ...] = ()
    findings: tuple[tuple[int, str, str], ...] = ()


def read_clues(content: bytes) -> ClueFile:
    """Return the clues of a file, read in a confined child."""
    answer = run_apart("app.exchanges.clues:work", content, LIMITS)
    if answer.failure:
        return ClueFile("takes_too_long" if answer.failure in ("time", "memory") else "died", "")
    told = answer.value
    clues = tuple(Clue(row, number, parts) for row, number, parts in told["clues"])
    findings = tuple((row, zh, en) for row, zh, en in told["findings"])
    return ClueFile(told["fault"], told["where"], clues, findings)


def work(content: bytes) -> dict[str, Any]:
    """Be the child."""
    try:
        rows = read_sheets(content)[0].rows
        place, where = _headed(rows)
    except UnfitSheet as unfit:
        return {"fault": unfit.code, "where": unfit.where, "clues": [], "findings": []}
    known: set[str] = set()
    clues, findings = [], []
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        parts = {key: row[at].removeprefix(LOST) if at < len(row) else "" for key, at in where.items()}
        if not any(parts.values()):
            continue
        wrong = _wrong(parts, known)
        if wrong is None:
            known.add(parts["number"])
            clues.append([number, parts["number"], parts])
        else:
            findings.append([number, wrong.zh, wrong.en])
    return {"fault": "", "where": "", "clues": clues, "findings": findings}


def _headed(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    known = {plain(name): key for key, names in HEADS.items() for name in names}
    for number, row in enumerate(rows[:15]):
        where: dict[str, int] = {}
        for at, heading in enumerate(row):
            key = known.get(plain(heading))
            if key is not None:
                where.setdefault(key, at)
        if "number" in where:
            lacking = [HEADS[key][0] for key in NEEDED if key not in where]
            if lacking:
                raise UnfitSheet("missing_columns", "、".join(lacking))
            return number, where
    raise UnfitSheet("no_numbers")


def _wrong(parts: dict[str, str], known: set[str]) -> Wrong | None:
    """Return what is wrong with a row; bring its parts into their stored form on the way."""
    if not parts["number"] or len(parts["number"]) > 60:
        return Wrong(
            "线索编号缺失或过长，请按平台导出的编号填写。", "The clue has no number, or one too long."
        )
    if parts["number"] in known:
        return Wrong(
            "线索编号在文件中重复，请删去多余的行。", "The number stands twice in the file; delete a row."
        )
    if not parts["text"]:
        return Wrong("没有反映内容，请补上。", "The clue says nothing; fill its text in.")
    for key, check in _CHECKS.items():
        if parts.get(key):
            checked = check(parts[key])
            if checked.error is not None:
                return Wrong(f"{HEADS[key][0]}：{checked.error.zh}。", f"{key}: {checked.error.en}.")
            parts[key] = str(checked.value)
    for key, reader in _READERS.items():
        if parts.get(key):
            value = reader(parts[key])
            if isinstance(value, Wrong):
                return Wrong(f"{HEADS[key][0]}：{value.zh}。", f"{key}: {value.en}.")
            parts[key] = str(value)
    return None


def _day(text: str) -> date | Wrong:
    return read_date(text[:10] if len(text) > 10 and text[4:5] == "-" else text)


_CHECKS: Mapping[str, Callable[[str], Checked[str]]] = {
    "employer": check_party_name,
    "name": check_person_name,
    "id_no": lambda text: check_id("居民身份证", text, date.max),
    "phone": check_phone,
}
_READERS: Mapping[str, Callable[[str], Any]] = {
    "first": read_month,
    "last": read_month,
    "amount": read_money,
    "reported_on": _day,
}


def facts_of(clue: Clue, channel: str, at: datetime) -> dict[str, Any]:
    """Return what a clue says as facts of a complaint."""
    parts = clue.parts
    facts: dict[str, Any] = {
        "case.complaint.channel": channel,
        "case.complaint.received_at": at,
        "case.complaint.demands": f"{parts['text']}（平台线索编号 {clue.number}）",
        "case.employer": {"name": parts["employer"]},
    }
    named = {"case.complaint.work_place": "place", "case.complaint.arrears_from": "first"}
    named["case.complaint.arrears_to"] = "last"
    facts |= {path: parts[key] for path, key in named.items() if parts.get(key)}
    if parts.get("amount"):
        facts["case.complaint.amount_claimed"] = Decimal(parts["amount"])
    reporter = {key: parts[key] for key in ("name", "id_no", "phone") if parts.get(key)}
    return {**facts, **({"case.reporter.identity": reporter} if reporter.get("name") else {})}
