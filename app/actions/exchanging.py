"""What becomes of an exchange: delivered, answered, tried again, voided, taken out by hand; each with an event."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actors import Actor
from app.clock import local
from app.exchanges.ways import Ways
from app.house import house_of
from app.patience import next_try
from app.permissions import may
from app.refusals import InvalidAnswers, NotAllowed, NotFound, NotReady
from storage.database import unit_of_work
from storage.events import record
from storage.exchanges import exchange_of
from storage.models import CaseFile, Exchange

SETTLED = frozenset({"confirmed", "voided"})


@unit_of_work
def note_delivered(session: Session, exchange_id: str, tries: int, *, by: Actor) -> None:
    """Note that a parcel was handed over in this try; NotReady when that is known already."""
    exchange, case = _sent(session, exchange_id, tries)
    exchange.state, exchange.next_at, exchange.error, exchange.lost = "delivered", None, "", 0
    exchange.delivered_at = house_of(session).now()
    _record(session, "exchange_delivered", exchange, case, {}, by)


@unit_of_work
def note_not_delivered(
    session: Session, exchange_id: str, tries: int, cause: str, *, final: bool = False, by: Actor
) -> None:
    """Note why a parcel was not taken: it waits for its next try, or has failed until somebody looks at it."""
    exchange, case = _sent(session, exchange_id, tries)
    at = house_of(session).now()
    exchange.error, exchange.tries, exchange.lost = cause[:300], tries + 1, 0
    exchange.next_at = None if final else next_try(tries, at)
    exchange.state = "waiting" if exchange.next_at else "failed"
    told = {"cause": exchange.error, "tries": exchange.tries, "final": exchange.state == "failed"}
    _record(session, "exchange_not_delivered", exchange, case, told, by)


@unit_of_work
def take_answer(
    session: Session, exchange_id: str, taken: bool, number: str, day: date | None, reason: str, *, by: Actor
) -> None:
    """Note what the receiver answered; NotReady for an exchange that is settled, however often he answers."""
    exchange, case = _found(session, exchange_id)
    if exchange.state in SETTLED or (not taken and (exchange.state, exchange.error) == ("failed", reason)):
        raise NotReady("该交换已有结果。", "This exchange is settled.")
    at = house_of(session).now()
    exchange.delivered_at, exchange.next_at = exchange.delivered_at or at, None
    if taken:
        exchange.state, exchange.error = "confirmed", ""
        exchange.receipt_no, exchange.receipt_on = number[:300], day or local(at).date()
        _record(session, "exchange_confirmed", exchange, case, {"number": exchange.receipt_no}, by)
    else:
        exchange.state, exchange.error = "failed", reason[:300]
        _record(session, "exchange_refused", exchange, case, {}, by)


@unit_of_work
def confirm_exchange(session: Session, exchange_id: str, number: str, day: date, *, by: Actor) -> Exchange:
    """Confirm by hand that the receiver has taken it, with his number and the day."""
    exchange, case, seat = workable_exchange(session, exchange_id, by)
    if exchange.state in SETTLED:
        raise _settled()
    if (
        not number.strip()
        or day > local(house_of(session).now()).date()
        or day < local(exchange.made_at).date()
    ):
        raise InvalidAnswers(
            "请填写对方的回执编号，日期在形成之日和今天之间。",
            "Give the receiver's number and a day between the making and today.",
            errors=[],
        )
    exchange.state, exchange.next_at, exchange.error = "confirmed", None, ""
    exchange.receipt_no, exchange.receipt_on = number.strip()[:300], day
    exchange.delivered_at = exchange.delivered_at or house_of(session).now()
    _record(
        session, "exchange_confirmed", exchange, case, {"number": exchange.receipt_no, "by_hand": True}, seat
    )
    return exchange


@unit_of_work
def retry_exchange(session: Session, exchange_id: str, *, by: Actor) -> Exchange:
    """Send again what failed or was never answered; the receiver knows it by its key."""
    exchange, case, seat = workable_exchange(session, exchange_id, by)
    if exchange.state not in ("failed", "delivered", "waiting"):
        raise _settled() if exchange.state in SETTLED else NotReady("正在发送，请稍候。", "It is being sent.")
    ways: Ways = session.info.get("ways") or Ways()
    way = ways.to(house_of(session).exchanges, exchange.jurisdiction_key, exchange.receiver)
    exchange.state, exchange.error, exchange.lost = "waiting", "", 0
    exchange.tries += 1
    exchange.next_at = house_of(session).now() if way is not None else None
    _record(session, "exchange_tried_again", exchange, case, {}, seat)
    return exchange


@unit_of_work
def void_exchange(session: Session, exchange_id: str, reason: str, *, by: Actor) -> Exchange:
    """Void what is not to go out any more, with the reason; what the receiver has confirmed stays."""
    exchange, case, seat = workable_exchange(session, exchange_id, by)
    if exchange.state in SETTLED or exchange.state == "sending":
        raise _settled()
    if not reason.strip():
        raise InvalidAnswers("请写明作废的理由。", "Give the reason for voiding it.", errors=[])
    exchange.state, exchange.next_at, exchange.error = "voided", None, reason.strip()[:300]
    _record(session, "exchange_voided", exchange, case, {"reason": exchange.error}, seat)
    return exchange


@unit_of_work
def take_exchange(session: Session, exchange_id: str, *, by: Actor) -> tuple[Exchange, bytes]:
    """Return the content of an exchange, to be handed over by people; who took it is on record."""
    exchange, case, seat = workable_exchange(session, exchange_id, by)
    form = house_of(session).exchanges.formats.get(exchange.format)
    if form is None or form.secret:
        raise NotAllowed(
            "这是发给举报投诉人的短信，含其电话，只由系统发送，不能取出。",
            "This goes to the one who reported, with his telephone; only the system sends it.",
        )
    content = case_key(session, case).open(exchange.cipher, f"exchange.{exchange.id}")
    _record(session, "exchange_taken", exchange, case, {}, seat)
    return exchange, content


def _record(
    session: Session, kind: str, exchange: Exchange, case: CaseFile, told: dict[str, Any], by: Actor
) -> None:
    facts = {"exchange": exchange.id, "receiver": exchange.receiver, **told}
    record(session, kind, facts, at=house_of(session).now(), by=by, case=case)


def _found(session: Session, exchange_id: str) -> tuple[Exchange, CaseFile]:
    found = exchange_of(session, exchange_id, lock=True)
    if found is None:
        raise NotFound()
    return found


def _sent(session: Session, exchange_id: str, tries: int) -> tuple[Exchange, CaseFile]:
    exchange, case = _found(session, exchange_id)
    if (exchange.state, exchange.tries) != ("sending", tries):
        raise NotReady("该交换已另行处理。", "This exchange was dealt with meanwhile.")
    return exchange, case


def workable_exchange(session: Session, exchange_id: str, by: Actor) -> tuple[Exchange, CaseFile, Actor]:
    """Return an exchange of a district in which the officer may work on exchanges; else it does not exist."""
    exchange, case = _found(session, exchange_id)
    seats = [seat for seat in by.seats if seat.jurisdiction == exchange.jurisdiction_key]
    if not seats:
        raise NotFound()
    seat = next((seat for seat in seats if may(by, "exchange.work", seat.unit_id)), None)
    if seat is None:
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    return exchange, case, by.acting(seat)


def _settled() -> NotReady:
    return NotReady("该交换已确认或作废，不能再变。", "This exchange is confirmed or voided and stays so.")
