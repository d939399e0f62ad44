"""Sending again what was sent back: the content is composed anew from the case as it has been corrected."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.desk import Desk
from app.actions.exchange_steps import composed, reaches
from app.actions.exchanging import workable_exchange
from app.actors import Actor
from app.exchanges.driving import parcel_key
from app.house import house_of
from app.refusals import NotFound, NotReady
from storage.database import unit_of_work
from storage.models import Exchange, Task


@unit_of_work
def remake_exchange(session: Session, exchange_id: str, *, by: Actor) -> Exchange:
    """Compose a failed exchange from the case as it is now, under a new key, and send it.

    Raises NotReady for one that has not failed, and where the case says the same as before: then it is to be
    corrected first, or sent again as it is.
    """
    exchange, case, seat = workable_exchange(session, exchange_id, by)
    if exchange.state != "failed":
        raise NotReady("只有失败的交换可以重新形成。", "Only what failed can be made again.")
    house = house_of(session)
    export = next(
        (
            each
            for each in house.exchanges.exports
            if (each.cause, each.receiver, each.format)
            == (exchange.cause, exchange.receiver, exchange.format)
        ),
        None,
    )
    task = session.get(Task, exchange.cause_id)
    if export is None or task is None:
        raise NotFound()
    desk = Desk(session, case, seat, house.now())
    ending, content = composed(desk, export, task)
    key = parcel_key(exchange.id, content)
    if key == exchange.key:
        raise NotReady(
            "案件内容没有变化：请先在案件中更正，再重新形成；内容无误的，用“重新发送”。",
            "The case says the same: correct it there first, or send it again as it is.",
        )
    former, exchange.key, exchange.digest = exchange.key, key, key.rpartition("-")[2]
    exchange.file_name = f"{key}.{'data.json' if ending == 'json' else ending}"
    exchange.cipher = desk.key.seal(content, f"exchange.{exchange.id}")
    exchange.state, exchange.error, exchange.tries = "waiting", "", exchange.tries + 1
    exchange.next_at = desk.at if reaches(desk, exchange.receiver) else None
    told = {"exchange": exchange.id, "receiver": exchange.receiver, "former": former, "key": key}
    desk.record("exchange_remade", told, task_id=task.id)
    return exchange
