"""Foresights of drafts: asked for and called off by designers, worked out in parts; lines are written by the jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.actions.design_reach import designer, reach_draft
from app.actions.foreseeing import CANNOT, MAPS, MOVES, STAYS, Look
from app.actions.foreseeing_past import YEAR, Past
from app.actions.trying_apart import pass_gate_apart
from app.actors import Actor
from app.diagrams.comparing import likely_renames
from app.engine import CannotRun, Definition
from app.forms import FormError
from app.house import house_of
from app.refusals import NotFound, NotReady, Refusal
from app.versions import compile_files
from storage.database import unit_of_work
from storage.designs import files_of_draft
from storage.events import record
from storage.foresights import (
    files_of_foresight,
    foresight_of,
    foresights_of_draft,
    keep_lines,
    lines_kept,
    places_of_runs,
    run_ids,
    runs_with_cases,
)
from storage.models import CaseFile, Foresight, ForesightItem, ForesightPart, Run, new_id
from storage.versions import bundle_digest, content_digest, version_of

PART = 100
"""Runs that are worked out together, in one piece of work."""
OPEN = frozenset({STAYS, MOVES, MAPS, CANNOT})
ENDED = frozenset({"same", "parts"})


class CannotForesee(Refusal):
    """The files of the draft cannot run, so nothing can be foreseen of them."""

    status = 422


@dataclass(frozen=True)
class Known:
    """A draft as it was when something was foreseen of it: compiled, with what it draws otherwise than versions do."""

    definition: Definition
    files: Mapping[str, bytes]
    touched: dict[str, frozenset[str] | None] = field(default_factory=dict)


def ask_foresight(
    session: Session, draft_id: str, mapping: Mapping[str, str] | None, *, by: Actor
) -> Foresight:
    """Have it foreseen what a draft, as it is now, would do to every run; workers do it in the background.

    Without a mapping the likely renamings from the newest version are tried. Raises CannotTry with the findings of
    the gate, CannotForesee, NotAllowed, and NotReady while a foresight of the draft is being worked out.
    """
    draft = reach_draft(session, draft_id)
    key, files = draft.process_key, files_of_draft(session, draft_id)
    pass_gate_apart(files)
    try:
        compile_files(key, files)
    except (CannotRun, FormError, ValueError) as error:
        raise CannotForesee(f"草稿不能运行：{error}", f"The draft cannot run: {error}") from error
    newest = house_of(session).shelf.newest(session, key)
    likely = likely_renames(newest.files, files, key) if newest is not None else {}
    return begin_foresight(
        session, draft_id, bundle_digest(files), likely if mapping is None else mapping, by=by
    )


@unit_of_work
def begin_foresight(
    session: Session, draft_id: str, digest: str, mapping: Mapping[str, str], *, by: Actor
) -> Foresight:
    """Begin a foresight of a draft whose files passed the gate and have this digest, and return it.

    Lines of an earlier foresight of the same files that a mapping does not concern, and whose runs stand as they
    stood, are taken over; the others are worked out in parts.
    """
    who, draft = designer(by), reach_draft(session, draft_id)
    files = files_of_draft(session, draft_id)
    earlier = foresights_of_draft(session, draft_id)
    if any(each.state == "running" for each in earlier):
        raise NotReady("影响分析正在进行。", "A foresight of this draft is being worked out.")
    if bundle_digest(files) != digest:
        raise NotReady("草稿刚被改动，请再试一次。", "The draft has just been changed; try again.")
    at = house_of(session).now()
    found = Foresight(
        id=new_id(), draft_id=draft_id, process_key=draft.process_key, digest=digest,
        files={path: content_digest(content) for path, content in files.items()},
        mapping=dict(mapping), state="running", asked_by=by.officer_id, asked_at=at,
    )  # fmt: skip
    session.add(found)
    session.flush()
    before = next((each for each in earlier if each.state == "done" and each.digest == digest), None)
    if before is not None:
        keep_lines(session, before.id, found.id, {STAYS, MOVES, *ENDED})
    count = _divide(session, found)
    facts = {"draft": draft_id, "key": draft.process_key, "title": draft.title, "foresight": found.id}
    record(session, "foresight_begun", {**facts, "runs": count, "mapping": dict(mapping)}, at=at, by=who)
    return found


def _divide(session: Session, foresight: Foresight) -> int:
    """Divide what is not known yet into parts, and return how many runs there are."""
    kept, number, count = lines_kept(session, foresight.id), 0, 0
    since = foresight.asked_at - YEAR
    for kind, ended_since in (("open", None), ("ended", since)):
        ids = [row[0] for row in run_ids(session, foresight.process_key, ended_since=ended_since)]
        count += len(ids)
        todo = [run_id for run_id in ids if run_id not in kept]
        for start in range(0, len(todo), PART):
            number += 1
            part = todo[start : start + PART]
            session.add(
                ForesightPart(foresight_id=foresight.id, number=number, kind=kind, runs=part, state="waiting")
            )
    if not number:
        foresight.state, foresight.ended_at = "done", foresight.asked_at
    return count


@unit_of_work
def cancel_foresight(session: Session, foresight_id: str, *, by: Actor) -> Foresight:
    """Call a foresight off; what is known already stays. Raises NotReady for one that is over."""
    who, found = designer(by), foresight_of(session, foresight_id, locked=True)
    if found is None:
        raise NotFound
    if found.state != "running":
        raise NotReady("影响分析已经结束。", "The foresight is over already.")
    found.state, found.ended_at = "cancelled", house_of(session).now()
    facts = {"draft": found.draft_id, "key": found.process_key, "foresight": found.id}
    record(session, "foresight_cancelled", facts, at=found.ended_at, by=who)
    return found


_KEPT: dict[str, Known] = {}
_MOST_KEPT = 4


def known_draft(session: Session, foresight: Foresight) -> Known:
    """Return the compiled files of a foresight, which passed the gate when it was asked for."""
    known = _KEPT.get(foresight.id)
    if known is not None:
        return known
    files = files_of_foresight(session, foresight)
    definition, _ = compile_files(foresight.process_key, files)
    while len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    return _KEPT.setdefault(foresight.id, Known(definition, files))


def work_out(session: Session, foresight: Foresight, part: ForesightPart) -> list[ForesightItem]:
    """Return the lines of one part; it writes nothing."""
    known = known_draft(session, foresight)
    runs = runs_with_cases(session, part.runs)
    if part.kind == "ended":
        return [_ended(session, foresight, run, case, known) for run, case in runs]
    places = places_of_runs(session, part.runs)
    look = Look(
        session, foresight.process_key, known.files, known.definition, foresight.mapping, known.touched
    )
    lines = []
    for run, case in runs:
        if run.status != "open":
            continue
        told = look.at(run, case)
        lines.append(
            ForesightItem(
                foresight_id=foresight.id, run_id=run.id, case_no=case.case_no,
                district=case.jurisdiction_key, version=told.version, step=run.step, outcome=told.outcome,
                places=places.get(run.id, []),
                reasons=[[each.element, each.code, each.zh, each.en] for each in told.obstacles],
            )
        )  # fmt: skip
    return lines


def _ended(session: Session, foresight: Foresight, run: Run, case: CaseFile, known: Known) -> ForesightItem:
    """Return where the way of a run that ended would have parted from what it was."""
    parting = Past(session, case, run, known.definition).held()
    version = version_of(session, run.version_id)
    return ForesightItem(
        foresight_id=foresight.id, run_id=run.id, case_no=case.case_no, district=case.jurisdiction_key,
        version=version.number if version else 0, step=parting.step,
        outcome="same" if parting.same else "parts",
        places=[parting.element] if parting.element else [], reasons=[],
        was=parting.was[:300], would_be=parting.would_be[:300],
    )  # fmt: skip
