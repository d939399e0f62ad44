"""Writes the history of this release: python -m tests.golden NAME. It builds a small demonstration by real actions."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.replaying import STEPS
from app.actions.steps import open_facts
from app.values import to_json
from storage.casebook import steps_of_case
from storage.migrate import upgrade
from storage.models import CaseFile, Event, ProcessVersion
from storage.runs import runs_of_case
from storage.versions import files_of_version
from tests.demonstration.conftest import build_in, furnish
from tests.golden import keep
from tests.golden.changing import change
from tests.support.office import house

CASES = 24
"""Of the demonstration, its worked scenarios among them."""


def main(name: str) -> None:
    """Build, write down, keep."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'golden.db'}"
        upgrade(url)
        furnish(url)
        database = build_in(url, CASES, scenarios=True).database
        changed = change(database)
        assert all(changed.values()), changed
        with database.session() as session:
            session.info["house"] = house()
            told = _told(session)
        database.dispose()
    place = keep(name, told)
    steps = sum(len(run["steps"]) for run in told["runs"])
    print(changed)
    print(f"{place.name}: {len(told['runs'])} runs, {steps} steps, {place.stat().st_size} bytes")


def _told(session: Session) -> dict[str, Any]:
    cases = session.scalars(select(CaseFile).order_by(CaseFile.case_no)).all()
    runs = [run for case in cases for run in _runs(session, case)]
    used = {step["facts"].get("to_version") for run in runs for step in run["steps"]} - {None}
    used |= {run["version"] for run in runs}
    return {"runs": runs, "versions": {key: _version(session, key) for key in sorted(used)}}


def _version(session: Session, version_id: str) -> dict[str, Any]:
    files = files_of_version(session, version_id)
    key = session.get_one(ProcessVersion, version_id).process_key
    return {"key": key, "files": {path: content.decode() for path, content in files.items()}}


def _runs(session: Session, case: CaseFile) -> list[dict[str, Any]]:
    found = {run.id: run for run in runs_of_case(session, case.id)}
    steps: dict[str, list[dict[str, Any]]] = {run: [] for run in found}
    for event in steps_of_case(session, case.id, STEPS):
        steps[event.run_id or ""].append(_step(session, case, event))
    return [
        {
            "id": run.id, "district": case.jurisdiction_key, "steps": steps[run.id],
            "version": next((s["facts"]["from_version"] for s in steps[run.id] if "from_version" in s["facts"]),
                            run.version_id),
        }
        for run in found.values()
    ]  # fmt: skip


def _step(session: Session, case: CaseFile, event: Event) -> dict[str, Any]:
    facts = dict(event.facts)
    opened = open_facts(case_key(session, case), facts.pop("sealed"), event.run_id or "", facts["step"])
    return {"kind": event.kind, "at": event.at.isoformat(), "facts": facts, "given": to_json(opened["given"])}


if __name__ == "__main__":
    main(sys.argv[1])
