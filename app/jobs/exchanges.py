"""Exchanges as background work: parcels go out at least once under one key, answers and clues are fetched."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.exchanging import note_delivered, note_not_delivered, take_answer
from app.actions.receiving_clues import CHANNELS, receive_clue
from app.actors import SYSTEM
from app.exchanges.clues import read_clues
from app.exchanges.content import Parcel
from app.exchanges.driving import Answer, NotDelivered, Way, Ways
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import patiently
from app.jobs.queue import WorkQueue
from app.refusals import AlreadyDone, NotFound, NotReady
from storage.database import Database, housekeeping
from storage.exchanges import (
    any_exchange_due,
    exchange_by_key,
    exchange_of,
    exchanges_being_sent,
    exchanges_due,
)

NAME = "deliver_exchange"

_LOG = logging.getLogger("qingxin.worker")


def work_name(exchange_id: str, tries: int) -> str:
    """Return the name of the work of a parcel; each try has another one."""
    return f"exchange:{exchange_id}:{tries}"


def feed(session: Session, queue: WorkQueue) -> int:
    """Fetch what receivers have answered, and queue all parcels that are due."""
    now, count = house_of(session).now(), 0
    fetch_answers(session)
    fetch_clues(session)
    while any_exchange_due(session, now) and (batch := queue_due(session, queue)):
        count += batch
    return count


@housekeeping
def queue_due(session: Session, queue: WorkQueue) -> int:
    """Mark a batch of due parcels as being sent, and queue their work, in one transaction."""
    due = exchanges_due(session, house_of(session).now())
    for exchange in due:
        exchange.state = "sending"
        queue.put(session, NAME, work_name(exchange.id, exchange.tries), exchange.id)
    return len(due)


def deliver(database: Database, exchange_id: str) -> None:
    """Hand a parcel over and note what became of it; one that is dealt with already is left alone."""
    patiently(lambda: _deliver(database, exchange_id))


def _deliver(database: Database, exchange_id: str) -> None:
    with database.session() as session:
        found = exchange_of(session, exchange_id)
        if found is None or found[0].state != "sending":
            return
        exchange, case = found
        tries = exchange.tries
        content = case_key(session, case).open(exchange.cipher, f"exchange.{exchange.id}")
        parcel = Parcel(
            exchange.key, exchange.receiver, exchange.format, exchange.file_name, content, exchange.made_at
        )
        way = _ways(session).to(exchange.jurisdiction_key, exchange.receiver)
        session.rollback()  # a receiver may take its time; nobody waits for the row meanwhile
        trouble = _handed_over(way, parcel)
        try:
            if trouble is None:
                note_delivered(session, exchange_id, tries, by=SYSTEM)
            else:
                note_not_delivered(session, exchange_id, tries, trouble, by=SYSTEM)
                _LOG.warning("exchange %s was not delivered: %s", exchange_id, trouble)
        except NotReady:
            _LOG.info("exchange %s was dealt with meanwhile", exchange_id)


def _handed_over(way: Way | None, parcel: Parcel) -> str | None:
    """Send a parcel; return None, or why it was not taken."""
    if way is None:
        return "没有设置交换文件夹（EXCHANGES） · no folder for exchanges is set"
    try:
        way.send(parcel)
    except NotDelivered as trouble:
        return str(trouble)
    return None


def fetch_answers(session: Session) -> int:
    """Note what receivers have answered; an answer is put away once it is noted, so none gets lost."""
    count = 0
    for way in _ways_by_file(session):
        for answer in way.answers():
            exchange = exchange_by_key(session, answer.key)
            if exchange is None:
                _LOG.warning("an answer names an unknown key: %s", answer.place)
            else:
                count += _taken(session, exchange.id, answer)
            way.put_away(answer.place)
    return count


def fetch_clues(session: Session) -> int:
    """Open a complaint for each clue that a platform has laid down; a file is put away once all are taken."""
    registry, ways, count = house_of(session).exchanges, _ways(session), 0
    for (district, receiver), driver in registry.drivers.items():
        way = ways.to(district, receiver) if driver == "file" and receiver in CHANNELS else None
        for file in way.incoming() if way is not None else ():
            found = read_clues(file.content)
            for row, zh, _ in found.findings:
                _LOG.warning("%s, row %s was not taken: %s", file.place, row, zh)
            if found.fault:
                _LOG.warning("%s cannot be read: %s %s", file.place, found.fault, found.where)
            for clue in found.clues:
                try:
                    receive_clue(session, district, receiver, clue, by=SYSTEM)
                    count += 1
                except AlreadyDone:
                    _LOG.info("the clue %s was taken before", clue.number)
            if way is not None:
                way.put_away(file.place)
    return count


def _taken(session: Session, exchange_id: str, answer: Answer) -> int:
    """Note an answer; return 0 for one that says what is known."""
    told = (answer.taken, answer.number, answer.day, answer.reason)
    try:
        take_answer(session, exchange_id, *told, by=SYSTEM)
    except (NotReady, NotFound):
        _LOG.info("exchange %s was answered before", exchange_id)
        return 0
    return 1


def _ways_by_file(session: Session) -> Iterator[Way]:
    registry, ways = house_of(session).exchanges, _ways(session)
    for (district, receiver), driver in registry.drivers.items():
        way = ways.to(district, receiver) if driver == "file" else None
        if way is not None:
            yield way


def _ways(session: Session) -> Ways:
    return session.info.get("ways") or Ways()


def mend(session: Session, queue: WorkQueue) -> int:
    """Let parcels wait again whose work has vanished, or has ended without a result; return how many."""
    rows = exchanges_being_sent(session)
    ahead = queue.ahead([work_name(*row) for row in rows]) if rows else set()
    lost = {exchange_id: tries for exchange_id, tries in rows if work_name(exchange_id, tries) not in ahead}
    return wait_again(session, lost) if lost else 0


@housekeeping
def wait_again(session: Session, lost: Mapping[str, int]) -> int:
    """Let those parcels wait for their next try that are still being sent in the one named; return how many."""
    count, now = 0, house_of(session).now()
    for exchange_id, tries in sorted(lost.items()):
        found = exchange_of(session, exchange_id, lock=True)
        if found is not None and (found[0].state, found[0].tries) == ("sending", tries):
            found[0].state, found[0].tries, found[0].next_at = "waiting", tries + 1, now
            count += 1
    return count


EXCHANGES = Kind(NAME, deliver, feed, mend)
"""The kind of work, for the worker."""
