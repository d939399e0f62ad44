"""Files that leave the house are made in the background, kept sealed for a while, and offered only when whole."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions.export_jobs import MOST_KEPT, key_of
from app.clock import SetClock
from app.exports.keeping import Shelf
from app.jobs.exports import OUTBOX, remove_old
from app.jobs.outbox import wait_again
from storage.models import Event, ExportJob, Membership, new_id
from tests.support.exports import database_of, make_exports, newest_export, taken
from tests.support.lived import Lived

AUDITOR, OTHER = "tj.office.auditor", "xn.office.auditor"
ASKED = {"form": "ocel", "personal": "masked", "purpose": "流程分析"}


@pytest.fixture
def desk(lived: Lived, tmp_path: Path) -> Lived:
    """The place with a folder of its own for exports."""
    lived.app(EXPORTS=str(tmp_path / "exports"))
    return lived


def page(lived: Lived) -> str:
    return BeautifulSoup(lived.client(AUDITOR).get("/logs").text, "html.parser").get_text(" ", strip=True)


def leavings(lived: Lived) -> int:
    """How often an event log left the house, by the record."""
    with lived.session() as session:
        return len(session.scalars(select(Event.id).where(Event.kind == "log_exported")).all())


def shelf_of(lived: Lived) -> Shelf:
    with database_of(lived).session() as session:
        shelf: Shelf = session.info["exports"]
        return shelf


def test_a_log_is_asked_for_made_in_the_background_and_each_taking_is_on_record(desk: Lived) -> None:
    auditor = desk.client(AUDITOR)
    assert auditor.post("/logs", ASKED).status_code == 302
    assert "正在准备" in page(desk) and leavings(desk) == 0
    assert auditor.post("/logs", ASKED).status_code == 409, "one at a time"
    (job_id,) = make_exports(desk)
    assert "可下载" in page(desk) and leavings(desk) == 0
    assert desk.client(OTHER).post(f"/logs/files/{job_id}").status_code == 404
    first, again = (auditor.post(f"/logs/files/{job_id}") for _ in range(2))
    assert first.data == again.data and first.status_code == 200 and leavings(desk) == 2
    kept = b"".join(each.read_bytes() for each in shelf_of(desk).folder.iterdir())
    assert b"ocel" not in kept and b"objectId" not in kept, "what is kept is sealed"


def test_a_file_that_was_begun_and_lost_is_made_anew_and_nothing_half_written_stays(
    desk: Lived, clock: SetClock
) -> None:
    desk.client(AUDITOR).post("/logs", ASKED)
    database, shelf = database_of(desk), shelf_of(desk)
    with database.session() as session:
        job = newest_export(session)
        key, lost = key_of(job), {job.id: job.generation}
        job.state = "queued"
        session.commit()
        shelf.folder.mkdir(parents=True)
        (shelf.folder / f"{key}.77.part").write_bytes(b"half")
        (shelf.folder / f"{key}.sealed").write_bytes(b"of a worker that died before it could say so")
        assert wait_again(session, lost, OUTBOX) == 1 and wait_again(session, lost, OUTBOX) == 0
    (job_id,) = make_exports(desk)
    assert desk.client(AUDITOR).post(f"/logs/files/{job_id}").status_code == 200
    for each in shelf.folder.iterdir():
        os.utime(each, (0, 0))
    with database.session() as session:
        assert remove_old(session) == 2, "what the dead worker left"
    assert desk.client(AUDITOR).post(f"/logs/files/{job_id}").status_code == 200
    clock.advance(timedelta(days=shelf.days, seconds=1))
    with database.session() as session:
        assert remove_old(session) == 1 and not list(shelf.folder.iterdir())
    desk.desks.clear()
    assert desk.client(AUDITOR).post(f"/logs/files/{job_id}").status_code == 409
    assert "已到期删除" in page(desk) and leavings(desk) == 2


def test_a_file_that_is_gone_cut_short_or_exchanged_is_not_offered(desk: Lived) -> None:
    assert taken(desk, AUDITOR, "/logs", ASKED).status_code == 200
    shelf = shelf_of(desk)
    (kept,) = shelf.folder.iterdir()
    job_id, whole = kept.stem.partition("-")[0], kept.read_bytes()
    for spoilt in (whole[:-1], whole + b"0", bytes([whole[0] ^ 1]) + whole[1:], b""):
        kept.write_bytes(spoilt)
        answer = desk.client(AUDITOR).post(f"/logs/files/{job_id}")
        assert answer.status_code == 409 and "重新导出" in answer.text
    kept.unlink()
    assert desk.client(AUDITOR).post(f"/logs/files/{job_id}").status_code == 409 and leavings(desk) == 1


def test_what_cannot_be_made_says_why_and_leaves_nothing(desk: Lived, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file stands where the folder should be")
    desk.client(AUDITOR).post("/logs", ASKED)
    make_exports(desk)
    assert "导出文件夹无法写入" in page(desk) and leavings(desk) == 0
    (tmp_path / "exports").unlink()
    assert taken(desk, AUDITOR, "/logs", ASKED).status_code == 200


def test_who_lost_his_post_meanwhile_gets_no_file(desk: Lived) -> None:
    desk.client(AUDITOR).post("/logs", ASKED)
    with desk.session() as session:
        officer = desk.actor(AUDITOR).officer_id
        for seat in session.scalars(select(Membership).where(Membership.officer_id == officer)):
            seat.valid_from = seat.valid_to = date(2025, 1, 1)
        session.commit()
    make_exports(desk)
    with desk.session() as session:
        job = newest_export(session)
        assert job.state == "failed" and "没有此项权限" in job.told["zh"]


def test_nobody_fills_the_disk(desk: Lived) -> None:
    desk.client(AUDITOR).post("/logs", ASKED)
    make_exports(desk)
    with desk.session() as session:
        job = newest_export(session)
        told = {column.name: getattr(job, column.name) for column in ExportJob.__table__.columns}
        session.add_all(ExportJob(**{**told, "id": new_id()}) for _ in range(MOST_KEPT - 1))
        session.commit()
    refused = desk.client(AUDITOR).post("/logs", ASKED)
    assert refused.status_code == 409 and str(MOST_KEPT) in refused.text
