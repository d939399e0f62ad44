"""Officers are reminded of their clocks, in the inbox and by mail; a mail that does not go out is tried again."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest

from app.actions.accounts import BadAddress, set_mail
from app.actions.inbox import claim_task
from app.actions.reminding import mail_again, read_reminders
from app.clock import SetClock, now
from app.jobs import mails
from app.jobs.clocks import warn
from app.mail import Mailbox, mailbox
from app.patience import PAUSES
from app.refusals import NotAllowed, NotReady
from storage.database import Database
from storage.models import Deadline, Event, Reminder
from tests.actions.flows import Desk, line
from tests.jobs.workers import Crew, wait_until
from tests.support.clock import at
from tests.support.office import house
from tests.support.postgres import free_port
from tests.support.tiny import Tiny, step

ADDRESS = "inspector@office.example"


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office in which a case with a clock of 60 working days was begun on 24 September 2025."""
    found = Desk(tiny)
    found.publish("one", line("one", step("file", starts="INS-07"), step("close", meets="INS-07")))
    found.complete(found.begin("one"), "file")
    return found


def told(desk: Desk) -> list[tuple[str, str]]:
    """Who was told of which level, in order."""
    names = {officer_id: name for name, officer_id in desk.office.officers.items()}
    return [(names[row.officer_id], row.level) for row in desk.office.rows(Reminder)]


def scan(desk: Desk, box: Mailbox | None = None) -> None:
    """Let a worker look for clocks of which to tell, in a house with this mailbox."""
    with desk.office.session() as session:
        session.info["mailbox"] = box
        warn(session)


def claim(desk: Desk, who: str = "inspector") -> None:
    """Let an officer take the open task."""
    with desk.office.session() as session:
        (deadline,) = desk.office.rows(Deadline)
        claim_task(session, desk.office.open_task(deadline.case_id, "close").id, by=desk.office.actor(who))


def test_the_head_hears_of_work_nobody_took_then_the_officer_then_everybody_who_answers_for_it(
    desk: Desk, clock: SetClock
) -> None:
    clock.set(at(2025, 11, 8))
    scan(desk)
    assert told(desk) == [("head", "half")]
    claim(desk)
    for moment in (at(2025, 12, 18), at(2025, 12, 23), at(2025, 12, 24)):
        clock.set(moment)
        scan(desk)
        scan(desk)
    by_level = {
        level: {who for who, other in told(desk) if other == level} for level in ("near", "today", "overdue")
    }
    assert by_level == {
        "near": {"inspector"},
        "today": {"inspector", "head"},
        "overdue": {"inspector", "head", "retrier", "director"},
    }
    assert len(told(desk)) == len(set(told(desk))), "nobody is told the same twice"
    (event,) = desk.office.rows(Event, Event.kind == "deadline_warned", Event.chain_seq > 0)[-1:]
    assert set(event.facts["told"]) == {
        desk.office.officers[name] for name in ("inspector", "head", "retrier", "director")
    }


def test_reminders_are_read_by_whom_they_are_for(desk: Desk, clock: SetClock) -> None:
    clock.set(at(2025, 11, 8))
    scan(desk)
    (row,) = desk.office.rows(Reminder)
    with desk.office.session() as session, pytest.raises(NotReady):
        read_reminders(session, [row.id], by=desk.office.actor("inspector"))
    with desk.office.session() as session:
        assert read_reminders(session, [row.id], by=desk.office.actor("head")) == 1
    with desk.office.session() as session, pytest.raises(NotReady):
        read_reminders(session, None, by=desk.office.actor("head"))
    assert desk.office.rows(Reminder)[0].read_at == now()


def posted(desk: Desk, box: Mailbox | None) -> None:
    """Send the queued mail as a worker does that has this mailbox."""
    database = Database(
        desk.office.database.url.render_as_string(hide_password=False), {"house": house(), "mailbox": box}
    )
    desk.office.opened.append(database)
    (row,) = desk.office.rows(Reminder)
    assert (row.mail_state, row.mail_at is not None and row.mail_at <= now()) == ("waiting", True)
    queue_by_hand(database)
    mails.send(database, row.id)


def queue_by_hand(database: Database) -> None:
    """Mark the due mail as queued, as feeding does; no worker is there to take it."""

    class Nothing:
        def put(self, *_: object) -> None:
            """Take the work and leave it."""

    with database.session() as session:
        assert mails.OUTBOX.feed(session, Nothing()) == 1  # type: ignore[arg-type]


def test_a_mail_that_no_server_takes_is_tried_again_later_and_later_and_at_last_by_hand(
    desk: Desk, clock: SetClock
) -> None:
    away = mailbox(f"smtp://127.0.0.1:{free_port()}", "office@qingxin.example", "http://qingxin.example")
    with desk.office.session() as session:
        set_mail(session, desk.office.officers["head"], ADDRESS, by=desk.office.actor("head"))
    clock.set(at(2025, 11, 8))
    scan(desk, away)
    for pause in PAUSES:
        posted(desk, away)
        (row,) = desk.office.rows(Reminder)
        assert (row.mail_state, row.mail_at) == ("waiting", now() + pause)
        clock.advance(pause)
    posted(desk, away)
    (row,) = desk.office.rows(Reminder)
    assert (row.mail_state, row.mail_tries) == ("failed", len(PAUSES) + 1)
    with desk.office.session() as session:
        mail_again(session, row.id, by=desk.office.actor("admin"))
    with desk.office.session() as session, pytest.raises(NotReady):
        mail_again(session, row.id, by=desk.office.actor("admin"))
    with desk.office.session() as session, pytest.raises(NotAllowed):
        mail_again(session, row.id, by=desk.office.actor("inspector"))
    assert desk.office.rows(Reminder)[0].mail_state == "waiting"
    kinds = [event.kind for event in desk.office.rows(Event, Event.kind.like("mail_%"))]
    assert kinds == ["mail_address_set", *["mail_not_sent"] * 6, "mail_tried_again"]


def test_an_officer_sets_his_own_address_and_nobody_elses(desk: Desk) -> None:
    by = desk.office.actor("inspector")
    with desk.office.session() as session, pytest.raises(BadAddress):
        set_mail(session, desk.office.officers["inspector"], "nobody", by=by)
    with desk.office.session() as session, pytest.raises(NotAllowed):
        set_mail(session, desk.office.officers["head"], ADDRESS, by=by)
    with desk.office.session() as session:
        set_mail(session, desk.office.officers["head"], ADDRESS, by=desk.office.actor("admin"))


@pytest.mark.slow
def test_workers_mail_what_is_due_and_a_killed_one_loses_nothing(
    desk: Desk, crew: Crew, clock: SetClock
) -> None:
    officers = desk.office.officers
    with desk.office.session() as session:
        for name in ("head", "retrier", "director"):
            by = desk.office.retrier() if name == "retrier" else desk.office.actor(name)
            set_mail(session, officers[name], f"{name}@office.example", by=by)
    clock.set(at(2025, 12, 24))
    box = mailbox("smtp://127.0.0.1:1", "office@qingxin.example", "")
    scan(desk, box)
    assert {row.mail_state for row in desk.office.rows(Reminder)} == {"waiting"}
    victim = crew.start_hanging()
    wait_until(lambda: crew.output(victim).count("taken") == 3, "the worker to take the mails")
    crew.kill(victim)
    member = crew.start()
    wait_until(
        lambda: all(row.mail_state == "sent" for row in desk.office.rows(Reminder)), "the mails to go out"
    )
    assert crew.stop(member) == 0
    found = sorted(crew.letters.iterdir())
    assert [file.stem for file in found] == sorted(row.id for row in desk.office.rows(Reminder))
    message = email.message_from_bytes(found[0].read_bytes(), policy=email.policy.default)
    assert "已逾期" in message["Subject"]
    sent = desk.office.rows(Event, Event.kind == "mail_sent")
    assert {event.facts["to"] for event in sent} == {
        officers[name] for name in ("head", "retrier", "director")
    }
    assert len(sent) == 3 and now() - at(2025, 12, 24) < timedelta(days=1)
