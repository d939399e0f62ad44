"""What a history must hold beside the daily work: runs carried over in the middle, moved by hand, and corrected."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.correcting import correct_answers, correction_sheet
from app.actions.migrating import migrate_run
from app.actions.moving import approve_move, propose_move
from app.actions.publishing import publish_process
from app.actors import SYSTEM
from app.clock import clock_at
from app.demonstration.filling import CannotFill
from app.demonstration.player import NoSuchTask, Player
from app.refusals import Refusal
from storage.database import Database
from storage.models import Run, Task
from storage.tasks import open_tasks_of_case
from storage.versions import files_of_version
from tests.demonstration.conftest import TODAY

MOST = 12
"""How many runs are carried over."""


def change(database: Database) -> dict[str, int]:
    """Change what is under way by real actions, a day after the demonstration; return how often each was done."""
    done = {"carried over": 0, "completed after": 0, "moved": 0, "corrected": 0}
    with clock_at(TODAY + timedelta(days=1)) as clock:
        player = Player(database, clock)
        for run_id in _under_way(database):
            with player.session() as session:
                case_id, renamed = _carry_over(session, run_id)
            done["carried over"] += 1
            try:
                player.do(case_id, renamed)
                done["completed after"] += 1
            except (CannotFill, NoSuchTask, Refusal):
                continue
        with player.session() as session:
            done["moved"] += _move_back(session, player)
        with player.session() as session:
            done["corrected"] += _correct(session, player)
    return done


def _under_way(database: Database) -> list[str]:
    with database.session() as session:
        question = select(Run.id).join(Task, Task.run_id == Run.id)
        open_ones = question.where(Run.status == "open", Task.closed_at.is_(None), Task.path == "")
        return list(session.scalars(open_ones.distinct().order_by(Run.id).limit(MOST)))


def _carry_over(session: Session, run_id: str) -> tuple[str, str]:
    """Publish a version in which the step at which a run stands is called otherwise, and carry the run over."""
    run = session.get_one(Run, run_id)
    case_id, key = run.case_id, run.process_key
    task = next(
        task for task in open_tasks_of_case(session, case_id) if task.run_id == run_id and not task.path
    )
    old, new = task.element_id, f"{task.element_id}_{run_id[-4:]}"
    files = {}
    for path, content in files_of_version(session, run.version_id).items():
        named = path.replace(f"forms/{key}/{old}.form", f"forms/{key}/{new}.form")
        changed = content.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
        files[named] = changed.replace(f">{old}<".encode(), f">{new}<".encode())
    version = publish_process(session, key, files, by=SYSTEM)
    migrate_run(session, run_id, version.id, {old: new}, by=SYSTEM)
    return case_id, new


def _move_back(session: Session, player: Player) -> int:
    """Move a run by hand to a step at which it has been."""
    question = select(Run).where(Run.status == "open").order_by(Run.id)
    for run in session.scalars(question).all():
        was = select(Task).where(Task.run_id == run.id, Task.path == "", Task.closed_how == "completed")
        former = session.scalars(was.order_by(Task.id.desc()).limit(1)).first()
        tasks = [task for task in open_tasks_of_case(session, run.case_id) if task.run_id == run.id]
        if former is None or len(tasks) != 1 or tasks[0].path:
            continue
        district = tasks[0].unit_id.split(".")[0]
        try:
            by = player.officers(session, f"{district}.office", "office_director")[0]
            made = propose_move(session, run.id, [tasks[0].token], former.element_id, "补办（虚构）", by=by)
            approve_move(session, made.id, by=player.officers(session, f"{district}.leaders", "convenor")[0])
        except Refusal:
            session.rollback()
            continue
        return 1
    return 0


def _correct(session: Session, player: Player) -> int:
    """Correct the first figure of a run that a completed step has filled in."""
    question = select(Task).join(Run, Task.run_id == Run.id)
    for task in session.scalars(
        question.where(Run.status == "open", Task.closed_how == "completed").order_by(Task.id)
    ).all():
        for by in player.officers(session, task.unit_id, task.role)[:1]:
            try:
                sheet = correction_sheet(session, task.id, by=by)
                asked = sheet.form.fields if sheet.form is not None else ()
                figures = [one for one in asked if one.path.startswith("var.") and one.kind == "number"]
                if not figures or sheet.known.get(figures[0].scope_name) is None:
                    continue
                wanted = {figures[0].path: sheet.known[figures[0].scope_name] + 1}
                fields = player.filled(session, sheet, wanted)[0]
                correct_answers(session, task.id, fields, "笔误（虚构）", by=by)
            except (CannotFill, Refusal):
                session.rollback()
                continue
            return 1
    return 0
