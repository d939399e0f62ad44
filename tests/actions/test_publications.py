"""A designer proposes, somebody else decides; all files become one version in force where and when it was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.actions.approving import approve, drop_start, send_back
from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.draft_revisions import FileChanged
from app.actions.proposing import (
    ProposalUnclear,
    propose,
    propose_publication,
    propose_restore,
    withdraw_publication,
)
from app.actions.publishing import CannotPublish
from app.actions.versions_made import NothingNew
from app.clock import SetClock
from app.diagrams.judging_bundles import judge_apart
from app.refusals import AlreadyDone, NotAllowed, NotReady, SameOfficer
from storage.designs import draft_of, files_of_draft
from storage.in_force import id_in_force, starts_of
from storage.models import Event, ProcessFile, ProcessVersion, Publication, Run
from storage.publications import publication_of
from storage.versions import bundle_digest, files_of_version, newest_version, version_numbered
from tests.support.tiny import Tiny, waiting

KEY = "waiting"
DIAGRAM = "processes/waiting/waiting.bpmn"
TODAY = date(2025, 9, 24)
ALL = {"": TODAY}


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Tiny:
    """An office with a few published processes, on a Wednesday."""
    return tiny


def changed(name: str = "等候") -> bytes:
    """The diagram with another name on its step."""
    return waiting().replace(b'id="after"', b'id="after" name="' + name.encode() + b'"', 1)


def drafted(desk: Tiny, content: bytes | None = None, name: str = "designer") -> str:
    """Begin a draft and change its diagram."""
    with desk.session() as session:
        version = newest_version(session, KEY)
        assert version is not None
        draft = begin_draft(session, version.id, by=desk.actor(name)).id
        save_file(session, draft, DIAGRAM, content or changed(), 1, by=desk.actor(name))
        return draft


def proposed(desk: Tiny, draft: str, starts: dict[str, date] | None = None, name: str = "designer") -> str:
    with desk.session() as session:
        return propose(session, draft, "步骤改名，便于理解", starts or ALL, by=desk.actor(name)).id


def approved(desk: Tiny, publication: str, name: str = "director") -> None:
    with desk.session() as session:
        approve(session, publication, by=desk.actor(name))


def number_in_force(desk: Tiny, district: str = "tj_ftz", day: date = TODAY) -> int | None:
    with desk.session() as session:
        found = id_in_force(session, KEY, district, day)
        return session.get_one(ProcessVersion, found).number if found else None


def facts(desk: Tiny, kind: str) -> list[dict[str, object]]:
    with desk.session() as session:
        rows = session.scalars(select(Event).where(Event.kind == kind).order_by(Event.chain_seq))
        return [row.facts for row in rows]


def test_what_was_proposed_is_published_byte_for_byte_by_a_second_person(desk: Tiny) -> None:
    draft = drafted(desk)
    publication = proposed(desk, draft)
    assert number_in_force(desk) == 1, "nothing is published by proposing"
    approved(desk, publication)
    assert number_in_force(desk) == 2
    with desk.session() as session:
        version = version_numbered(session, KEY, 2)
        assert version is not None
        assert files_of_version(session, version.id) == files_of_draft(session, draft)
        found = draft_of(session, draft)
        assert found is not None
        assert (found.state, found.version_id) == ("published", version.id)
    put = facts(desk, "version_put_in_force")[-1]
    assert (put["before"], put["number"], put["reason"]) == (1, 2, "步骤改名，便于理解")


def test_who_edited_or_proposed_cannot_approve(desk: Tiny) -> None:
    draft = drafted(desk)
    with desk.session() as session:
        form = "forms/waiting/after.form"
        save_file(
            session, draft, form, files_of_draft(session, draft)[form] + b" ", 1, by=desk.actor("director")
        )
    publication, events = proposed(desk, draft), desk.events()
    with pytest.raises(SameOfficer):
        approved(desk, publication)
    with pytest.raises(NotAllowed):
        approved(desk, publication, "designer2")
    assert (desk.events(), number_in_force(desk)) == (events, 1)


def test_a_proposal_freezes_its_files_until_it_is_withdrawn_or_sent_back(desk: Tiny) -> None:
    draft = drafted(desk)
    first = proposed(desk, draft)
    with desk.session() as session:
        with pytest.raises(NotReady):
            save_file(session, draft, DIAGRAM, changed("又改"), 2, by=desk.actor("designer"))
        withdraw_publication(session, first, by=desk.actor("designer"))
        save_file(session, draft, DIAGRAM, changed("又改"), 2, by=desk.actor("designer"))
    second = proposed(desk, draft)
    with desk.session() as session:
        made = send_back(session, second, "名称不清楚", by=desk.actor("director"))
        assert (made.state, made.reason) == ("sent_back", "名称不清楚")
        with pytest.raises(AlreadyDone):
            send_back(session, second, "名称不清楚", by=desk.actor("director"))
        save_file(session, draft, DIAGRAM, changed("再改"), 3, by=desk.actor("designer2"))
    assert number_in_force(desk) == 1


def test_the_gate_judges_before_a_proposal_and_nothing_is_written(desk: Tiny) -> None:
    draft = drafted(desk, waiting().replace(b"date and time(until)", b"import os"))
    events = desk.events()
    with pytest.raises(CannotPublish) as refused:
        proposed(desk, draft)
    assert refused.value.details["findings"]
    assert desk.events() == events


def test_files_that_are_published_already_are_not_published_again(desk: Tiny) -> None:
    with desk.session() as session:
        version = newest_version(session, KEY)
        assert version is not None
        draft = begin_draft(session, version.id, by=desk.actor("designer")).id
    with pytest.raises(NothingNew):
        proposed(desk, draft)


@pytest.mark.parametrize(
    "starts", [{}, {"": TODAY - timedelta(days=1)}, {"nowhere": TODAY}, {"": TODAY, "tj_ftz": TODAY}]
)
def test_a_proposal_says_from_when_and_where(desk: Tiny, starts: dict[str, date]) -> None:
    draft = drafted(desk)
    with desk.session() as session, pytest.raises(ProposalUnclear):
        propose(session, draft, "步骤改名", starts, by=desk.actor("designer"))


def test_a_version_comes_into_force_in_one_district_on_its_day(desk: Tiny, clock: SetClock) -> None:
    monday = TODAY + timedelta(days=5)
    approved(desk, proposed(desk, drafted(desk), {"tj_ftz": monday}))
    assert number_in_force(desk) == 1
    assert number_in_force(desk, day=monday) == 2
    assert number_in_force(desk, "xn_chengdong", monday) == 1
    before = desk.begin(KEY, {"var.until": ["2025-10-30T09:00:00+08:00"]})
    clock.advance(timedelta(days=5))
    after = desk.begin(KEY, {"var.until": ["2025-10-30T09:00:00+08:00"]})
    with desk.session() as session:
        numbers = {
            run.case_id: session.get_one(ProcessVersion, run.version_id).number
            for run in session.scalars(select(Run))
        }
    assert (numbers[before], numbers[after]) == (1, 2)


def test_what_is_to_come_can_be_taken_back_before_its_day(desk: Tiny, clock: SetClock) -> None:
    monday = TODAY + timedelta(days=5)
    approved(desk, proposed(desk, drafted(desk), {"": monday}))
    with desk.session() as session:
        start = starts_of(session, KEY)[0][0]
        drop_start(session, start.id, "推迟", by=desk.actor("director"))
    assert number_in_force(desk, day=monday) == 1
    with desk.session() as session, pytest.raises(NotReady):
        drop_start(session, starts_of(session, KEY)[-1][0].id, "太晚", by=desk.actor("director"))


def test_an_earlier_version_is_put_in_force_again_without_a_copy(desk: Tiny) -> None:
    approved(desk, proposed(desk, drafted(desk)))
    with desk.session() as session:
        files = session.scalar(select(func.count()).select_from(ProcessFile))
        version = version_numbered(session, KEY, 1)
        assert version is not None
        first = version.id
        made = propose_restore(session, first, "新版有误", ALL, by=desk.actor("designer")).id
    assert number_in_force(desk) == 2
    with pytest.raises(NotAllowed):
        approved(desk, made, "designer2")
    approved(desk, made)
    assert number_in_force(desk) == 1
    with desk.session() as session:
        assert session.scalar(select(func.count()).select_from(ProcessFile)) == files
        assert session.scalar(select(func.count()).where(ProcessVersion.process_key == KEY)) == 2
        with pytest.raises(NothingNew):
            propose_restore(session, first, "再来一次", ALL, by=desk.actor("designer"))
    told = facts(desk, "version_restored")[-1]
    assert (told["number"], told["before"], told["reason"]) == (1, 2, "新版有误")


def test_what_is_saved_while_it_is_judged_is_not_proposed_unseen(desk: Tiny) -> None:
    draft, designer = drafted(desk), desk.actor("designer")
    with desk.session() as session:
        files = files_of_draft(session, draft)
        judged = judge_apart(KEY, files)
        save_file(session, draft, DIAGRAM, changed("同时"), 2, by=desk.actor("designer2"))
        with pytest.raises(FileChanged):
            propose_publication(session, draft, bundle_digest(files), judged, "改名", ALL, by=designer)
        assert session.scalar(select(func.count()).select_from(Publication)) == 0


def test_two_who_approve_at_once_publish_once(desk: Tiny) -> None:
    publication = proposed(desk, drafted(desk))
    approved(desk, publication)
    with pytest.raises(AlreadyDone):
        approved(desk, publication)
    with desk.session() as session:
        made = publication_of(session, publication)
        assert made is not None and made.state == "approved"
        assert session.scalar(select(func.count()).where(ProcessVersion.process_key == KEY)) == 2
