"""Publications: proposals to decide, what is in force where and since when, what comes when, and going back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.actions.approving import drop_start, send_back
from app.actions.errands import ask_approval, refusal_of
from app.actions.proposing import propose_restore
from app.permissions import may
from app.refusals import NotFound, Refusal
from app.views.access import actor, db, house, needs
from app.views.designer_files_changed import changed_files, changes
from app.views.designer_outlook import outlook
from app.views.designer_parts import draft_address, tabs_of
from app.views.designer_publish import sent_starts, start_choices, starts_in_words
from app.views.words import t
from storage.designs import draft_of, editors_of
from storage.errands import OPEN, latest_errand
from storage.in_force import EVERYWHERE, OUTSET, id_in_force, starts_of
from storage.models import DeskErrand, ProcessInForce, ProcessVersion, Publication
from storage.officers import names_of
from storage.publications import publication_of, publications_decided, publications_waiting
from storage.versions import digests_of_version, newest_versions, version_of

blueprint = Blueprint("designer_publications", __name__, url_prefix="/designer")

STATES = {
    "waiting": ("待审批", "Awaits approval", "amber"),
    "approved": ("已发布", "Published", "green"),
    "sent_back": ("已退回", "Sent back", "red"),
    "withdrawn": ("已撤回", "Withdrawn", ""),
}


@blueprint.get("/publications")
@needs("process.design")
def page() -> str:
    """Show the proposals, and what is in force, of one process or of all."""
    key = request.args.get("process", "")
    names = _names()
    waiting = [made for made in publications_waiting(db()) if key in ("", made.process_key)]
    return render_template(
        "designer/publications.html",
        waiting=[_line(made, names) for made in waiting],
        decided=[_line(made, names) for made in publications_decided(db(), key)],
        starts=_starts(key, names),
        key=key,
        names=sorted(names.items()),
        may_approve=may(actor(), "process.approve"),
    )


@blueprint.get("/publications/<publication_id>")
@needs("process.design")
def decision(publication_id: str) -> str:
    """Show a proposal with everything that whoever decides has to look at."""
    made = publication_of(db(), publication_id)
    if made is None:
        raise NotFound
    return _decision(
        made, latest_errand(db(), publication_id, "approve") if made.state == "waiting" else None
    )


@blueprint.post("/publications/<publication_id>/approve")
@needs("process.approve")
def grant(publication_id: str) -> Response:
    """Approve a proposal: it is judged once more in the background, then published."""
    ask_approval(db(), publication_id, request.form.get("override", ""), by=actor())
    return redirect(url_for("designer_publications.decision", publication_id=publication_id))


@blueprint.post("/publications/<publication_id>/return")
@needs("process.approve")
def give_back(publication_id: str) -> Response:
    """Send a proposal back with a reason."""
    send_back(db(), publication_id, request.form.get("reason", ""), by=actor())
    flash(t("已退回。", "Sent back."))
    return redirect(url_for("designer_publications.page"))


@blueprint.get("/versions/<version_id>/restore")
@needs("process.design")
def restoring(version_id: str) -> str:
    """Show the form for proposing that an earlier version be in force again."""
    return _restoring(version_id, {})


@blueprint.post("/versions/<version_id>/restore")
@needs("process.design")
def restore(version_id: str) -> Response | tuple[str, int]:
    """Propose that an earlier version be in force again."""
    try:
        sent = request.form
        made = propose_restore(db(), version_id, sent.get("note", ""), sent_starts(sent), by=actor())
    except Refusal as refusal:
        return _restoring(version_id, request.form, refusal), refusal.status
    flash(t("已提请重新启用，等待他人审批。", "Proposed; somebody else decides now."))
    return redirect(url_for("designer_publications.decision", publication_id=made.id))


@blueprint.post("/starts/<start_id>/drop")
@needs("process.approve")
def drop(start_id: str) -> Response:
    """Take back that a version comes into force on a later day."""
    start = drop_start(db(), start_id, request.form.get("reason", ""), by=actor())
    flash(t("已取消。", "Taken back."))
    return redirect(url_for("designer_publications.page", process=start.process_key))


def _names() -> dict[str, str]:
    return {each.process_key: t(each.name_zh, each.name_en) for each in newest_versions(db())}


def _line(made: Publication, names: dict[str, str]) -> dict[str, Any]:
    people = names_of(db(), {one for one in (made.proposed_by, made.decided_by) if one})
    version = version_of(db(), made.version_id) if made.version_id else None
    draft = draft_of(db(), made.draft_id) if made.draft_id else None
    zh, en, colour = STATES[made.state]
    return {
        "made": made,
        "process": names.get(made.process_key, made.process_key),
        "draft": draft,
        "version": version,
        "by": people.get(made.proposed_by, ""),
        "decider": people.get(made.decided_by or "", ""),
        "starts": starts_in_words(made.starts),
        "state": t(zh, en),
        "colour": colour,
    }


def _decision(made: Publication, errand: DeskErrand | None) -> str:
    line, who, refusal = _line(made, _names()), actor(), refusal_of(errand)
    draft, files, links = line["draft"], [], []
    if draft is not None:
        base = version_of(db(), draft.based_on_id) if draft.based_on_id else None
        files = changed_files(db(), draft) if made.state in ("waiting", "approved") else []
        links = [(tab.words, tab.address) for tab in tabs_of(draft, base)]
        first = {made.proposed_by} | editors_of(db(), draft.id)
    else:
        first = {made.proposed_by}
        version = line["version"]
        now = id_in_force(db(), made.process_key, min(made.starts), clock.today())
        if now is not None and version is not None:
            files = changes(digests_of_version(db(), now), digests_of_version(db(), version.id))
    return render_template(
        "designer/publication.html",
        line=line,
        made=made,
        files=files,
        links=links,
        outlook=outlook(db(), draft) if draft is not None and made.state == "waiting" else [],
        draft_link=draft_address(draft.id) if draft is not None else None,
        refusal=refusal,
        findings=refusal.details["findings"] if refusal else [],
        needs_reason=refusal is not None and refusal.details["needs_reason"],
        judging=errand is not None and errand.state in OPEN,
        may_decide=may(who, "process.approve") and who.officer_id not in first,
        is_first=who.officer_id in first,
    )


def _restoring(version_id: str, sent: Any, refusal: Refusal | None = None) -> str:
    version = version_of(db(), version_id)
    if version is None:
        raise NotFound
    return render_template(
        "designer/restore.html",
        version=version,
        name=t(version.name_zh, version.name_en),
        choice=start_choices(sent),
        note=sent.get("note", ""),
        refusal=refusal,
    )


def _starts(key: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return for each process what is in force, what comes, and what was, the latest first."""
    today, groups = clock.today(), dict[str, dict[str, Any]]()
    places = {EVERYWHERE: t("全部辖区", "all districts")}
    places |= {one: t(each.zh, each.en) for one, each in house().districts.items()}
    for start, version in starts_of(db(), key):
        group = groups.setdefault(
            start.process_key,
            {"key": start.process_key, "name": names.get(start.process_key, start.process_key), "rows": []},
        )
        group["rows"].append(
            {
                "start": start,
                "version": version,
                "place": places.get(start.district, start.district),
                "outset": start.from_on == OUTSET,
                "state": _standing(start, version, today),
            }
        )
    return list(groups.values())


def _standing(start: ProcessInForce, version: ProcessVersion, today: Any) -> tuple[str, str]:
    """Return how a row stands today, and a colour: dropped, still to come, in force, or superseded."""
    if start.dropped_at is not None:
        return t("已取消", "Taken back"), ""
    if start.from_on > today:
        return t("将生效", "To come"), "amber"
    places = [start.district] if start.district else list(house().districts)
    here = [id_in_force(db(), start.process_key, place, today) == version.id for place in places]
    if all(here):
        return t("生效中", "In force"), "green"
    return (t("部分辖区生效", "In force in some"), "blue") if any(here) else (t("已被取代", "Superseded"), "")
