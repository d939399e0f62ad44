"""Playing a trial: its diagram and open steps, completing them, messages, time, steps back, and recording it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.trial_keeping import go_on_with_trial
from app.actions.trial_recording import Record, record_trial
from app.refusals import NotFound, Refusal
from app.trials.commands import MOST_DAYS, Command, Hear, Reply, Wait, commands_from_json, commands_to_json
from app.trying.cannot import CannotPlay
from app.trying.example import example
from app.trying.lines import read_lines
from app.trying.player import Player
from app.trying.recorded import Workshop
from app.trying.references import references
from app.trying.scene import Scene, command_for, scene_of, standing_of
from app.trying.table import TABLE
from app.views.access import actor, db, needs
from app.views.designer_trial_forms import (
    Attempt,
    StepView,
    example_attempt,
    step_named,
    step_view,
    typed,
    wait_view,
)
from app.views.designer_trial_keeping import played_by
from app.views.designer_trial_parts import coverage_rows, drawings, entries, moment_words, playing_states
from app.views.designer_trial_showing import (
    clocks_told,
    data_told,
    externals_told,
    steps_told,
    timers_told,
    waits_told,
)
from app.views.posted import asks_again
from app.views.words import t
from storage.designs import files_of_draft
from storage.models import Draft, Trial
from storage.trials import trial_of

blueprint = Blueprint(
    "designer_trial_play", __name__, url_prefix="/designer/drafts/<draft_id>/trials/<trial_id>"
)

Answer = str | tuple[str, int] | Response


@blueprint.get("")
@needs("process.design")
def page(draft_id: str, trial_id: str) -> Answer:
    """Show where a trial stands, with the form of one open step."""
    draft, trial = _reached(draft_id, trial_id)
    return _shown(draft, trial, Attempt())


@blueprint.post("/steps")
@needs("process.design")
def complete(draft_id: str, trial_id: str) -> Answer:
    """Complete a step with what was filled in, with an example, or show the form filled with one."""
    draft, trial = _reached(draft_id, trial_id)
    fields, files = typed()
    if "example" in request.form:
        return _shown(draft, trial, None)
    if asks_again(fields):
        return _shown(draft, trial, Attempt(fields, files))
    return _go_on(
        draft, trial, lambda player, session: _completion(player, session, fields, files), (fields, files)
    )


@blueprint.post("/form")
@needs("process.design")
def form_again(draft_id: str, trial_id: str) -> str:
    """Return the form of a step alone, as it is after a choice; nothing is judged."""
    draft, trial = _reached(draft_id, trial_id)
    fields, files = typed()
    macro = get_template_attribute("forms/form.html", "render_form")
    with _standing(_workshop(draft), trial) as (player, session):
        view = _chosen(draft, trial, player, session, Attempt(fields, files))
        return str(macro(view.form)) if view is not None and view.form is not None else ""


@blueprint.post("/messages")
@needs("process.design")
def hear(draft_id: str, trial_id: str) -> Answer:
    """Let a message arrive that the run waits for."""
    draft, trial = _reached(draft_id, trial_id)
    fields, files = typed()
    element = request.args.get("wait", "")
    if asks_again(fields):
        return _shown(draft, trial, Attempt(fields, files))

    def made(player: Player, session: Session) -> Command:
        wait = next((w for w in scene_of(player, session).waits if w.element_id == element), None)
        if wait is None:
            raise CannotPlay("流程已不再等待这条消息。", "The run does not wait for this message any more.")
        data = read_lines(request.form.get("data", ""), player.now)
        told = references(session).told(fields)
        return Hear(wait.name, element, data=data, fields=told, files=files)

    return _go_on(draft, trial, made, (fields, files))


@blueprint.post("/external")
@needs("process.design")
def reply(draft_id: str, trial_id: str) -> Answer:
    """Answer an external task in place of its worker."""
    draft, trial = _reached(draft_id, trial_id)
    return _go_on(draft, trial, _reply, ({}, {}))


@blueprint.post("/time")
@needs("process.design")
def wait(draft_id: str, trial_id: str) -> Answer:
    """Let time pass."""
    draft, trial = _reached(draft_id, trial_id)
    return _go_on(draft, trial, lambda player, session: _span(), ({}, {}))


@blueprint.post("/back")
@needs("process.design")
def back(draft_id: str, trial_id: str) -> Answer:
    """Go back to where the trial stood after so many steps; what came later is dropped."""
    draft, trial = _reached(draft_id, trial_id)
    count = max(1, min(request.form.get("to", default=1, type=int), len(trial.commands)))
    with TABLE.player(_workshop(draft), commands_from_json(trial.commands[:count])) as player:
        _keep(trial, player)
    return redirect(_address())


@blueprint.post("/record")
@needs("process.design")
def keep(draft_id: str, trial_id: str) -> Answer:
    """Record the trial with its process, with everything that each step brought as what is expected."""
    draft, trial = _reached(draft_id, trial_id)
    with TABLE.player(_workshop(draft), commands_from_json(trial.commands)) as player:
        expected = [outcome.to_json() for outcome in player.done]
    record_trial(
        db(), draft.process_key, Record(request.form.get("name", ""), trial.commands, expected), by=actor()
    )
    flash(t("已保存为试运行案例，以后每次发布前都要通过。", "Recorded: every later draft has to pass it."))
    return redirect(_address())


def _completion(
    player: Player, session: Session, fields: Mapping[str, Sequence[str]], files: Mapping[str, Sequence[str]]
) -> Command:
    key = request.form.get("at", "")
    step = step_named(player, session, key)
    if step is None or step.key != key:
        raise CannotPlay("这个步骤已不再打开。", "This step is not open any more.")
    if "auto" in request.form:
        return example(player, session, step.task, {})
    return command_for(key, fields=references(session).told(dict(fields)), files=dict(files))


def _reply(player: Player, session: Session) -> Reply:
    place = int(request.form["place"]) if request.form.get("place", "").isdigit() else 0
    waiting = scene_of(player, session).externals
    if not 0 < place <= len(waiting):
        raise CannotPlay("这项外部任务已不再等待。", "This external task does not wait any more.")
    task, how, asked = waiting[place - 1], request.form.get("how", "done"), request.form
    data = read_lines(asked.get("data", ""), player.now) if how != "failed" else {}
    code = asked.get("code", "").strip() if how == "error" else ""
    return Reply(task.element_id, task.path, task.loop_key, how, data, code, asked.get("message", "").strip())


def _span() -> Wait:
    asked = request.form
    if asked.get("timer"):
        return Wait(element=asked["timer"])
    count = max(1, min(asked.get("count", default=1, type=int), MOST_DAYS))
    if asked.get("by") == "days":
        return Wait(days=count)
    return Wait(working_days=count) if asked.get("by") == "working_days" else Wait()


def _go_on(draft: Draft, trial: Trial, make: Any, typed_in: tuple[Any, Any]) -> Answer:
    """Perform the command that `make` returns and keep the trial; show the page again with what speaks against it."""
    refusal: Any = None
    with TABLE.player(_workshop(draft), commands_from_json(trial.commands)) as player:
        try:
            with player.room.database.session() as session:
                command = make(player, session)
            player.attempt(command)
            refusal = player.refusal
        except (CannotPlay, Refusal) as failure:
            refusal = failure
        if refusal is None:
            _keep(trial, player)
    if refusal is not None:
        return _shown(draft, trial, Attempt(typed_in[0], typed_in[1], refusal))
    return redirect(_address())


def _keep(trial: Trial, player: Player) -> None:
    with player.room.database.session() as session:
        standing = standing_of(scene_of(player, session))
    kept = played_by(commands_to_json(player.commands), player.reached.places, standing)
    revision = request.form.get("revision", default=trial.revision, type=int)
    go_on_with_trial(db(), trial.id, revision, kept)


def _reached(draft_id: str, trial_id: str) -> tuple[Draft, Trial]:
    draft, trial = reach_draft(db(), draft_id), trial_of(db(), trial_id)
    if trial is None or trial.draft_id != draft_id:
        raise NotFound
    return draft, trial


@contextmanager
def _standing(workshop: Workshop, trial: Trial) -> Iterator[tuple[Player, Session]]:
    """Lend a trial as it stands, with a session of its own world."""
    with (
        TABLE.player(workshop, commands_from_json(trial.commands)) as player,
        player.room.database.session() as session,
    ):
        yield player, session


def _workshop(draft: Draft) -> Workshop:
    return TABLE.workshop(db(), draft.process_key, files_of_draft(db(), draft.id))


def _address() -> str:
    """Return where the trial is played; what was read of it has been let go when it was kept."""
    return url_for("designer_trial_play.page", **(request.view_args or {}))


def _shown(draft: Draft, trial: Trial, attempt: Attempt | None) -> Answer:
    """Show the trial; without an attempt, the chosen step filled with an example."""
    workshop = _workshop(draft)
    with _standing(workshop, trial) as (player, session):
        scene = scene_of(player, session)
        step = None if request.args.get("wait") else step_named(player, session, _asked())
        if attempt is None:
            attempt = example_attempt(player, session, step) if step is not None else Attempt()
        chosen = _chosen(draft, trial, player, session, attempt)
        contents = _contents(workshop, draft, trial, player, scene)
        page = render_template("designer/trial.html", **contents, chosen=chosen, attempt=attempt)
    return page, (422 if attempt.refusal is not None else 200)


def _asked() -> str:
    return request.form.get("at") or request.args.get("at", "")


def _chosen(
    draft: Draft, trial: Trial, player: Player, session: Session, attempt: Attempt
) -> StepView | None:
    again = url_for("designer_trial_play.form_again", draft_id=draft.id, trial_id=trial.id)
    element = request.args.get("wait")
    if element:
        wait = next((w for w in scene_of(player, session).waits if w.element_id == element), None)
        return wait_view(player, session, wait, attempt, f"{again}?wait={element}") if wait else None
    step = step_named(player, session, _asked())
    return step_view(player, session, step, attempt, again) if step is not None else None


def _contents(workshop: Workshop, draft: Draft, trial: Trial, player: Player, scene: Scene) -> dict[str, Any]:
    edition = workshop.edition
    covered = workshop.coverage().with_reached(player.reached.places)
    return {
        "draft": draft,
        "trial": trial,
        "scene": scene,
        "now": moment_words(scene.now),
        "steps": steps_told(scene),
        "waits": waits_told(edition, scene),
        "externals": externals_told(edition, scene),
        "timers": timers_told(edition, scene),
        "clocks": clocks_told(scene),
        "data": data_told(scene),
        "entries": entries(edition, scene),
        "drawings": drawings(edition, draft.id, playing_states(edition, scene)),
        "rows": coverage_rows(edition, covered)[:1],
    }
