"""The page for the public: how far a complaint has come, by receipt number and query code, without signing in."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.actions.opening import code_hash
from app.identifiers import check_receipt_number
from app.refusals import Refusal
from app.throttle import Throttle
from app.views.access import address, db, house, public
from app.views.case_parts import process_names
from app.views.naming import district_name, unit_name
from app.views.public_words import PHASES, plain_state
from app.views.timeline import DETAIL
from app.views.words import t
from storage.casebook import merged_into, timeline_of
from storage.cases import case_by_receipt
from storage.models import CaseFile

blueprint = Blueprint("public", __name__, url_prefix="/public")

TRIES, WINDOW = 10, timedelta(minutes=10)
NOBODY = code_hash("")
"""Compared with when no case has the number, so that a wrong number takes as long as a wrong code."""


class TooManyTries(Refusal):
    """Too many questions from one address."""

    status = 429


@blueprint.get("/query")
@public
def page() -> str:
    """Ask for receipt number and query code."""
    return render_template("public_query.html", fault=None, found=None)


@blueprint.post("/query")
@public
def answer() -> str | tuple[str, int]:
    """Answer how far the complaint has come; a wrong number and a wrong code get the same answer."""
    if not _throttle().admits(address(), clock.now()):
        raise TooManyTries("查询次数过多，请 10 分钟后再试。", "Too many tries; please wait ten minutes.")
    case = _asked(db(), request.form.get("receipt", ""), request.form.get("code", ""))
    if case is None:
        sentence = t(
            "受理编号或者查询码不对，请对照回执填写。",
            "Number or code is wrong; please copy both from the receipt.",
        )
        return render_template("public_query.html", fault=sentence, found=None), 404
    return render_template("public_query.html", fault=None, found=_progress(db(), case))


def _throttle() -> Throttle:
    found: Throttle = current_app.extensions.setdefault("public_throttle", Throttle(TRIES, WINDOW))
    return found


def _asked(session: Session, receipt: str, code: str) -> CaseFile | None:
    prefixes = [district.prefixes["receipt"] for district in house().districts.values()]
    checked = check_receipt_number(receipt[:60], prefixes)
    case = case_by_receipt(session, checked.value.number if checked.value else "?")
    stored = case.query_code_hash if case is not None else NOBODY
    fits = hmac.compare_digest(stored, code_hash(code[:60]))
    return case if fits and case is not None else None


def _progress(session: Session, asked: CaseFile) -> dict[str, Any]:
    """Return what the public may know of a case: state, stage, days and unit; never a name or a number."""
    case = merged_into(session, asked)
    plain = plain_state(case.closed_as or case.state, closed=case.closed_at is not None)
    newest = timeline_of(session, case.id, without=DETAIL, limit=1)
    order = list(PHASES)
    return {
        "receipt_no": asked.receipt_no,
        "phase": t(*PHASES[plain.phase]),
        "sentence": t(plain.zh, plain.en),
        "steps": [
            (t(*words), order.index(key) < order.index(plain.phase), key == plain.phase)
            for key, words in PHASES.items()
        ],
        "stage": "" if case.closed_at else process_names(session).get(case.stage, ""),
        "registered": asked.received_at,
        "progress": newest[0].at if newest else case.opened_at,
        "closed": case.closed_at,
        "unit": unit_name(case.lead_unit_id),
        "district": district_name(case.jurisdiction_key),
        "merged": case.id != asked.id,
    }
