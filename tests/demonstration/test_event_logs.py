"""The event logs of the demonstration are read by somebody else's tool, which finds in them what happened."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.actions.event_logs import export_log
from app.actors import SYSTEM
from app.exports.logs import MASKED, PSEUDONYMS, Counted
from app.house import ROOT
from storage.database import Database
from storage.models import CaseFile, Event, Officer, Party
from tests.demonstration.conftest import Built
from tests.support.office import house

pytestmark = pytest.mark.slow


@pytest.fixture
def ours(demonstration: Built, tmp_path: Path) -> Iterator[Built]:
    """The demonstration in a copy of our own, because that a log leaves is an event."""
    place = tmp_path / "demonstration.db"
    with demonstration.database.session() as session:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql(f"VACUUM INTO '{place}'")
    database = Database(f"sqlite:///{place}", {"house": house()})
    yield replace(demonstration, database=database)
    database.dispose()


def written(built: Built, place: Path, form: str, personal: str) -> Counted:
    with built.database.session() as session, place.open("w+b") as out:
        return export_log(session, out, form, "流程挖掘", personal=personal, by=SYSTEM)


def mined(*places: Path) -> Any:
    """What pm4py finds, as a program of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.exports.mining", *map(str, places)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_pm4py_finds_every_case_and_event_and_a_model(ours: Built, tmp_path: Path) -> None:
    with ours.database.session() as session:
        cases = session.scalar(select(func.count()).select_from(CaseFile))
        events = session.scalar(select(func.count()).select_from(Event).where(Event.chain != "system"))
    xes, ocel = tmp_path / "log.xes", tmp_path / "log.jsonocel"
    for place, form in ((xes, "xes"), (ocel, "ocel")):
        assert written(ours, place, form, PSEUDONYMS) == Counted(cases, events)
    found = mined(xes, ocel)
    for form in ("xes", "ocel"):
        assert (found[form]["cases"], found[form]["events"]) == (cases, events)
    assert found["xes"]["transitions"] >= found["xes"]["activities"] > 50
    assert found["xes"]["marked"] == [1, 1] and found["ocel"]["activities"] > 20
    assert found["ocel"]["officers"] == found["xes"]["resources"] - 1 > 10, "and the system"


@pytest.mark.parametrize("form", ["xes", "ocel"])
@pytest.mark.parametrize("personal", [MASKED, PSEUDONYMS])
def test_no_person_is_in_a_log(ours: Built, tmp_path: Path, form: str, personal: str) -> None:
    place = tmp_path / "log"
    written(ours, place, form, personal)
    text = place.read_text(encoding="utf-8")
    with ours.database.session() as session:
        officers = session.execute(select(Officer.id, Officer.name, Officer.sign_in_name)).all()
        workers = session.scalars(select(Party.name).where(Party.place == "worker")).all()
        numbers = session.scalars(select(CaseFile.case_no)).all()
    assert officers and workers and not [word for row in officers for word in row if word in text]
    assert not [name for name in workers if name in text]
    assert (numbers[0] in text) == (personal == MASKED)


def test_that_a_log_left_is_an_event_with_its_digest(ours: Built, tmp_path: Path) -> None:
    written(ours, tmp_path / "log", "xes", MASKED)
    with ours.database.session() as session:
        newest = session.scalars(
            select(Event).where(Event.kind == "log_exported").order_by(Event.id.desc())
        ).first()
    assert newest is not None and newest.chain == "system"
    assert newest.facts["form"] == "XES" and len(newest.facts["sha256"]) == 64
    assert newest.facts["purpose"] == "流程挖掘"
