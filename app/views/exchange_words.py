"""Words and lines of exchanges with other systems, and which districts an officer sees; it reads no request."""

from __future__ import annotations

from dataclasses import dataclass

from app.actors import Actor
from app.permissions import ROLE_PERMISSIONS
from app.views.access import house
from app.views.words import t
from storage.models import CaseFile, Exchange

STATES = {
    "waiting": ("待发送", "Waiting", ""),
    "sending": ("发送中", "Being sent", "blue"),
    "delivered": ("已送达", "Delivered", "amber"),
    "confirmed": ("已确认", "Confirmed", "green"),
    "failed": ("失败", "Failed", "red"),
    "voided": ("已作废", "Voided", ""),
}

MAIL = "mail"
MAIL_STATES = {
    "waiting": ("待发送", "Waiting", ""),
    "queued": ("发送中", "Being sent", "blue"),
    "sent": ("已发出", "Sent", "green"),
    "failed": ("失败", "Failed", "red"),
}
AS_EXCHANGES = {"waiting": "waiting", "queued": "sending", "sent": "confirmed", "failed": "failed"}
"""States of mails as reconciliation counts them: a mail server that has taken one has confirmed it."""


@dataclass(frozen=True)
class ExchangeLine:
    """One exchange as pages show it; `by_hand` says that people hand it over, `secret` that they may not read it."""

    row: Exchange
    case: CaseFile
    receiver: str
    format: str
    state: str
    colour: str
    by_hand: bool
    secret: bool
    why: str = ""
    remedy: str = ""


def exchange_line(row: Exchange, case: CaseFile) -> ExchangeLine:
    """Return an exchange with its words."""
    zh, en, colour = STATES[row.state]
    form = house().exchanges.formats.get(row.format)
    by_hand = row.state == "waiting" and row.next_at is None
    return ExchangeLine(
        row,
        case,
        receiver_name(row.receiver),
        t(form.zh, form.en) if form is not None else row.format,
        t("待人工送交", "To be handed over") if by_hand else t(zh, en),
        "amber" if by_hand else colour,
        by_hand,
        form is None or form.secret,
        *_refused(row.error if row.state == "failed" else ""),
    )


def _refused(kept: str) -> tuple[str, str]:
    """Return what a refusal means and what to do, where its code is known."""
    known = house().exchanges.refusal(kept)
    return ("", "") if known is None else (t(known.zh, known.en), t(known.remedy_zh, known.remedy_en))


def receiver_name(key: str) -> str:
    """Return what a receiver is called."""
    if key == MAIL:
        return t("提醒邮件", "Mails of reminders")
    known = house().exchanges.receivers.get(key)
    return t(known.zh, known.en) if known is not None else key


def districts_where(who: Actor, permission: str) -> frozenset[str]:
    """Return the districts in which an officer holds a permission."""
    held = (seat for seat in who.seats if permission in ROLE_PERMISSIONS.get(seat.role, ()))
    return frozenset(seat.jurisdiction for seat in held)
