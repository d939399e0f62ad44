"""A new installation: schema, districts, processes, first accounts, and sentences where something lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.cli import NoAppException

from app import create_app
from app.house import build_house
from app.passwords import proves
from storage.crypto import Keyring
from storage.database import Database
from storage.events import count_events
from storage.models import Event, MachineAccount, Membership, Officer, ProcessVersion, Unit
from storage.versions import newest_version
from tests.cli.conftest import Typed, terminal

PASSWORD = "Case-Work-2025"
ADD = ("accounts", "add", "wang.wu", "--name", "王五", "--unit", "tj_ftz.labour", "--role", "inspector")


def test_an_empty_database_is_set_up_once_and_then_left_alone(
    typed_on_nothing: Typed, empty_database_url: str
) -> None:
    first = typed_on_nothing("set-up")
    assert first.exit_code == 0, first.output
    assert "schema upgraded" in first.output and "complaint_intake" in first.output
    database = Database(empty_database_url)
    with database.session() as session:
        before = count_events(session)
        assert session.get(Unit, "xn_chengdong.labour") is not None
        intake = newest_version(session, "complaint_intake")
        assert intake is not None and intake.number == 1
    again = typed_on_nothing("set-up")
    assert (again.exit_code, again.output) == (0, "")
    with database.session() as session:
        assert count_events(session) == before
    database.dispose()


def test_set_up_does_not_undo_what_somebody_has_published(typed: Typed, database_url: str) -> None:
    assert typed("set-up").exit_code == 0
    database = Database(database_url)
    with database.session() as session:
        version = newest_version(session, "approval")
        assert version is not None
        version.digest = "0" * 64  # as if a designer had published other files
        session.commit()
        assert typed("set-up").output == ""
        published = typed("processes", "publish")
        assert published.exit_code == 0 and "approval" in published.output
        assert session.query(ProcessVersion).filter_by(process_key="approval").count() == 2
    database.dispose()


def test_commands_on_a_database_without_tables_say_what_to_do(typed_on_nothing: Typed) -> None:
    for words in (("districts", "load"), ("processes", "publish"), ADD, ("worker",), ("demo",)):
        done = typed_on_nothing(*words)
        assert done.exit_code == 1
        assert "flask database upgrade" in done.output
    assert "schema upgraded" in typed_on_nothing("database", "upgrade").output
    assert "newest" in typed_on_nothing("database", "upgrade").output


def test_districts_are_loaded_and_a_second_time_nothing_changes(typed: Typed) -> None:
    assert "tj_ftz, xn_chengdong" in typed("districts", "load").output
    again = typed("districts", "load")
    assert again.exit_code == 0 and "nothing has changed" in again.output


def test_the_first_account_is_added_with_its_role(typed: Typed, database_url: str) -> None:
    refused = typed(*ADD, given=f"{PASSWORD}\n")
    assert refused.exit_code == 1 and "districts load" in refused.output
    typed("districts", "load")
    done = typed(*ADD, given=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    database = Database(database_url)
    with database.session() as session:
        officer = session.query(Officer).one()
        seat = session.query(Membership).one()
        assert (officer.sign_in_name, officer.name) == ("wang.wu", "王五")
        assert (seat.officer_id, seat.unit_id, seat.role) == (officer.id, "tj_ftz.labour", "inspector")
        assert proves(officer.password_hash, PASSWORD)
        assert PASSWORD not in str([event.facts for event in session.query(Event)])
    database.dispose()


@pytest.mark.parametrize(
    ("changed", "given", "told"),
    [
        (("--unit", "labour"), PASSWORD, "tj_ftz."),
        (("--unit", "tj_ftz.nowhere"), PASSWORD, "labour"),
        (("--role", "wizard"), PASSWORD, "inspector"),
        (("--role", "auditor"), PASSWORD, "no other role"),
        ((), "short", "10 to 128"),
        ((), "Wang.Wu-2025-x", "user name"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_a_sentence(
    typed: Typed, database_url: str, changed: tuple[str, ...], given: str, told: str
) -> None:
    typed("districts", "load")
    database = Database(database_url)
    with database.session() as session:
        before = count_events(session)
        done = typed(*ADD, *changed, given=f"{given}\n")
        assert done.exit_code == 1
        assert told in done.output and "Traceback" not in done.output
        session.rollback()
        assert count_events(session) == before
    database.dispose()


def test_a_name_that_is_taken_is_told(typed: Typed) -> None:
    typed("districts", "load")
    assert typed(*ADD, given=f"{PASSWORD}\n").exit_code == 0
    again = typed(*ADD, given=f"{PASSWORD}\n")
    assert again.exit_code == 1 and "wang.wu is taken" in again.output


def test_a_database_out_of_reach_is_told_without_its_password() -> None:
    typed, let_go = terminal("postgresql://officer:secret@127.0.0.1:1/qingxin")
    done = typed("districts", "load")
    let_go()
    assert done.exit_code == 3
    assert "127.0.0.1:1" in done.output and "secret" not in done.output and "Traceback" not in done.output


@pytest.mark.parametrize("url", ["nonsense", "mysql://a@b/c", ""])
def test_an_address_that_is_no_database_is_told(url: str, tmp_path: Path) -> None:
    with pytest.raises(NoAppException, match="·"):
        create_app({"DATABASE_URL": url, "HOUSE": build_house(Keyring(b"k" * 32))})


def test_an_account_of_another_system_is_added_with_a_secret_that_is_kept_nowhere(
    typed: Typed, database_url: str
) -> None:
    assert typed("districts", "load").exit_code == 0
    add = ("machines", "add", "credit", "--topic", "credit.check", "--unit")
    assert "no unit nowhere" in typed(*add, "tj_ftz.nowhere").output
    done = typed(*add, "tj_ftz.labour")
    assert done.exit_code == 0, done.output
    secret = done.output.split()[-1]
    database = Database(database_url)
    with database.session() as session:
        (account,) = session.query(MachineAccount).all()
        assert (account.topics, account.units) == (["credit.check"], ["tj_ftz.labour"])
        assert secret not in str(vars(account))
        (event,) = session.query(Event).filter_by(kind="machine_added").all()
        assert event.facts["name"] == "credit" and secret not in str(event.facts)
    database.dispose()
    assert "taken" in typed(*add, "tj_ftz.labour").output
    assert "stopped" in typed("machines", "stop", "credit").output
    assert "credit\t停用" in typed("machines", "list").output
    assert "active" in typed("machines", "start", "credit").output
