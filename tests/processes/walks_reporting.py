"""Walks through a report: begun by the calendar, asked or by hand, given back, refused, sent, published."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, day, do, time_is_up

MONTH = {"period_begins": day("2025-10-01"), "period_ends": day("2025-10-31")}
UNITS = {"report": {"reporting": [{"unit": "labour"}, {"unit": "construction"}]}}


def planned(**more: Any) -> Move:
    """The office plans a report on September."""
    asked = {"kind": "月报", "report_from": day("2025-09-01"), "report_to": day("2025-09-30")}
    return do("plan_report", **{**asked, "needs_input": False, "signer": "办公室主任", **more})


def written(publicity: str, result: str = "通过") -> Moves:
    """The figures are frozen, the report is drafted and checked."""
    frozen = do("compute_figures", units_missing=0, figures_digest="0" * 64)
    return (frozen, do("draft_report", publicity=publicity), do("check_report", check_result=result))


REPORTING = [
    Path(
        "月报：单位先报送，退回一次，签发报送",
        (
            planned(needs_input=True, input_due=day("2025-10-08")),
            do("report_of_unit"),
            do("report_of_unit"),
            *written("不予公开", "退回"),
            *written("不予公开"),
            *SIGNED,
            do("send_report"),
        ),
        ("report_sent",),
        element="month_begins",
        data=MONTH,
        case=UNITS,
    ),
    Path(
        "半年报：报送截止，召集人签发，主动公开",
        (
            planned(kind="半年报", needs_input=True, input_due=day("2025-10-08"), signer="召集人"),
            time_is_up("input_closed"),
            *written("主动公开"),
            *SIGNED,
            do("send_report"),
            do("publish_report"),
        ),
        ("report_sent",),
        element="half_year_begins",
        data=MONTH,
        case=UNITS,
    ),
    Path(
        "年报不予签发",
        (planned(kind="年报"), *written("依申请公开"), *REFUSED),
        ("report_dropped",),
        element="year_begins",
        data=MONTH,
    ),
    Path(
        "办公室发起专报",
        (planned(kind="专报"), *written("不予公开"), *SIGNED, do("send_report")),
        ("report_sent",),
    ),
]
