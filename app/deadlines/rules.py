"""The rule pack: every period of law or local practice as data; it knows no calendar and counts nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal, get_args

Unit = Literal["wd", "cd", "h", "month", "year", "quarter", "half_year", "date", "none"]
UNITS: tuple[str, ...] = get_args(Unit)
UNIT_ZH: Mapping[str, str] = {
    "wd": "个工作日",
    "cd": "日",
    "h": "小时",
    "month": "个月",
    "year": "年",
    "quarter": "季度末",
    "half_year": "半年末",
    "date": "文书载明的日期",
    "none": "",
}
Duty = Literal["unit", "party", "none"]
DUTIES: tuple[str, ...] = get_args(Duty)
KINDS = ("period", "term", "retention", "gate", "counting")
WITH_LENGTH = ("wd", "cd", "h", "month", "year")


class BadRules(ValueError):
    """A rule file that cannot be used; `findings` names every wrong line (zh / en)."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__("；".join(findings))


class UnknownRule(KeyError):
    """A rule id that the pack does not hold."""


@dataclass(frozen=True)
class Rule:
    """One period or gate with its source.

    `length` in `unit`: wd working days, cd calendar days, h hours, month, year; quarter and half_year end
    with the calendar quarter or half; date is fixed by a document; none has no clock (a gate).
    `roll`: a last day that is no working day moves on. `extension`: None (none), or the most that may be
    added in `extension_unit`; `extension_open`: the law names no figure. `suspend` and `restart` list the
    rules whose events stop or restart this clock. `local_setting` names the district setting that gives
    the length. `verified`: V full text seen, S secondary source, U unconfirmed (S and U show 待确认).
    `duty`: who has to act in time. unit: an authority, court, committee or bank that works on the matter, which
    is overdue after the day; party: a worker, employer or contractor, whose right lapses or who is in default;
    none: nobody, the time itself takes effect (terms, deemed service, retention).
    """

    rule_id: str
    process: str
    jurisdiction: str
    kind: str
    name_zh: str
    name_en: str
    trigger_zh: str
    trigger_en: str
    length: int | None
    unit: Unit
    direction: str
    roll: bool
    extension: int | None
    extension_open: bool
    extension_unit: str
    approver_role: str
    approver_zh: str
    suspend: tuple[str, ...]
    restart: tuple[str, ...]
    on_expiry_zh: str
    end_of_day: str
    source: str
    verified: str
    valid_from: date | None
    valid_to: date | None
    local_setting: str
    conflict: tuple[str, ...]
    note_zh: str
    duty: Duty

    @property
    def has_clock(self) -> bool:
        """Tell whether the rule ever gives a date (a gate does not)."""
        return self.unit != "none"

    @property
    def confirmed(self) -> bool:
        """Tell whether the rule was checked against the full text of the instrument."""
        return self.verified == "V"

    @property
    def base_id(self) -> str:
        """The id without the letter of its part: ARB-04 for ARB-04a."""
        return re.sub(r"[a-z]$", "", self.rule_id)


class RulePack(dict[str, Rule]):
    """Rules by id; a plain id of a rule with several periods means the first (ARB-04 is ARB-04a)."""

    def resolve(self, rule_id: str) -> str | None:
        """Return the id under which the rule is kept, or None."""
        if super().__contains__(rule_id):
            return rule_id
        first = f"{rule_id}a"
        return first if super().__contains__(first) else None

    def __missing__(self, rule_id: str) -> Rule:
        found = self.resolve(rule_id)
        if found is None:
            raise UnknownRule(rule_id)
        return self[found]

    def __contains__(self, rule_id: object) -> bool:
        return isinstance(rule_id, str) and self.resolve(rule_id) is not None

    def get(self, rule_id: str, default: Rule | None = None) -> Rule | None:  # type: ignore[override]
        """Return the rule of an id, also of a plain one, or the default."""
        found = self.resolve(rule_id)
        return default if found is None else self[found]

    def parts(self, rule_id: str) -> tuple[Rule, ...]:
        """Return all periods of a plain id in order, or the one rule itself."""
        if super().__contains__(rule_id):
            return (self[rule_id],)
        return tuple(rule for rule in self.values() if rule.base_id == rule_id)

    def in_force(self, jurisdiction: str, on: date, off: Collection[str] = ()) -> RulePack:
        """Return the rules of a jurisdiction (TJ, XN; CN always) in force on a day, without those switched off."""
        return RulePack(
            (key, rule)
            for key, rule in self.items()
            if rule.jurisdiction in ("CN", jurisdiction)
            and key not in off
            and rule.base_id not in off
            and (rule.valid_from is None or rule.valid_from <= on)
            and (rule.valid_to is None or on <= rule.valid_to)
        )


COLUMNS = tuple(item.name for item in fields(Rule) if item.name != "extension_open")


def load_rules(text: bytes) -> RulePack:
    """Return the rules of the pack's CSV by id; raise BadRules naming every wrong line."""
    try:
        reader = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
        lines = list(reader)
    except (UnicodeDecodeError, csv.Error) as broken:
        raise BadRules([f"规则文件不是 UTF-8 编码的 CSV：{broken} / not a UTF-8 CSV: {broken}"]) from broken
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        listed = ", ".join(missing)
        raise BadRules([f"规则文件缺少列 {listed} / columns are missing: {listed}"])
    pack = RulePack()
    findings: list[str] = []
    for number, line in enumerate(lines, start=2):
        problem = _line_finding(line, pack)
        if problem:
            findings.append(f"第{number}行 {line['rule_id']}：{problem}")
        else:
            pack[line["rule_id"]] = _rule(line)
    if findings:
        raise BadRules(findings)
    return pack


def _line_finding(line: Mapping[str, str], pack: RulePack) -> str | None:
    if any(line[name] is None for name in COLUMNS):
        return "列数不足 / too few columns"
    if not re.fullmatch(r"[A-Z]{3}-\d{2}[a-z]?", line["rule_id"]):
        return "编号应为三个字母、短横线和两位数字 / the id must look like INS-01 or ARB-04a"
    if line["rule_id"] in pack.keys():  # noqa: SIM118  a plain id may stand beside its parts
        return "编号重复 / the id appears twice"
    if line["unit"] not in UNITS or line["kind"] not in KINDS or line["duty"] not in DUTIES:
        return "单位、类别或责任方不存在 / unknown unit, kind or duty"
    if line["length"] and not (line["length"].isdigit() and int(line["length"]) > 0):
        return "期限应为正整数 / the length must be a whole number above 0"
    if line["unit"] in WITH_LENGTH and not (line["length"] or line["local_setting"]):
        return "没有期限也没有本地设定 / neither a length nor a local setting"
    if line["extension"] not in ("", "open") and not line["extension"].isdigit():
        return "延长期限应为数字或 open / the extension must be a number or open"
    return _date_finding(line)


def _date_finding(line: Mapping[str, str]) -> str | None:
    try:
        [_date(line[name]) for name in ("valid_from", "valid_to")]
    except ValueError:
        return "生效或失效日期不是日期 / valid_from or valid_to is no date"
    return None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rule(line: Mapping[str, str]) -> Rule:
    kept: dict[str, Any] = {name: line[name] for name in COLUMNS}
    kept["length"] = int(line["length"]) if line["length"] else None
    kept["roll"] = line["roll"] == "yes"
    kept["extension"] = int(line["extension"]) if line["extension"].isdigit() else None
    kept["extension_open"] = line["extension"] == "open"
    for name in ("suspend", "restart", "conflict"):
        kept[name] = tuple(line[name].split())
    for name in ("valid_from", "valid_to"):
        kept[name] = _date(line[name])
    return Rule(**kept)


def applies_in(rule: Rule, jurisdiction: str) -> bool:
    """Tell whether a rule is law in a jurisdiction (TJ, XN): national, or one of its own."""
    local = rule.jurisdiction.split("/")
    return "CN" in local or jurisdiction in local


def local_length(rule: Rule, settings: Mapping[str, object]) -> dict[str, int]:
    """Return the override of `due` that a district's settings give for the rule, e.g. {"length": 1}."""
    value = settings.get(rule.local_setting) if rule.local_setting else None
    return {} if value is None else {"length": int(str(value))}
