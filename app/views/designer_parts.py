"""What the pages of drafts share: the bar on top of them, who else is there, and refusals as JSON; no page itself."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec
from urllib.parse import quote

from flask import current_app, jsonify, make_response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.refusals import Refusal
from app.views.access import actor, db
from app.views.words import t
from storage.designs import open_drafts, present_at
from storage.models import Draft, ProcessVersion
from storage.officers import names_of
from storage.versions import newest_version, version_of

P = ParamSpec("P")

HERE = timedelta(seconds=75)
"""How long somebody counts as present after he was last heard of."""
STATES = {
    "open": ("编辑中", "Being edited", "blue"),
    "proposed": ("待审批", "Awaits approval", "amber"),
    "published": ("已发布", "Published", "green"),
    "discarded": ("已废弃", "Discarded", ""),
}
TABS = (
    ("编辑", "Edit", ""),
    ("文件", "Files", "/bundle"),
    ("检查", "Check", "/checks"),
    ("试运行", "Try", "/trials"),
    ("对比", "Compare", None),
    ("影响", "Foresee", "/foresight"),
    ("发布", "Publish", "/publish"),
    ("历史", "History", "/history"),
)


@dataclass(frozen=True)
class Tab:
    """One page of a draft."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class Bar:
    """What stands on top of every page of a draft."""

    draft: Draft
    state: str
    colour: str
    base: ProcessVersion | None
    newest: ProcessVersion | None
    people: list[dict[str, str]]
    others: list[Draft]
    changed_by: str
    tabs: list[Tab]

    @property
    def behind(self) -> bool:
        """Whether a newer version than the draft's base was published while it is being edited."""
        newest = self.newest.number if self.newest else 0
        return self.draft.state in ("open", "proposed") and newest > (self.base.number if self.base else 0)


def draft_bar(draft: Draft) -> Bar:
    """Return what the partial `designer/draft_bar.html` shows of a draft."""
    session = db()
    base = version_of(session, draft.based_on_id) if draft.based_on_id else None
    zh, en, colour = STATES[draft.state]
    return Bar(
        draft=draft,
        state=t(zh, en),
        colour=colour,
        base=base,
        newest=newest_version(session, draft.process_key),
        people=people_at(session, draft.id),
        others=[other for other in open_drafts(session, draft.process_key) if other.id != draft.id],
        changed_by=names_of(session, [draft.changed_by]).get(draft.changed_by, ""),
        tabs=tabs_of(draft, base),
    )


def tabs_of(draft: Draft, base: ProcessVersion | None) -> list[Tab]:
    """Return the pages of a draft that there are."""
    adapter, tabs = current_app.create_url_adapter(request), []
    for zh, en, end in TABS:
        place = "/designer/compare" if end is None else f"{draft_address(draft.id)}{end}"
        if adapter is None or not adapter.test(place, "GET"):
            continue
        address = place if end is not None else compare_address(draft, base)
        current = request.path == place or bool(end and request.path.startswith(f"{place}/"))
        tabs.append(Tab(t(zh, en), address, current))
    return tabs


def draft_address(draft_id: str) -> str:
    """Return the address of a draft's editor, with which the addresses of all its pages begin."""
    return f"/designer/drafts/{draft_id}"


def compare_address(draft: Draft, base: ProcessVersion | None) -> str:
    """Return the address where a draft is compared with the version that it was begun from."""
    before = str(base.number) if base else "newest"
    return f"/designer/compare?process={quote(draft.process_key)}&a={before}&b=draft:{draft.id}"


def people_at(session: Session, draft_id: str) -> list[dict[str, str]]:
    """Return who else has a draft open now: name, and the path of the file he is at."""
    me = actor().officer_id
    found = present_at(session, draft_id, clock.now() - HERE)
    return [{"name": name, "path": row.path} for row, name in found if row.officer_id != me]


def answers_json(view: Callable[P, dict[str, Any]]) -> Callable[P, Response]:
    """Make a view answer in JSON; a refusal becomes its sentence under `refused`, with its status and details."""

    @functools.wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return jsonify(view(*args, **kwargs))
        except Refusal as refusal:
            told = {"refused": t(refusal.zh, refusal.en), **refusal.details}
            return make_response(jsonify(told), refusal.status)

    return answered
