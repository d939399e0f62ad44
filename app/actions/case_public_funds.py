"""What the supervision of government projects (政府投资项目资金监管) tells others: funds reviewed, money late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.clock import LOCAL
from app.engine import run_data
from app.values import Value
from storage.models import Project, Run
from storage.registers import runs_with_projects

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

REVIEWS = {"项目已批准": "资金落实", "资金未落实": "资金未落实"}
"""What the end of a review of funds says about them (支付条例 §23)."""
LATE, NONE_FOUND = "财政资金未到位", "未发现欠薪"


def public_funds(reader: Reader) -> Value:
    """Return what was found about the funds of this case's project, and on which projects public money is late now.

    A project is known by the number of its permit, else by its name. 支付条例 §23, §49.
    """
    rows = runs_with_projects(reader.session, reader.case.jurisdiction_key, "government_project")
    facts: dict[str, Value] = {}
    if reader.asks_for("case.public_funds.late"):
        facts["late"] = [
            {"project": project.name if project else None, "cause": LATE, "pay_due": data.get("pay_due")}
            for run, project in rows
            if run.status == "open" and (data := run_data(run.state)).get("cause") == LATE
        ]
    own = reader.folder.project
    about = [run for run, project in rows if project is not None and own is not None and _same(project, own)]
    review = next((run for run in about if run.outcome in REVIEWS), None)
    facts["review"] = REVIEWS[review.outcome or ""] if review else None
    facts["reviewed_on"] = review.ended_at.astimezone(LOCAL).date() if review and review.ended_at else None
    facts["unsettled"] = next((cause for run in about if (cause := _unsettled(run)) is not None), None)
    return facts


def _unsettled(run: Run) -> Any:
    """Return the cause of arrears that an open run has found and that is not settled yet."""
    cause = run_data(run.state).get("cause") if run.status == "open" else None
    return cause if cause != NONE_FOUND else None


def _same(one: Project, other: Project) -> bool:
    if one.permit_no and other.permit_no:
        return one.permit_no.strip() == other.permit_no.strip()
    return bool(one.name.strip()) and one.name.strip() == other.name.strip()
