"""Who may reach a draft of a process, and in which capacity; it changes nothing."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.orm import Session

from app.actors import SYSTEM, Actor
from app.permissions import ROLE_PERMISSIONS
from app.refusals import NotAllowed, NotFound, NotReady
from storage.designs import draft_of
from storage.models import Draft

CLOSED = {
    "proposed": (
        "草稿已提请发布，文件已冻结；撤回或被退回后才能再改。",
        "The draft is proposed and its files are frozen until the proposal is withdrawn or sent back.",
    ),
    "published": (
        "草稿已经发布，不能再改；请由已发布的版本另起草稿。",
        "The draft is published; begin another one from the published version.",
    ),
    "discarded": ("草稿已经废弃，请先恢复。", "The draft is discarded; reopen it first."),
}


def designer(by: Actor, permission: Literal["process.design", "process.approve"] = "process.design") -> Actor:
    """Return the officer acting in the seat that holds the permission; raise NotAllowed without one."""
    if by is SYSTEM:
        return by
    seat = next((s for s in by.seats if permission in ROLE_PERMISSIONS.get(s.role, ())), None)
    if seat is None:
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    return by.acting(seat)


def reach_draft(session: Session, draft_id: str) -> Draft:
    """Return a draft to be read; raise NotFound for an unknown one."""
    draft = draft_of(session, draft_id)
    if draft is None:
        raise NotFound
    return draft


def open_draft(session: Session, draft_id: str) -> Draft:
    """Return a draft, locked, whose files may be changed; raise NotFound, or NotReady with the reason."""
    draft = draft_of(session, draft_id, locked=True)
    if draft is None:
        raise NotFound
    if draft.state != "open":
        raise NotReady(*CLOSED[draft.state])
    return draft
