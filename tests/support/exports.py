"""Exports, made at once as workers make them, and taken at a desk; it knows no page but those of exports."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.jobs.exports import make
from storage.database import Database
from storage.export_jobs import waiting_exports
from storage.models import ExportJob
from tests.support.lived import Lived


def database_of(lived: Lived) -> Database:
    """Return the database as web processes and workers open it."""
    app = lived.opened[0] if lived.opened else lived.app()
    database: Database = app.extensions["database"]
    return database


def make_exports(lived: Lived) -> list[str]:
    """Queue and make all files that wait, and return their ids."""
    database = database_of(lived)
    with database.session() as session:
        waiting = waiting_exports(session)
        for job in waiting:
            job.state = "queued"
        session.commit()
        ids = [job.id for job in waiting]
    for job_id in ids:
        make(database, job_id)
    return ids


def newest_export(session: Session) -> ExportJob:
    """Return what was asked for last."""
    newest = session.scalars(
        select(ExportJob).order_by(ExportJob.asked_at.desc(), ExportJob.id.desc())
    ).first()
    assert newest is not None
    return newest


def taken(lived: Lived, who: str, address: str, fields: dict[str, str] | None = None) -> TestResponse:
    """Ask for a file at an address, let a worker make it, and take it."""
    desk = lived.client(who)
    asked = desk.post(address, fields)
    if asked.status_code != 302:
        return asked
    (job_id,) = make_exports(lived)
    return desk.post(("/logs" if address == "/logs" else "/exports") + f"/files/{job_id}")
