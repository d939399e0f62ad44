"""Compares what a receiver says it holds with what was sent, and reads receipts that people bring as a file; pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from app.exchanges.driving import Answer

SENT = frozenset({"delivered", "confirmed"})
MOST_LINES = 20_000
ACCEPTED = frozenset({"accepted", "已接收", "已支付", "成功", "接收"})
REFUSED = frozenset({"refused", "退回", "退回更正", "失败", "未支付"})


@dataclass(frozen=True)
class Difference:
    """One exchange on which both sides differ: ours with state and number ("" for unknown), and theirs."""

    key: str
    id: str
    state: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Comparison:
    """What agrees, and where both sides differ."""

    agree: int
    not_there: tuple[Difference, ...]
    not_confirmed: tuple[Difference, ...]
    other_number: tuple[Difference, ...]
    not_ours: tuple[Difference, ...]


def compare(ours: Mapping[str, tuple[str, str, str]], theirs: Mapping[str, str]) -> Comparison:
    """Return where the two sides differ; `ours` holds state, number and id by key, `theirs` the number by key."""
    not_there, not_confirmed, other_number = [], [], []
    agree = 0
    for key, (state, number, exchange_id) in ours.items():
        line = Difference(key, exchange_id, state, number, theirs.get(key, ""))
        if key not in theirs:
            if state in SENT:
                not_there.append(line)
        elif state != "confirmed":
            not_confirmed.append(line)
        elif theirs[key] and theirs[key] != number:
            other_number.append(line)
        else:
            agree += 1
    unknown = [Difference(key, "", "", "", number) for key, number in theirs.items() if key not in ours]
    return Comparison(agree, tuple(not_there), tuple(not_confirmed), tuple(other_number), tuple(unknown))


@dataclass(frozen=True)
class Day:
    """What was made for one receiver on one day, and what became of it."""

    day: date
    receiver: str
    made: int
    confirmed: int
    unanswered: int
    not_delivered: int
    voided: int


def by_day(rows: Iterable[tuple[str, str, date]]) -> list[Day]:
    """Count exchanges (receiver, state, day of making) by day and receiver, the newest day first."""
    found: dict[tuple[date, str], Counter[str]] = {}
    for receiver, state, day in rows:
        found.setdefault((day, receiver), Counter())[state] += 1
    return [
        Day(
            day=day,
            receiver=receiver,
            made=states.total(),
            confirmed=states["confirmed"],
            unanswered=states["delivered"],
            not_delivered=states["waiting"] + states["sending"] + states["failed"],
            voided=states["voided"],
        )
        for (day, receiver), states in sorted(
            found.items(), key=lambda each: (-each[0][0].toordinal(), each[0][1])
        )
    ]


def read_statement(content: bytes) -> dict[str, str] | None:
    """Return number by key of a statement (csv: key, number); None for what is none."""
    rows = _rows(content)
    if rows is None or (rows and not any("-" in row[0] for row in rows)):
        return None
    return {row[0].strip(): row[1].strip() if len(row) > 1 else "" for row in rows if "-" in row[0]}


def read_receipts(content: bytes) -> tuple[list[Answer], int]:
    """Return the receipts of a csv file (key, result, number, day, reason), and how many lines are none."""
    answers, wrong = [], 0
    for row in _rows(content) or []:
        key, result, number, day, reason = (*(cell.strip() for cell in row[:5]), *[""] * (5 - len(row[:5])))
        if "-" not in key:
            continue  # the headings
        try:
            when = date.fromisoformat(day) if day else None
        except ValueError:
            wrong += 1
            continue
        if result in ACCEPTED or result in REFUSED:
            answers.append(Answer(key, result in ACCEPTED, number[:100], when, reason[:300], ""))
        else:
            wrong += 1
    return answers, wrong


def _rows(content: bytes) -> list[list[str]] | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = csv.reader(io.StringIO(content.decode(encoding), newline=""))
            return [row for row in islice(lines, MOST_LINES) if row]
        except (UnicodeDecodeError, csv.Error):
            continue
    return None
