"""Designers change a process in drafts: every saved state stays, nobody overwrites anybody, nothing is lost."""

from __future__ import annotations

import pytest

from app.actions.designing import begin_draft, discard_draft, follow_version, reopen_draft
from app.actions.designing_files import (
    note_presence,
    remove_file,
    restore_revision,
    save_file,
    undo_last_change,
)
from app.actions.designing_pieces import add_file, take_piece
from app.actions.draft_revisions import FileChanged, FileRefused
from app.clock import SetClock
from app.diagrams.safe_xml import MAX_BYTES
from app.refusals import NotAllowed, NotFound, NotReady
from storage.designs import draft_of, files_of_draft, present_at, revisions_of_draft
from storage.versions import files_of_version, newest_version
from tests.support.tiny import Tiny, waiting

DIAGRAM = "processes/waiting/waiting.bpmn"
FORM = "forms/waiting/after.form"


@pytest.fixture
def desk(tiny: Tiny) -> Tiny:
    """An office with a few published processes."""
    return tiny


def begin(desk: Tiny, name: str = "designer") -> str:
    with desk.session() as session:
        version = newest_version(session, "waiting")
        assert version is not None
        return begin_draft(session, version.id, by=desk.actor(name)).id


def save(desk: Tiny, draft: str, path: str, content: bytes, base: int, name: str = "designer") -> int:
    with desk.session() as session:
        return save_file(session, draft, path, content, base, by=desk.actor(name)).number


def files(desk: Tiny, draft: str) -> dict[str, bytes]:
    with desk.session() as session:
        return files_of_draft(session, draft)


def test_a_draft_begins_with_the_files_of_its_version(desk: Tiny) -> None:
    draft = begin(desk)
    with desk.session() as session:
        version = newest_version(session, "waiting")
        assert version is not None
        assert files_of_draft(session, draft) == files_of_version(session, version.id)
        found = draft_of(session, draft)
        assert found is not None
        assert (found.based_on_id, found.state) == (version.id, "open")


def test_what_is_saved_is_the_file_and_what_was_stays_as_a_revision(desk: Tiny, clock: SetClock) -> None:
    draft = begin(desk)
    assert save(desk, draft, FORM, b"second", 1) == 2
    assert save(desk, draft, FORM, b"second", 2) == 2, "the same bytes make no revision"
    assert save(desk, draft, FORM, b"third", 2) == 3
    assert files(desk, draft)[FORM] == b"third"
    with desk.session() as session:
        numbers = [row.number for row in revisions_of_draft(session, draft, FORM)]
        assert sorted(numbers) == [1, 2, 3]
        assert undo_last_change(session, draft, FORM, 3, by=desk.actor("designer")).number == 4
        assert files_of_draft(session, draft)[FORM] == b"second"
        first = restore_revision(session, draft, FORM, 3, 4, by=desk.actor("designer2"))
        assert (first.number, files_of_draft(session, draft)[FORM]) == (5, b"third")


def test_who_saves_later_is_told_who_saved_before_and_overwrites_nothing(desk: Tiny) -> None:
    draft = begin(desk)
    save(desk, draft, DIAGRAM, b"<one/>", 1)
    with pytest.raises(FileChanged) as told:
        save(desk, draft, DIAGRAM, b"<two/>", 1, "designer2")
    assert told.value.details["saved_by"] == "设计员甲"
    assert told.value.details["revision"] == 2
    assert files(desk, draft)[DIAGRAM] == b"<one/>"


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "processes/waiting/../waiting/waiting.bpmn",
        "processes/waiting/other.bpmn",
        "processes/strange/strange.bpmn",
        "forms/strange/after.form",
        "forms/waiting/after.json",
        "processes/waiting/" + "a" * 200 + ".dmn",
        "",
    ],
)
def test_a_draft_holds_files_of_its_own_processes_only(desk: Tiny, path: str) -> None:
    draft = begin(desk)
    before = files(desk, draft)
    with pytest.raises(FileRefused):
        save(desk, draft, path, b"x", 0)
    assert files(desk, draft) == before


def test_a_file_has_a_bound(desk: Tiny) -> None:
    with pytest.raises(FileRefused):
        save(desk, begin(desk), DIAGRAM, b" " * (MAX_BYTES + 1), 1)


def test_a_table_is_added_and_removed_but_the_diagram_stays(desk: Tiny) -> None:
    draft = begin(desk)
    table = "processes/waiting/amounts.dmn"
    assert save(desk, draft, table, b"<table/>", 0) == 1
    with desk.session() as session:
        remove_file(session, draft, table, 1, by=desk.actor("designer"))
        assert table not in files_of_draft(session, draft)
        with pytest.raises(FileRefused):
            remove_file(session, draft, DIAGRAM, 1, by=desk.actor("designer"))
    assert save(desk, draft, table, b"<again/>", 2) == 3


def test_a_draft_is_put_aside_and_taken_up_again_on_the_record(desk: Tiny) -> None:
    draft, events = begin(desk), desk.events()
    with desk.session() as session:
        discard_draft(session, draft, "重复了", by=desk.actor("designer"))
    with pytest.raises(NotReady):
        save(desk, draft, DIAGRAM, b"<late/>", 1)
    with desk.session() as session:
        reopen_draft(session, draft, "还是需要", by=desk.actor("designer2"))
    assert save(desk, draft, DIAGRAM, b"<late/>", 1) == 2
    assert desk.events() == events + 2


def test_designers_see_who_is_at_which_file(desk: Tiny, clock: SetClock) -> None:
    draft = begin(desk)
    with desk.session() as session:
        note_presence(session, draft, FORM, by=desk.actor("designer2"))
        note_presence(session, draft, "forms/unknown", by=desk.actor("designer"))
        found = {name: row.path for row, name in present_at(session, draft, clock.moment)}
    assert found == {"设计员乙": FORM, "设计员甲": ""}


def test_only_designers_touch_drafts(desk: Tiny) -> None:
    draft, events = begin(desk), desk.events()
    for name in ("inspector", "auditor"):
        with pytest.raises(NotAllowed):
            save(desk, draft, DIAGRAM, b"<mine/>", 1, name)
        with pytest.raises(NotAllowed):
            begin(desk, name)
    with pytest.raises(NotFound):
        save(desk, "nothing", DIAGRAM, b"<mine/>", 1)
    assert desk.events() == events


def test_a_draft_takes_over_file_by_file_what_was_published_meanwhile(desk: Tiny) -> None:
    draft = begin(desk)
    save(desk, draft, DIAGRAM, b"<mine/>", 1)
    newer = waiting().replace(b'id="after"', b'id="after" name="x"', 1)
    desk.publish("waiting", newer)
    with desk.session() as session:
        published = files_of_version(session, newest_version(session, "waiting").id)  # type: ignore[union-attr]
        follow_version(session, draft, [FORM], by=desk.actor("designer"))
        kept = files_of_draft(session, draft)
        assert (kept[DIAGRAM], kept[FORM]) == (b"<mine/>", published[FORM])
        found, version = draft_of(session, draft), newest_version(session, "waiting")
        assert found is not None and version is not None and found.based_on_id == version.id
        with pytest.raises(NotReady):
            follow_version(session, draft, [], by=desk.actor("designer"))


def test_a_published_piece_is_taken_in_and_followed(desk: Tiny) -> None:
    draft = begin(desk)
    with desk.session() as session:
        take_piece(session, draft, "pair", by=desk.actor("designer"))
        piece = newest_version(session, "pair")
        assert piece is not None
        own = files_of_version(session, piece.id)
        held = files_of_draft(session, draft)
        assert own.items() <= held.items()
        add_file(session, draft, "form", "pair", "extra", by=desk.actor("designer"))
        take_piece(session, draft, "pair", by=desk.actor("designer"))
        assert "forms/pair/extra.form" not in files_of_draft(session, draft)
        with pytest.raises(NotFound):
            take_piece(session, draft, "waiting", by=desk.actor("designer"))
