"""Files that officers want to take out are asked for here, made by workers, and taken once they are finished.

Asking is a chore: nothing has left the house yet. That a file leaves is recorded each time that it is taken, by
`app.actions.exporting` and `app.actions.event_logs`, before its first byte does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy.orm import Session

from app.actions.event_logs import checked_choice, record_log_export, write_log
from app.actions.exporting import granted_request, purpose_of, record_export
from app.actions.packing import write_case_file
from app.actions.seats import author_of
from app.actors import Actor
from app.exports.keeping import Shelf, SpoiltExport
from app.exports.logs import MASKED
from app.house import house_of
from app.permissions import may, units_where, whole_districts
from app.refusals import NotAllowed, NotFound, NotReady
from storage.casebook import visible_case
from storage.database import housekeeping
from storage.export_jobs import OPEN, count_kept, export_job_of, export_jobs_of
from storage.exports import count_cases
from storage.models import ExportJob, new_id

MOST_KEPT = 20
"""Files of one officer that may be kept at a time."""
ENDINGS = {"xes": "xes", "ocel": "jsonocel"}
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What came of making a file: the name it should have, and what was counted in it."""

    name: str
    told: dict[str, int]


@housekeeping
def ask_case_file(
    session: Session, case_id: str, purpose: str, request_id: str | None = None, *, by: Actor
) -> ExportJob:
    """Have the file of a case made, masked unless a granted request is named; return what was asked for.

    Raises PurposeNeeded, NotFound outside the officer's reach, NotAllowed, what `granted_request` raises, and
    NotReady while one is being made or too many are kept.
    """
    if not may(by, "case.export"):
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    if visible_case(session, case_id, units_where(by, "case.read"), whole_districts(by)) is None:
        raise NotFound
    why = granted_request(session, case_id, request_id, by=by).purpose if request_id else purpose_of(purpose)
    return _asked(session, "case", why, MASKED, by, case_id=case_id, request_id=request_id)


@housekeeping
def ask_log(session: Session, form: str, personal: str, purpose: str, *, by: Actor) -> ExportJob:
    """Have the event log of the officer's districts made; return what was asked for.

    Raises PurposeNeeded, and NotReady for another form or choice, while one is being made or too many are kept.
    """
    checked_choice(form, personal)
    return _asked(session, form, purpose_of(purpose), personal, by)


def _asked(
    session: Session, kind: str, purpose: str, personal: str, by: Actor, *, case_id: str | None = None,
    request_id: str | None = None,
) -> ExportJob:  # fmt: skip
    officer_id = by.officer_id or ""
    if any(each.state in OPEN for each in export_jobs_of(session, officer_id, case_id)):
        raise NotReady(
            "上一份还在准备，请等它完成。", "The one before is still being made; wait until it is done."
        )
    if count_kept(session, officer_id) >= MOST_KEPT:
        raise NotReady(
            f"最多保留 {MOST_KEPT} 份导出文件，请等旧的到期删除后再申请。",
            f"At most {MOST_KEPT} exports are kept; wait until the oldest are removed.",
        )
    made = ExportJob(
        id=new_id(), kind=kind, case_id=case_id, request_id=request_id, personal=personal, purpose=purpose,
        asked_by=officer_id, asked_at=house_of(session).now(), state="waiting", told={},
    )  # fmt: skip
    session.add(made)
    return made


def make_export(session: Session, job: ExportJob, out: IO[bytes], tell: Tell) -> Made:
    """Write the file that was asked for, with the permissions that the officer has now; it changes nothing.

    `tell` hears how many cases or parts of how many are written. Raises what refuses him the file.
    """
    by = author_of(session, job.asked_by)
    if job.kind == "case":
        name, _ = write_case_file(session, job.case_id or "", out, job.request_id, tell=tell, by=by)
        return Made(name, {})
    if not may(by, "log.export"):
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    districts = whole_districts(by)
    total = count_cases(session, districts)
    counted = write_log(session, out, job.kind, job.personal, districts, lambda done: tell(done, total))
    told = {"cases": counted.cases, "events": counted.events}
    return Made(f"events.{ENDINGS[job.kind]}", told)


def key_of(job: ExportJob) -> str:
    """Return the key under which the file is kept; each time that it is made anew it has another one."""
    return f"{job.id}-{job.generation}"


def take_export(session: Session, job_id: str, shelf: Shelf, *, by: Actor) -> ExportJob:
    """Record that a finished file leaves the house now, and return it; its bytes are on the shelf.

    Raises NotFound for that of somebody else, NotReady for one that is not finished, no longer kept or not what was
    made, and what refuses the officer the case, the log or the granted request today.
    """
    job = export_job_of(session, job_id)
    if job is None or job.asked_by != by.officer_id:
        raise NotFound
    session.expunge(job)  # recording lets go of what was read before
    if job.state != "done":
        raise NotReady("文件还没有准备好，或已到期删除。", "The file is not ready, or no longer kept.")
    try:
        if shelf.digest(key_of(job), job.size, house_of(session).keyring.open_own) != job.sha256:
            raise SpoiltExport(job.id)
    except SpoiltExport:
        raise NotReady(
            "导出文件已不在或已损坏，请重新导出。", "The file is gone or damaged; have it made again."
        ) from None
    if job.kind == "case":
        record_export(session, job.case_id or "", job.sha256, job.purpose, job.request_id, by=by)
    else:
        record_log_export(session, _facts(job), by=by)
    return job


def _facts(job: ExportJob) -> dict[str, Any]:
    return {
        "form": job.kind.upper(), "personal": job.personal, **job.told, "purpose": job.purpose, "sha256": job.sha256,
    }  # fmt: skip
