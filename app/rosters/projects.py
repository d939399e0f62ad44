"""The lists of a project that a real-name platform or its bank gives out: kinds, sums and gaps; it stores nothing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.forms.texts import Wrong, read_money, read_month
from app.rosters.contents import shown

KINDS: Mapping[str, tuple[str, str]] = {
    "workers": ("实名登记人员", "Registered workers"),
    "attendance": ("考勤", "Attendance"),
    "wages": ("工资表", "Wages"),
    "payments": ("代发回单", "Payments by the bank"),
}
"""What is imported for a project: three lists of the real-name platform (支付条例 §28), one of its bank (§26, §31)."""
REAL_NAME = ("workers", "attendance", "wages")
LONGEST_BATCH = 60
SUMS = {"wages": "gross", "payments": "amount"}
Line = tuple[int, Mapping[str, str]]


@dataclass(frozen=True)
class Summary:
    """What a list says without naming anybody: workers, months, days of attendance and money, as plain JSON."""

    workers: int = 0
    months: tuple[str, ...] = ()
    days: str = "0"
    amount: str = "0"

    def as_tree(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "workers": self.workers,
            "months": list(self.months),
            "days": self.days,
            "amount": self.amount,
        }


@dataclass(frozen=True)
class Standing:
    """How a project stands with its platform: imported last when, how many workers, months and days not covered."""

    on: date | None = None
    workers: int = 0
    missing: tuple[str, ...] = ()
    days: int = 0
    kinds: Mapping[str, date] = field(default_factory=dict)


def path_of(kind: str) -> str:
    """Return the table of `forms/project_lists.form` for a kind of list."""
    return f"var.{kind}"


def kind_of(path: str) -> str:
    """Return the kind of list that a table is for, "" for none."""
    kind = path.removeprefix("var.")
    return kind if kind in KINDS else ""


def summarise(kind: str, lines: Sequence[Line]) -> Summary:
    """Count a list whose rows were judged before."""
    people = {texts.get("id_no", "").upper() or texts.get("worker", "") for _, texts in lines}
    months = {month for _, texts in lines if isinstance(month := read_month(texts.get("month", "")), str)}
    days = sum((_number(texts.get("days", "")) for _, texts in lines), Decimal(0))
    amounts = (read_money(texts.get(SUMS.get(kind, ""), "")) for _, texts in lines)
    amount = sum((each for each in amounts if not isinstance(each, Wrong) and each is not None), Decimal(0))
    return Summary(len(people), tuple(sorted(months)), f"{days:f}", f"{amount:f}")


def standing(lists: Iterable[tuple[str, date, Mapping[str, Any]]], today: date) -> Standing:
    """Return how a project stands by its lists in force: (kind, day of import, what `Summary.as_tree` gave).

    A month is covered by attendance or, where that lacks, by wages that tell days; the running month is not missed.
    """
    real = [each for each in lists if each[0] in REAL_NAME]
    if not real:
        return Standing()
    covered = {month for kind, _, told in real if kind == "attendance" for month in told["months"]}
    covered |= {
        month for kind, _, told in real if kind == "wages" and told["days"] != "0" for month in told["months"]
    }
    last = {kind: max(on for each, on, _ in real if each == kind) for kind in {kind for kind, _, _ in real}}
    missing = _gaps(covered, today)
    days = sum(monthrange(int(month[:4]), int(month[5:]))[1] for month in missing)
    return Standing(max(last.values()), _people(real), missing, days, last)


def _people(lists: Sequence[tuple[str, date, Mapping[str, Any]]]) -> int:
    """Return how many workers the newest list of workers names, else the newest list at all."""
    named = [each for each in lists if each[0] == "workers"] or list(lists)
    return int(max(named, key=lambda each: each[1])[2]["workers"])


def _gaps(covered: Iterable[str], today: date) -> tuple[str, ...]:
    """Return the months between the first that is covered and the running one that are not."""
    known = set(covered)
    if not known:
        return ()
    year, month = (int(part) for part in min(known).split("-"))
    found = []
    while (year, month) < (today.year, today.month):
        name = f"{year:04d}-{month:02d}"
        if name not in known:
            found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def matching(lines: Sequence[Line], words: str) -> list[Line]:
    """Return the lines whose name, number, team or month holds the words; all of them for no words."""
    asked = words.strip().upper()
    keys = ("worker", "id_no", "team", "month", "phone")
    return [
        (row, texts)
        for row, texts in lines
        if not asked or any(asked in shown(texts.get(key, "")).upper() for key in keys)
    ]


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)
