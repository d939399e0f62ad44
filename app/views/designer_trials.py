"""Trials of a draft: the list, beginning one, and the recorded trials that every draft has to pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.reach import LABOUR
from app.actions.trial_keeping import begin_trial, throw_trial_away
from app.actions.trial_recording import remove_recorded_trial
from app.actions.trying_apart import CannotTry
from app.clock import LOCAL
from app.refusals import NotFound, Refusal
from app.trials.commands import Begin, Command, commands_from_json, commands_to_json
from app.trying.cannot import CannotPlay
from app.trying.example import example_beginning
from app.trying.example_case import example_case
from app.trying.lines import read_lines
from app.trying.recorded import Workshop
from app.trying.scene import scene_of, standing_of
from app.trying.table import TABLE
from app.views.access import actor, db, house, needs
from app.views.designer_trial_keeping import played_by
from app.views.designer_trial_parts import (
    beginnings,
    coverage_rows,
    coverage_states,
    drawings,
    first_day,
    places,
)
from app.views.words import t
from storage.designs import files_of_draft
from storage.errands import latest_errand
from storage.models import Draft
from storage.officers import names_of
from storage.trials import recorded_trial, recorded_trials, trial_of, trials_of_draft

blueprint = Blueprint("designer_trials", __name__, url_prefix="/designer/drafts/<draft_id>/trials")

Answer = str | tuple[str, int] | Response
NINE = time(9, 0)


@blueprint.get("")
@needs("process.design")
def page(draft_id: str) -> Answer:
    """List the trials of a draft and the recorded trials of its process, and offer to begin one."""
    return _shown(reach_draft(db(), draft_id))


@blueprint.post("")
@needs("process.design")
def begin(draft_id: str) -> Answer:
    """Begin a trial and go to it."""
    draft = reach_draft(db(), draft_id)
    try:
        workshop = TABLE.workshop(db(), draft.process_key, files_of_draft(db(), draft_id))
        command = _beginning(workshop)
        trial_id = _begun(draft, workshop, [command], request.form.get("name", ""))
    except (CannotTry, CannotPlay, Refusal) as refusal:
        return _shown(draft, refusal)
    return redirect(url_for("designer_trial_play.page", draft_id=draft_id, trial_id=trial_id))


@blueprint.post("/<trial_id>/remove")
@needs("process.design")
def remove(draft_id: str, trial_id: str) -> Response:
    """Throw a trial away."""
    _of_draft(draft_id, trial_id)
    throw_trial_away(db(), trial_id)
    flash(t("试运行已删除。", "The trial is deleted."))
    return redirect(url_for("designer_trials.page", draft_id=draft_id))


@blueprint.post("/recorded/<recorded_id>/open")
@needs("process.design")
def reopen(draft_id: str, recorded_id: str) -> Answer:
    """Play a recorded trial on the draft, to look at it and to go on with it."""
    draft, row = reach_draft(db(), draft_id), recorded_trial(db(), recorded_id)
    if row is None or row.process_key != draft.process_key:
        raise NotFound
    try:
        workshop = TABLE.workshop(db(), draft.process_key, files_of_draft(db(), draft_id))
        trial_id = _begun(draft, workshop, commands_from_json(row.commands), row.name)
    except (CannotTry, CannotPlay) as refusal:
        return _shown(draft, refusal)
    return redirect(url_for("designer_trial_play.page", draft_id=draft_id, trial_id=trial_id))


@blueprint.post("/recorded/<recorded_id>/remove")
@needs("process.design")
def forget(draft_id: str, recorded_id: str) -> Response:
    """Take a recorded trial away from the process."""
    remove_recorded_trial(db(), recorded_id, by=actor())
    flash(t("试运行案例已删除。", "The recorded trial is removed."))
    return redirect(url_for("designer_trials.page", draft_id=draft_id))


@blueprint.get("/coverage")
@needs("process.design")
def coverage(draft_id: str) -> Answer:
    """Show on the diagrams what the trials of a draft have come through, all together."""
    draft = reach_draft(db(), draft_id)
    workshop = TABLE.workshop(db(), draft.process_key, files_of_draft(db(), draft_id))
    covered = workshop.coverage()
    for trial in trials_of_draft(db(), draft_id):
        covered = covered.with_reached(places(trial.reached))
    return render_template(
        "designer/trial_coverage.html",
        draft=draft,
        rows=coverage_rows(workshop.edition, covered),
        drawings=drawings(workshop.edition, draft_id, coverage_states(covered)),
    )


def _beginning(workshop: Workshop) -> Begin:
    asked, edition = request.form, workshop.edition
    district, _, unit = asked.get("unit", "").partition(".")
    try:
        at = datetime.combine(datetime.fromisoformat(asked.get("day", "")).date(), NINE, LOCAL)
    except ValueError as error:
        raise CannotPlay("请填写开始日期。", "Give the day on which it begins.") from error
    way, _, name = asked.get("way", "hand").partition(":")
    start = edition.definition.plain_start if way == "hand" else None
    fields, files = example_beginning(edition, start, at)
    return Begin(
        district=district,
        unit=unit,
        at=at,
        message=name if way == "message" else None,
        start=name if way == "start" else None,
        data=read_lines(asked.get("data", ""), at),
        case=example_case(district, at) if asked.get("case") == "example" else {},
        fields=fields,
        files=files,
    )


def _begun(draft: Draft, workshop: Workshop, commands: Sequence[Command], name: str) -> str:
    """Play the first commands of a new trial and keep it; raise what speaks against its very first one."""
    with TABLE.player(workshop, []) as player:
        for command in commands:
            player.attempt(command)
            if player.refusal is not None:
                break
        if player.refusal is not None and not player.commands:
            raise player.refusal
        with player.room.database.session() as session:
            scene = scene_of(player, session)
        number = len(trials_of_draft(db(), draft.id)) + 1
        called = name.strip() or t(f"试运行 {number}", f"Trial {number}")
        kept = played_by(commands_to_json(player.commands), player.reached.places, standing_of(scene))
        return begin_trial(db(), draft.id, called, kept, by=actor()).id


def _shown(draft: Draft, refusal: Refusal | CannotPlay | Any = None) -> Answer:
    ways, problem = [], refusal
    try:
        workshop = TABLE.workshop(db(), draft.process_key, files_of_draft(db(), draft.id))
        ways = beginnings(workshop.edition)
    except CannotTry as failure:
        problem = failure
    rows = trials_of_draft(db(), draft.id)
    contents = {
        "draft": draft,
        "problem": t(problem.zh, str(problem)) if problem is not None else "",
        "ways": ways,
        "trials": rows,
        "people": names_of(db(), {row.begun_by for row in rows}),
        "recorded": recorded_trials(db(), draft.process_key),
        "replay": latest_errand(db(), draft.id, "replay"),
        "districts": [
            (
                t(district.zh, district.en),
                [(f"{key}.{unit.id}", t(unit.zh, unit.en)) for unit in district.units.values()],
            )
            for key, district in house().districts.items()
        ],
        "usual": f"{min(actor().jurisdictions, default='')}.{LABOUR}",
        "first_day": first_day(),
        "asked": request.form,
    }
    status = 422 if refusal is not None else 200
    return render_template("designer/trials.html", **contents), status


def _of_draft(draft_id: str, trial_id: str) -> None:
    trial = trial_of(db(), trial_id)
    if trial is None or trial.draft_id != draft_id:
        raise NotFound
