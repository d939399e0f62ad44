"""However many rows a register has, a page of it asks the database the same few questions."""

from __future__ import annotations

import json
import zlib
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import SetClock
from app.engine.state import FORMAT
from app.registers import REGISTERS
from storage.ledgers import new_booking
from storage.models import (
    CaseFile,
    CaseSection,
    Document,
    Party,
    Project,
    RegisterEntry,
    Run,
    new_id,
)
from tests.bench.measuring import listening
from tests.support.office import VERSIONS, Line, Office
from tests.views.browsing import page

AT_HAND = {
    "supervision": "supervision",
    "meeting": "meeting",
    "publicity": "publicity",
    "sme_ledger": "ledger",
}
"""Processes whose runs are rows, with the section that tells of them."""
MOST = 16


def crowd(office: Office, number: int) -> None:
    """Let so many cases come, each of which is a row of every register."""
    office.lay_out([Line(f"案件{number}-{each}") for each in range(number)])
    with office.session() as session:
        fresh = select(CaseFile).where(CaseFile.title.like(f"案件{number}-%"))
        for place, case in enumerate(session.scalars(fresh)):
            _fill(session, case, f"{number}-{place}")
        session.commit()


def _fill(session: Session, case: CaseFile, name: str) -> None:
    at = case.opened_at
    for where, kind in (("employer", "公司"), ("listed", "用人单位")):
        party = Party(id=new_id(), case_id=case.id, place=where, kind=kind, name=f"某公司{name}", details={})
        session.add(party)
    session.add(Project(id=new_id(), case_id=case.id, name=f"某工程{name}"))
    session.add(
        Document(
            id=new_id(), case_id=case.id, code="D36", number=f"示例〔2025〕{name}号", title="列入决定书", state="送达",
            file_name="a.pdf", media_type="application/pdf", size_bytes=1, sha256="0" * 64, added_at=at,
        )
    )  # fmt: skip
    booking = new_booking("tj_ftz", "fund", "advance", case.id, Decimal(1), at=at, by=None)
    booking.case_id = case.id
    session.add(booking)
    facts: dict[str, dict[str, Any]] = {"measure@r/labour": {"taken": [{"measure": "限制", "subject": "x"}]}}
    for process, section in {**AT_HAND, "permit_control": "restriction"}.items():
        run_id = new_id()
        session.add(_run(run_id, case, process))
        facts[f"{section}@{run_id}"] = {"start": {"$d": "2025-09-01"}, "topic": name, "subject": name}
    for section, told in facts.items():
        session.add(CaseSection(case_id=case.id, section=section, facts=told, changed_at=at))
    for register in ("projects", "sme", "instructions", "publicity"):
        session.add(
            RegisterEntry(
                id=new_id(), jurisdiction_key="tj_ftz", register=register, number=f"{register}{name}",
                facts={"unit": "tj_ftz.labour"}, unit_id="tj_ftz.office", closed_on=date(2025, 9, 1), added_at=at,
                changed_at=at,
            )
        )  # fmt: skip


def _run(run_id: str, case: CaseFile, process: str) -> Run:
    held = {"format": FORMAT, "data": {"measure_kind": "暂停新许可"}, "tokens": [], "pieces": []}
    state = zlib.compress(json.dumps(held).encode())
    known = {
        "version_id": VERSIONS["investigation"],
        "home_unit_id": case.lead_unit_id,
        "started_at": case.opened_at,
    }
    return Run(
        id=run_id, case_id=case.id, process_key=process, status="open", state=state, state_digest="0" * 64, step=1,
        **known,
    )  # fmt: skip


def test_a_register_of_many_rows_asks_no_more_than_one_of_few(office: Office, clock: SetClock) -> None:
    asked: dict[str, list[int]] = {}
    client = office.client("director")
    client.get("/registers")
    for number in (2, 9):
        crowd(office, number)
        for key in REGISTERS:
            with listening(office.opened[-1].engine) as heard:
                shown = page(client, f"/registers/{key}")
            asked.setdefault(key, []).append(len(heard.statements))
            links = shown.select(".register-table tbody a")
            if key != "deposits":
                assert len(links) >= number, key
                with listening(office.opened[-1].engine) as heard:
                    assert client.get(str(links[0]["href"])).status_code == 200
                asked.setdefault(f"a row of {key}", []).append(len(heard.statements))
    assert {what: told for what, told in asked.items() if told[0] != told[1] or told[1] > MOST} == {}
