"""What takes long at the designer's desk is run by workers: once, even when one dies, and only for who still may."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.actions.design_reach import reach_draft
from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.errands import ask_approval, ask_proposal, refusal_of
from app.clock import today
from app.jobs.errands import run
from app.refusals import NotAllowed, NotReady
from storage.errands import latest_errand
from storage.models import DeskErrand, Event, Membership, Publication
from storage.versions import newest_version
from tests.support.errands import run_errands
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


def stands(office: Tiny, subject: str) -> DeskErrand:
    with office.session() as session:
        found = latest_errand(session, subject)
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
        with pytest.raises(NotAllowed):
            ask_approval(session, made.id, "", by=tiny.actor("designer"))
        approval = ask_approval(session, made.id, "", by=tiny.actor("director")).id
    run_errands(tiny.housed())
    again(tiny, approval)
    with tiny.session() as session:
        kinds = list(session.scalars(select(Event.kind).order_by(Event.id)))
        assert reach_draft(session, draft).state == "published"
    assert stands(tiny, made.id).state == "done"
    assert (kinds.count("publication_proposed"), kinds.count("publication_approved")) == (1, 1)


def test_what_was_saved_after_asking_is_not_proposed(tiny: Tiny, draft: str) -> None:
    ask(tiny, draft)
    with tiny.session() as session:
        save_file(session, draft, DIAGRAM, waiting() + b" ", 2, by=tiny.actor("designer2"))
    run_errands(tiny.housed())
    refusal = refusal_of(stands(tiny, draft))
    assert refusal is not None and "再提请一次" in refusal.zh and not proposals(tiny)


def test_who_left_the_desk_meanwhile_proposes_nothing(tiny: Tiny, draft: str) -> None:
    ask(tiny, draft)
    with tiny.session() as session:
        seats = select(Membership).where(Membership.officer_id == tiny.actor("designer").officer_id)
        for seat in session.scalars(seats):
            seat.valid_from = seat.valid_to = date(2025, 1, 1)
        session.commit()
    run_errands(tiny.housed())
    assert stands(tiny, draft).state == "refused" and not proposals(tiny)
