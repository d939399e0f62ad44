"""Exchanges as background work: parcels go out at least once under one key, answers and clues are fetched."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.exchange_results import note_result_file, settle_results
from app.actions.exchanging import note_delivered, note_not_delivered, take_answer
from app.actions.receiving_clues import CHANNELS, note_clue_file, receive_clue
from app.actors import SYSTEM
from app.exchanges.clues import Clue, read_clues
from app.exchanges.content import Parcel
from app.exchanges.driving import Answer, Incoming, NotDelivered, Way
from app.exchanges.results import read_results
from app.exchanges.ways import Ways
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.outbox import GIVEN_UP, Outbox
from app.jobs.patience import patiently
from app.jobs.queue import WorkQueue
from app.refusals import AlreadyDone, NotFound, NotReady
from storage.database import Database
from storage.exchanges import (
    any_exchange_due,
    exchange_by_key,
    exchange_of,
    exchanges_being_sent,
    exchanges_due,
)
from storage.models import Exchange

NAME = "deliver_exchange"

_LOG = logging.getLogger("qingxin.worker")


def feed(session: Session, queue: WorkQueue) -> int:
    """Fetch what receivers have answered, and queue all parcels that are due."""
    fetch_answers(session)
    fetch_clues(session)
    fetch_results(session)
    return OUTBOX.feed(session, queue)


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
        way = _way(session, exchange.jurisdiction_key, exchange.receiver)
        session.rollback()  # a receiver may take its time; nobody waits for the row meanwhile
        told = _handed_over(way, parcel)
        try:
            if told is None:
                note_delivered(session, exchange_id, tries, by=SYSTEM)
            elif isinstance(told, Answer):
                take_answer(session, exchange_id, told.taken, told.number, told.day, told.reason, by=SYSTEM)
            else:
                note_not_delivered(session, exchange_id, tries, told, by=SYSTEM)
                _LOG.warning("exchange %s was not delivered: %s", exchange_id, told)
        except NotReady:
            _LOG.info("exchange %s was dealt with meanwhile", exchange_id)


def _handed_over(way: Way | None, parcel: Parcel) -> Answer | str | None:
    """Send a parcel; return what the receiver answered at once, if anything, or why it was not taken."""
    if way is None:
        return "没有设置交换文件夹（EXCHANGES）或接口地址 · no folder or address for exchanges is set"
    try:
        return way.send(parcel)
    except NotDelivered as trouble:
        return str(trouble)


def fetch_answers(session: Session) -> int:
    """Note what receivers have answered; an answer is put away once it is noted, so none gets lost."""
    count = 0
    for way in _all_ways(session):
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
    count = 0
    for district, receiver in house_of(session).exchanges.drivers:
        way = _way(session, district, receiver) if receiver in CHANNELS else None
        for file in way.incoming() if way is not None else ():
            found = read_clues(file.content)
            new = sum(_received(session, district, receiver, clue) for clue in found.clues)
            if new or found.findings or found.fault:
                note_clue_file(session, district, receiver, file, found, new, by=SYSTEM)
            if way is not None:
                way.put_away(file.place)
            count += new
    return count


def fetch_results(session: Session) -> int:
    """Note the files of results that platforms have laid down; one with a fault is noted with it and nothing else."""
    count = 0
    for district, receiver in house_of(session).exchanges.drivers:
        way = _way(session, district, receiver)
        for laid in way.results() if way is not None else ():
            count += _settled(session, district, receiver, laid)
            if way is not None:
                way.put_away(laid.place)
    return count


def _settled(session: Session, district: str, receiver: str, laid: Incoming) -> int:
    """Take the results of a file; return how many were new."""
    found = read_results(laid.content)
    about = (session, district, receiver, laid.name, laid.content, found)
    try:
        return settle_results(*about, by=SYSTEM).new
    except NotReady:
        note_result_file(*about, by=SYSTEM)
        return 0


def _received(session: Session, district: str, receiver: str, clue: Clue) -> int:
    """Take a clue; return 0 for one that is known."""
    try:
        receive_clue(session, district, receiver, clue, by=SYSTEM)
    except AlreadyDone:
        _LOG.info("the clue %s was taken before", clue.number)
        return 0
    return 1


def _taken(session: Session, exchange_id: str, answer: Answer) -> int:
    """Note an answer; return 0 for one that says what is known."""
    told = (answer.taken, answer.number, answer.day, answer.reason)
    try:
        take_answer(session, exchange_id, *told, by=SYSTEM)
    except (NotReady, NotFound):
        _LOG.info("exchange %s was answered before", exchange_id)
        return 0
    return 1


def _all_ways(session: Session) -> Iterator[Way]:
    for district, receiver in house_of(session).exchanges.drivers:
        way = _way(session, district, receiver)
        if way is not None:
            yield way


def _way(session: Session, district: str, receiver: str) -> Way | None:
    ways: Ways = session.info.get("ways") or Ways()
    return ways.to(house_of(session).exchanges, district, receiver)


def _take(exchange: Exchange) -> tuple[str, int]:
    exchange.state = "sending"
    return exchange.id, exchange.tries


def _again(session: Session, exchange_id: str, tries: int) -> bool:
    found = exchange_of(session, exchange_id, lock=True)
    if found is None or (found[0].state, found[0].tries) != ("sending", tries):
        return False
    found[0].state, found[0].tries, found[0].next_at = "waiting", tries + 1, house_of(session).now()
    found[0].lost += 1
    return True


def _give_up(session: Session, exchange_id: str, tries: int) -> None:
    """Note a delivery that ended worker after worker as failed, for somebody to look at."""
    try:
        note_not_delivered(session, exchange_id, tries, GIVEN_UP[0], final=True, by=SYSTEM)
        _LOG.error("exchange %s was broken off too often and is given up", exchange_id)
    except NotReady:
        _LOG.info("exchange %s was dealt with meanwhile", exchange_id)


OUTBOX = Outbox(
    NAME, "exchange", any_exchange_due, exchanges_due, exchanges_being_sent, _take, _again, _give_up
)
EXCHANGES = Kind(NAME, deliver, feed, OUTBOX.mend)
"""The kind of work, for the worker."""
