"""Counts a due date from a rule, a start and a calendar, and says how; it reads no clock and no storage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

from app.deadlines.calendar import DAY, WEEKDAYS, WorkCalendar
from app.deadlines.rules import UNIT_ZH, Rule

CHINA = timezone(timedelta(hours=8))
LONGEST = {"wd": 5_000, "cd": 10_000, "h": 100_000, "month": 1_200, "year": 100}


Why = Literal["start", "counted", "rest", "paused", "rolled", "corresponding"]


@dataclass(frozen=True)
class Step:
    """One day of a count: its number when it counts, else why it does not."""

    on: date
    why: Why
    number: int | None = None


class CannotCount(ValueError):
    """A due date that cannot be computed; the message tells why and what to do (zh / en)."""


@dataclass(frozen=True)
class Due:
    """A due date and how it came about.

    `due` is the last day (or the moment, for hours); `raw` the same before it was moved to a working day.
    `provisional`: a day of a year without official calendar decided it, so it may still move.
    """

    due: date | datetime
    raw: date | datetime
    provisional: bool
    explanation: list[str] = field(default_factory=list)
    rule_id: str = ""
    start: date | datetime | None = None
    steps: tuple[Step, ...] = ()


@dataclass
class _Count:
    calendar: WorkCalendar
    suspended: Sequence[tuple[date, date]]
    lines: list[str]
    open_years: set[int] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)

    def working(self, day: date) -> bool:
        if not self.calendar.is_official(day):
            self.open_years.add(day.year)
        return self.calendar.is_working(day)

    def is_suspended(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.suspended)


def due(
    rule: Rule,
    start: date | datetime,
    calendar: WorkCalendar,
    *,
    length: int | None = None,
    extended: bool | int = False,
    suspended: Sequence[tuple[date, date]] = (),
    until: date | None = None,
) -> Due:
    """Return the due date of a rule whose clock starts with an event on `start`; raise CannotCount.

    `length` replaces the rule's (local setting); `extended` adds the rule's extension, or that many of its
    units; `suspended` holds pairs of first and last day that are not counted, both inclusive; `until` is
    the date that a document sets (unit date). The day of the event itself is never counted (民法典 §201).
    """
    if not rule.has_clock:
        raise CannotCount(f"{rule.rule_id} 是条件，没有期限 / {rule.rule_id} is a gate and has no period")
    first_day = _day(start)
    count = _Count(calendar, _checked(rule, suspended), [])
    if rule.unit == "h":
        return _hours(rule, start, _total(rule, length, extended), bool(suspended))
    raw = _raw(rule, first_day, count, length, extended, until)
    last = _rolled(rule, raw, count)
    count.lines.append(f"届满日：{calendar.describe(last)}{_end_of_day(rule)}")
    for year in sorted(count.open_years):
        count.lines.append(f"{year}年放假调休安排尚未公布，此日期为暂定，公布后重新计算")
    return Due(last, raw, bool(count.open_years), count.lines, rule.rule_id, start, tuple(count.steps))


def _day(start: date | datetime) -> date:
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise CannotCount("起算时间缺少时区 / the start needs a time zone")
    return start.astimezone(CHINA).date()


def _checked(rule: Rule, suspended: Sequence[tuple[date, date]]) -> Sequence[tuple[date, date]]:
    if suspended and not rule.suspend:
        raise CannotCount(
            f"{rule.rule_id} 的依据没有中止计算的规定，不能中止 / "
            f"the law of {rule.rule_id} knows no suspension: it cannot be suspended"
        )
    for first, last in suspended:
        if last < first:
            raise CannotCount(
                f"中止结束日 {last} 早于开始日 {first}，请改正 / the suspension ends before it begins"
            )
    return suspended


def _extension(rule: Rule, extended: bool | int) -> int:
    if extended is False or extended == 0:
        return 0
    if rule.extension is None and not rule.extension_open:
        raise CannotCount(f"{rule.rule_id} 依法不得延长 / {rule.rule_id} cannot be extended by law")
    if extended is True:
        if rule.extension is None:
            raise CannotCount(f"请写明 {rule.rule_id} 延长多少 / say by how much {rule.rule_id} is extended")
        return rule.extension
    if extended < 0 or (rule.extension is not None and extended > rule.extension):
        raise CannotCount(
            f"{rule.rule_id} 最多延长 {rule.extension} {UNIT_ZH[rule.extension_unit]}，请改小 / "
            f"{rule.rule_id} may be extended by at most {rule.extension}"
        )
    return extended


def _total(rule: Rule, length: int | None, extended: bool | int) -> int:
    wanted = rule.length if length is None else length
    if wanted is None:
        raise CannotCount(
            f"{rule.rule_id} 的期限由本地设定 {rule.local_setting} 决定，尚未填写 / "
            f"fill in the local setting {rule.local_setting} first"
        )
    total = wanted + _extension(rule, extended)
    if not 0 < total <= LONGEST[rule.unit]:
        raise CannotCount(f"期限 {total} 不在可计算范围内 / the length {total} is out of range")
    return total


def _raw(
    rule: Rule, start: date, count: _Count, length: int | None, extended: bool | int, until: date | None
) -> date:
    lines = count.lines
    mark = "" if rule.confirmed else "，待确认"
    if rule.unit == "date":
        chosen = until or start
        if chosen < start:
            raise CannotCount(f"载明的日期 {chosen} 早于起算日 {start} / the date set lies before the start")
        lines.append(f"{rule.rule_id} {rule.name_zh}：{UNIT_ZH['date']}（{rule.source}{mark}）")
        return chosen
    if rule.unit in ("quarter", "half_year"):
        lines.append(f"{rule.rule_id} {rule.name_zh}：至{UNIT_ZH[rule.unit]}（{rule.source}{mark}）")
        return _end_of_part(start + DAY, 3 if rule.unit == "quarter" else 6)
    total = _total(rule, length, extended)
    added = _extension(rule, extended)
    more = f"（含延长{added}{UNIT_ZH[rule.unit]}）" if added else ""
    head = "倒数" if rule.direction == "backward" else ""
    lines.append(
        f"{rule.rule_id} {rule.name_zh}：{head}{total}{UNIT_ZH[rule.unit]}{more}（{rule.source}{mark}）"
    )
    lines.append(f"起算：{count.calendar.describe(start)} 为事件当日，不计入")
    count.steps.append(Step(start, "start"))
    step = -DAY if rule.direction == "backward" else DAY
    try:
        if rule.unit in ("month", "year"):
            return _corresponding(start, total * (12 if rule.unit == "year" else 1), count)
        return _walk(start, total, step, count, working_only=rule.unit == "wd")
    except (OverflowError, ValueError) as far:
        raise CannotCount("日期超出可计算范围 / the date is out of range") from far


def _walk(start: date, total: int, step: timedelta, count: _Count, *, working_only: bool) -> date:
    day, done = start, 0
    while done < total:
        day += step
        if count.is_suspended(day):
            count.lines.append(f"{count.calendar.describe(day)} 中止期间，不计")
            count.steps.append(Step(day, "paused"))
        elif working_only and not count.working(day):
            count.lines.append(f"{count.calendar.describe(day)} 不计")
            count.steps.append(Step(day, "rest"))
        else:
            done += 1
            count.steps.append(Step(day, "counted", done))
            count.lines.append(
                f"{count.calendar.describe(day)} 第{done}{'个工作日' if working_only else '日'}"
            )
    return day


def _corresponding(start: date, months: int, count: _Count) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    found = date(year, month + 1, min(start.day, last))
    short = "，当月无对应日，以月末日为准" if last < start.day else ""
    count.lines.append(f"对应日：{count.calendar.describe(found)}{short}")
    count.steps.append(Step(found, "corresponding"))
    if not count.suspended:
        return found
    left = sum(1 for day in _days(start + DAY, found) if count.is_suspended(day))
    return _walk(found, left, DAY, count, working_only=False)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + DAY * number


def _end_of_part(day: date, months: int) -> date:
    ends = (day.month - 1) // months * months + months
    return date(day.year + ends // 12, ends % 12 + 1, 1) - DAY


def _rolled(rule: Rule, raw: date, count: _Count) -> date:
    if not rule.roll:
        if rule.unit in ("month", "year"):
            count.lines.append("期限届满日为对应日，不因休息日顺延")
        return raw
    backward = rule.direction == "backward"
    day = raw
    while not count.working(day):
        moved = "提前" if backward else "顺延"
        count.lines.append(f"{count.calendar.describe(day)} 为休息日，{moved}")
        count.steps.append(Step(day, "rolled"))
        day += -DAY if backward else DAY
    return day


def _end_of_day(rule: Rule) -> str:
    return "业务时间结束" if rule.end_of_day == "counter" else "24时"


def _hours(rule: Rule, start: date | datetime, total: int, suspended: bool) -> Due:
    if suspended:
        raise CannotCount(f"{rule.rule_id} 按小时计算，不能中止 / hours are not suspended")
    moment = start if isinstance(start, datetime) else datetime.combine(start + DAY, time(), CHINA)
    if moment.tzinfo is None:
        raise CannotCount("起算时间缺少时区 / the start needs a time zone")
    last = moment + timedelta(hours=total)
    shown = [moment.astimezone(CHINA), last.astimezone(CHINA)]
    begun, ended = (f"{at:%Y-%m-%d %H:%M}（周{WEEKDAYS[at.weekday()]}）" for at in shown)
    lines = [
        f"{rule.rule_id} {rule.name_zh}：{total}小时（{rule.source}）",
        f"自{begun}起连续计算，夜间、休息日不扣除",
        f"届满：{ended}",
    ]
    return Due(last, last, False, lines, rule.rule_id, start)
