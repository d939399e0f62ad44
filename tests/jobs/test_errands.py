"""What takes long at the designer's desk is run by workers: once, even when one dies, and only for who still may."""

from __future__ import annotations

import os
import signal
from datetime import date
from itertools import count

import pytest
from sqlalchemy import event, select

from app.actions.design_reach import reach_draft
from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.errands import ask_approval, ask_for_foresight, ask_proposal, ask_replay, refusal_of
from app.clock import today
from app.jobs.errands import ERRANDS, run
from app.jobs.outbox import MOST_LOST
from app.refusals import NotAllowed, NotReady
from storage.database import Database
from storage.errands import latest_errand
from storage.models import DeskErrand, Event, Foresight, Membership, ProcessVersion, Publication
from storage.versions import newest_version
from tests.jobs.outside import Line
from tests.support.errands import run_errands
from tests.support.office import house
from tests.support.tiny import Tiny, waiting

DIAGRAM = "processes/waiting/waiting.bpmn"


@pytest.fixture
def draft(tiny: Tiny) -> str:
    """A draft with a step that is called otherwise."""
    changed = waiting().replace(b'id="after"', 'id="after" name="等候"'.encode(), 1)
    with tiny.session() as session:
        version = newest_version(session, "waiting")
        assert version is not None
        begun = begin_draft(session, version.id, by=tiny.actor("designer")).id
        save_file(session, begun, DIAGRAM, changed, 1, by=tiny.actor("designer"))
        return begun


def ask(office: Tiny, draft: str) -> str:
    with office.session() as session:
        return ask_proposal(session, draft, "改名", {"": today()}, by=office.actor("designer")).id


def stands(office: Tiny, subject: str, kind: str = "propose") -> DeskErrand:
    with office.session() as session:
        found = latest_errand(session, subject, kind)
        assert found is not None
        return found


def proposals(office: Tiny) -> list[Publication]:
    with office.session() as session:
        return list(session.scalars(select(Publication)))


def again(office: Tiny, errand_id: str) -> None:
    """Run an errand as if the worker that had done it had died before it could say so."""
    with office.session() as session:
        errand = session.get_one(DeskErrand, errand_id)
        errand.state, errand.ended_at = "queued", None
        session.commit()
    run(office.housed(), errand_id)


def test_an_errand_whose_worker_died_is_run_again_and_done_once(tiny: Tiny, draft: str) -> None:
    asked = ask(tiny, draft)
    with tiny.session() as session, pytest.raises(NotReady):
        ask_proposal(session, draft, "再来", {"": today()}, by=tiny.actor("designer2"))
    assert run_errands(tiny.housed()) == 1
    again(tiny, asked)
    (made,) = proposals(tiny)
    assert (stands(tiny, draft).state, made.state, made.note) == ("done", "waiting", "改名")
    with tiny.session() as session:
        kinds = list(session.scalars(select(Event.kind)))
        assert reach_draft(session, draft).state == "proposed" and kinds.count("publication_proposed") == 1


def die_at_commit(office: Tiny, errand_id: str, number: int) -> None:
    """Run an errand in a process of its own that is killed just before its so-maniest commit."""
    child = os.fork()
    if not child:
        database = Database(office.database.url.render_as_string(hide_password=False), {"house": house()})
        commits = count(1)

        def die(_connection: object) -> None:
            if next(commits) == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(database.engine, "commit", die)
        try:
            run(database, errand_id)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


@pytest.mark.parametrize("number", [1, 2], ids=["before it is published", "before it is told"])
def test_an_approval_whose_worker_is_killed_is_published_exactly_once(
    tiny: Tiny, draft: str, number: int
) -> None:
    ask(tiny, draft)
    run_errands(tiny.housed())
    (made,) = proposals(tiny)
    with tiny.session() as session:
        with pytest.raises(NotAllowed):
            ask_approval(session, made.id, "", by=tiny.actor("designer"))
        errand = ask_approval(session, made.id, "", by=tiny.actor("director")).id
    line = Line()
    with tiny.session() as session:
        ERRANDS.feed(session, line)  # type: ignore[arg-type]
    die_at_commit(tiny, errand, number)
    assert len(tiny.rows(Event, Event.kind == "publication_approved")) == number - 1
    with tiny.session() as session:
        assert ERRANDS.mend(session, line) == 1  # type: ignore[arg-type]
    assert run_errands(tiny.housed()) == 1
    with tiny.session() as session:
        assert reach_draft(session, draft).state == "published"
    assert stands(tiny, made.id, "approve").state == "done"
    assert len(tiny.rows(Event, Event.kind == "publication_approved")) == 1
    versions = tiny.rows(ProcessVersion, ProcessVersion.process_key == "waiting")
    assert [each.number for each in versions] == [1, 2]


def test_an_errand_that_ends_worker_after_worker_is_given_up_and_can_be_asked_for_again(
    tiny: Tiny, draft: str
) -> None:
    ask(tiny, draft)
    line = Line()
    for _ in range(MOST_LOST):
        with tiny.session() as session:
            ERRANDS.mend(session, line)  # type: ignore[arg-type]
            assert ERRANDS.feed(session, line) == 1  # type: ignore[arg-type]
    with tiny.session() as session:
        ERRANDS.mend(session, line)  # type: ignore[arg-type]
        assert ERRANDS.feed(session, line) == 0  # type: ignore[arg-type]
    refusal = refusal_of(stands(tiny, draft))
    assert refusal is not None and "3 次意外中断" in refusal.zh
    ask(tiny, draft)
    run_errands(tiny.housed())
    assert len(proposals(tiny)) == 1


def test_trials_are_played_and_a_draft_is_foreseen_once_each(tiny: Tiny, draft: str) -> None:
    by = tiny.actor("designer")
    with tiny.session() as session:
        ask_replay(session, draft, by=by)
        ask_for_foresight(session, draft, None, by=by)
        with pytest.raises(NotReady):
            ask_replay(session, draft, by=by)
        with pytest.raises(NotReady):
            ask_for_foresight(session, draft, None, by=by)
        with pytest.raises(NotAllowed):
            ask_replay(session, draft, by=tiny.actor("auditor"))
    assert run_errands(tiny.housed()) == 2
    ask(tiny, draft)
    assert {kind: stands(tiny, draft, kind).state for kind in ("replay", "foresee", "propose")} == {
        "replay": "done", "foresee": "done", "propose": "waiting",
    }  # fmt: skip
    assert len(tiny.rows(Foresight)) == 1
    again(tiny, stands(tiny, draft, "foresee").id)
    assert len(tiny.rows(Foresight)) == 1 and stands(tiny, draft, "foresee").state == "done"


def test_what_was_saved_after_asking_is_not_proposed(tiny: Tiny, draft: str) -> None:
    ask(tiny, draft)
    with tiny.session() as session:
        save_file(session, draft, DIAGRAM, waiting() + b" ", 2, by=tiny.actor("designer2"))
    run_errands(tiny.housed())
    refusal = refusal_of(stands(tiny, draft))
    assert refusal is not None and "再来一次" in refusal.zh and not proposals(tiny)


def test_who_left_the_desk_meanwhile_proposes_nothing(tiny: Tiny, draft: str) -> None:
    ask(tiny, draft)
    with tiny.session() as session:
        seats = select(Membership).where(Membership.officer_id == tiny.actor("designer").officer_id)
        for seat in session.scalars(seats):
            seat.valid_from = seat.valid_to = date(2025, 1, 1)
        session.commit()
    run_errands(tiny.housed())
    assert stands(tiny, draft).state == "refused" and not proposals(tiny)
