"""A bureau keeps its processes in a checkout of its own: published from there, taken out into one again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.clock import today
from storage.database import Database
from storage.in_force import starts_of
from storage.models import Event
from tests.cli.conftest import Typed
from tests.support.tiny import WAITING_FORM, form, waiting


def checkout(folder: Path, diagram: bytes) -> Path:
    """Write a checkout with one process."""
    files = {
        "processes/waiting/waiting.bpmn": diagram,
        "forms/waiting/begin.form": WAITING_FORM,
        "forms/waiting/after.form": form("after"),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_a_checkout_is_published_where_and_from_when_it_was_said(
    typed: Typed, database_url: str, tmp_path: Path
) -> None:
    root = str(checkout(tmp_path / "own", waiting()))
    assert typed("districts", "load").exit_code == 0
    first = typed("processes", "publish", "--root", root)
    assert first.exit_code == 0 and "waiting" in first.output, first.output
    checkout(Path(root), waiting().replace(b'id="after"', b'id="after" name="x"', 1))
    later = (today() + timedelta(days=9)).isoformat()
    second = typed(
        "processes",
        "publish",
        "waiting",
        "--root",
        root,
        "--district",
        "tj_ftz",
        "--from",
        later,
        "--note",
        "改名",
    )
    assert second.exit_code == 0, second.output
    database = Database(database_url)
    with database.session() as session:
        start, version = starts_of(session, "waiting")[0]
        assert (start.district, start.from_on.isoformat(), start.note, version.number) == (
            "tj_ftz",
            later,
            "改名",
            2,
        )
        assert session.query(Event).filter_by(kind="version_put_in_force").count() == 2
    database.dispose()


def test_what_cannot_be_is_said_in_a_sentence(typed: Typed, tmp_path: Path) -> None:
    root = str(checkout(tmp_path, waiting().replace(b"date and time(until)", b"import os")))
    for words, said in (
        (("--district", "nowhere"), "nowhere"),
        (("--from", "2020-01-01"), "has passed"),
        (("unknown",), "unknown"),
        ((), "Not published"),
    ):
        done = typed("processes", "publish", "--root", root, *words)
        assert done.exit_code == 1 and said in done.output, done.output


def test_a_version_is_written_as_a_checkout_has_it(typed: Typed, tmp_path: Path) -> None:
    root, out = checkout(tmp_path / "own", waiting()), tmp_path / "out"
    assert typed("processes", "publish", "--root", str(root)).exit_code == 0
    assert typed("processes", "export", "waiting@1", str(out)).exit_code == 0
    for path in (each for each in root.rglob("*") if each.is_file()):
        assert (out / path.relative_to(root)).read_bytes() == path.read_bytes()
    assert typed("processes", "export", "waiting@7", str(out)).exit_code == 1
    assert typed("processes", "export", "waiting", str(out)).exit_code == 1
