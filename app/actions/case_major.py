"""Which decisions took effect in the quarter before: the list that 重大违法行为公布 begins with; it decides nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.actions.folder import Folder
from app.engine import run_data
from app.periods import period_of
from app.values import Value
from storage.models import CaseFile, Run, ServiceRecord
from storage.registers import served_between

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

DECISIONS = {"D22": "拖欠工资，行政处理决定", "D23": "违反劳动保障法律"}
"""Decisions that take effect when they are served, and what they are about where the run does not say it."""


def major(reader: Reader) -> Value:
    """Return the decisions of the district that were served in the last quarter, for an officer to choose from.

    人社部令29号: major violations are published every quarter once their decisions are in force.
    """
    begins = reader.data.get("period_begins")
    if not reader.asks_for("case.major.decided") or not isinstance(begins, date):
        return {}
    quarter = period_of(begins - timedelta(days=1), 3)
    rows = served_between(
        reader.session, reader.case.jurisdiction_key, DECISIONS, quarter.first, quarter.last
    )
    return {"decided": [_decision(reader, record, case) for record, case in rows]}


def _decision(reader: Reader, record: ServiceRecord, case: CaseFile) -> dict[str, Value]:
    folder = Folder(reader.session, case)
    papers = [row for row in folder.documents if row.run_id == record.run_id and row.number]
    run = reader.session.get_one(Run, record.run_id)
    return {
        "decision_no": next((row.number for row in papers if row.code == record.document_code), case.case_no),
        "party": next((row.name for row in folder.parties if row.id == record.receiver), case.title),
        "violation": run_data(run.state).get("ground") or DECISIONS[record.document_code],
        "effective_on": record.served_on,
    }
