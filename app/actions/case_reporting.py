"""What a report (报告) is drafted from: figures frozen with the cases behind them, and what units told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.actions.spots import Spot
from app.actions.unit_answers import answers_of_units
from app.clock import start_of_day
from app.engine import EngineFailure, run_data
from app.house import House
from app.values import Value
from storage.case_filter import CaseFilter, Reach, Span
from storage.clock_figures import ClockFilter, Punctuality, clocks_wanted, punctuality_by_unit
from storage.figures import Flow, cases_behind, flows_by_unit, total_of
from storage.models import Run
from storage.reports import ended_reports, snapshot_key, snapshot_of
from storage.runs import officers_of_elements
from storage.sections import put_section

if TYPE_CHECKING:
    from app.actions.case_facts import Reader
    from app.actions.desk import Desk

REPORTING, OF_UNITS = "reporting", "report_of_unit"
MOST_BEHIND = 20_000
"""Cases and clocks that one figure names; more would be no report any more."""
ROWS_OF_UNIT = ("ended", "on_time", "late", "unmet", "came", "closed")
_DEFINITIONS = (
    ("came", "登记案件", "期间内登记的案件"),
    ("workers", "登记案件涉及人数", "期间内登记的案件所载人数之和"),
    ("amount", "登记案件主张金额（元）", "期间内登记的案件所载主张金额之和"),
    ("closed", "办结案件", "期间内办结的案件"),
    ("in_hand", "在办案件", "取数时尚未办结的案件"),
    ("missed", "逾期时限涉及案件", "有应由单位办理的时限在期间内届满、届满时尚未办理的案件"),
)


@dataclass(frozen=True)
class _Asked:
    """Over which district and days is counted, and at which moment."""

    session: Session
    reach: Reach
    cases: CaseFilter
    at: datetime
    first: date
    last: date

    @property
    def span(self) -> Span:
        """The moments of the days."""
        return start_of_day(self.first), start_of_day(self.last + timedelta(days=1))

    def before(self) -> _Asked:
        """Return the same for as many days right before."""
        length = self.last - self.first
        last = self.first - timedelta(days=1)
        return replace(self, first=last - length, last=last)


def freeze_figures(desk: Desk, run: Run) -> dict[str, Value]:
    """Count the figures of the report's period and keep them with the cases behind each; done again, count anew.

    The digest of all of it goes into the record of the step. Raises EngineFailure without a period.
    """
    data = desk.data.get(run.id) or {}
    first, last = data.get("report_from"), data.get("report_to")
    if not isinstance(first, date) or not isinstance(last, date):
        raise EngineFailure("", "the report has no period", "报告没有统计期间，无法取数。")
    asked = _asked(desk.session, desk.house, desk.case.jurisdiction_key, desk.at, first, last)
    missing = _missing(desk, run, data)
    kept = {
        "at": desk.at.isoformat(),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "figures": _figures(asked),
        "assessment": _assessment(asked),
        "missing": missing,
    }
    put_section(desk.session, desk.case.id, snapshot_key(run.id), kept, desk.at)
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return {
        "units_missing": Decimal(len(missing)),
        "figures_digest": hashlib.sha256(text.encode()).hexdigest(),
    }


def _asked(session: Session, house: House, district: str, at: datetime, first: date, last: date) -> _Asked:
    others = tuple(sorted(rule.rule_id for rule in house.rules.values() if rule.duty != "unit"))
    return _Asked(
        session, Reach((), (district,)), CaseFilter(district=district, not_ours=others), at, first, last
    )


def _figures(asked: _Asked) -> list[dict[str, Any]]:
    now, then = _values(asked), _values(asked.before())
    return [
        {
            "key": key,
            "figure": zh,
            "definition": definition,
            "value": now[key][0],
            "before": "—" if key == "in_hand" else then[key][0],
            "cases": now[key][1],
        }
        for key, zh, definition in _DEFINITIONS
    ]


def _values(asked: _Asked) -> dict[str, tuple[str, list[str]]]:
    """Return by figure its value and the ids of the cases behind it."""
    session, reach = asked.session, asked.reach
    came = replace(asked.cases, came=asked.span)
    closed, in_hand = replace(asked.cases, ended=asked.span), replace(asked.cases, open=True)
    total = total_of(session, came, reach)
    behind = {
        name: cases_behind(session, wanted, reach, MOST_BEHIND)
        for name, wanted in (("came", came), ("closed", closed), ("in_hand", in_hand))
    }
    late = ClockFilter(standing="missed", due=asked.span, cases=asked.cases)
    lines = clocks_wanted(session, late, reach, asked.at, most=MOST_BEHIND)
    missed = list(dict.fromkeys(line.case_id for line in lines))
    return {
        "came": (str(total.cases), behind["came"]),
        "workers": (str(total.workers), behind["came"]),
        "amount": (f"{total.amount:.2f}", behind["came"]),
        "closed": (str(len(behind["closed"])), behind["closed"]),
        "in_hand": (str(len(behind["in_hand"])), behind["in_hand"]),
        "missed": (str(len(missed)), missed),
    }


def _assessment(asked: _Asked) -> list[dict[str, Any]]:
    """Return for each unit its clocks and cases of the period, each number with the cases behind it."""
    session, reach = asked.session, asked.reach
    clocks = ClockFilter(due=asked.span, cases=asked.cases)
    came = replace(asked.cases, came=asked.span)
    punctual = {each.unit: each for each in punctuality_by_unit(session, clocks, reach, asked.at)}
    flows = {each.unit: each for each in flows_by_unit(session, came, reach)}
    behind: dict[tuple[str, str], list[str]] = {}
    for standing in ("ended", "on_time", "late", "unmet"):
        wanted = replace(clocks, standing=standing)
        for line in clocks_wanted(session, wanted, reach, asked.at, most=MOST_BEHIND):
            behind.setdefault((line.unit_id, standing), []).append(line.case_id)
    rows = []
    for unit in sorted({*punctual, *flows}):
        row = _numbers(unit, punctual.get(unit), flows.get(unit))
        of_unit = replace(came, unit=unit)
        behind[unit, "came"] = cases_behind(session, of_unit, reach, MOST_BEHIND)
        behind[unit, "closed"] = cases_behind(session, replace(of_unit, open=False), reach, MOST_BEHIND)
        rows.append({**row, "cases": {name: behind.get((unit, name), []) for name in ROWS_OF_UNIT}})
    return rows


def _numbers(unit: str, clocks: Punctuality | None, flow: Flow | None) -> dict[str, Any]:
    clocks, flow = clocks or Punctuality(unit, 0, 0, 0, 0), flow or Flow(unit, 0, 0)
    return {
        "unit": unit.split(".", 1)[1],
        "ended": clocks.ended,
        "on_time": clocks.on_time,
        "late": clocks.late,
        "unmet": clocks.unmet,
        "on_time_rate": _rate(clocks.on_time, clocks.ended),
        "came": flow.came,
        "closed": flow.closed,
        "completion_rate": _rate(flow.closed, flow.came),
    }


def _rate(part: int, whole: int) -> str:
    return f"{Decimal(100 * part) / whole:.1f}%" if whole else "—"


def _missing(desk: Desk, run: Run, data: dict[str, Value]) -> list[str]:
    """Return the units that had to report and did not by the end of the term."""
    if data.get("needs_input") is not True:
        return []
    tree = desk.facts(frozenset({"case.report.reporting"}), Spot(run.id), data).get("case", {})
    asked = [str(row["unit"]) for row in (tree.get("report") or {}).get("reporting") or []]
    told = {task.unit_id.split(".", 1)[1] for task in officers_of_elements(desk.session, run.id, [OF_UNITS])}
    return [unit for unit in dict.fromkeys(asked) if unit.rpartition(".")[2] not in told]


def report(reader: Reader) -> Value:
    """Return the frozen figures, what units reported and earlier reports, as far as they are asked for."""
    facts: dict[str, Value] = {}
    kept = snapshot_of(reader.session, reader.case.id, reader.spot.run_id or "") or {}
    if reader.asks_for("case.report.figures"):
        names = ("figure", "value", "before", "definition")
        facts["figures"] = [{name: row[name] for name in names} for row in kept.get("figures", [])]
    if reader.asks_for("case.report.assessment"):
        facts["assessment"] = [_as_values(row) for row in kept.get("assessment", [])]
    if reader.asks_for("case.report.missing_units"):
        facts["missing_units"] = [{"unit": unit} for unit in kept.get("missing", [])]
    if reader.asks_for("case.report.unit_reports"):
        facts["unit_reports"] = list(answers_of_units(reader, "unit_report"))
    if reader.asks_for("case.report.earlier"):
        facts["earlier"] = _earlier(reader)
    return facts


def unit_report(reader: Reader) -> Value:
    """Return the figures of the unit that reports, counted from its own cases as they stand; none before a term."""
    first, last, unit = reader.data.get("report_from"), reader.data.get("report_to"), reader.spot.unit
    if not isinstance(first, date) or not isinstance(last, date) or unit is None:
        return {"figures": []}
    asked = _asked(
        reader.session, reader.house, reader.case.jurisdiction_key, reader.house.now(), first, last
    )
    of_unit = replace(asked.cases, unit=unit)
    came = total_of(reader.session, replace(of_unit, came=asked.span), asked.reach)
    closed = total_of(reader.session, replace(of_unit, ended=asked.span), asked.reach)
    clocks = ClockFilter(unit=unit, due=asked.span, cases=asked.cases)
    found = punctuality_by_unit(reader.session, clocks, asked.reach, asked.at)
    on_time = found[0] if found else Punctuality(unit, 0, 0, 0, 0)
    rows = [
        ("承办的登记案件", str(came.cases)),
        ("承办的办结案件", str(closed.cases)),
        ("应办时限", str(on_time.ended)),
        ("按期办理", str(on_time.on_time)),
        ("按期率", _rate(on_time.on_time, on_time.ended)),
    ]
    return {"figures": [{"figure": name, "value": value} for name, value in rows]}


def _as_values(row: dict[str, Any]) -> dict[str, Value]:
    """Return a row of the assessment without the cases behind it, in the types of forms."""
    kept = {name: value for name, value in row.items() if name not in ("cases", "late", "unmet")}
    return {name: Decimal(value) if isinstance(value, int) else value for name, value in kept.items()}


def _earlier(reader: Reader) -> list[Value]:
    rows: list[Value] = []
    for run, case in ended_reports(reader.session, reader.case.jurisdiction_key, 6):
        data = run_data(run.state)
        period = f"{data.get('report_from')} 至 {data.get('report_to')}"
        rows.append(
            {"kind": data.get("kind"), "period": period, "outcome": run.outcome, "case_no": case.case_no}
        )
    return rows
