"""A case leaves the house and proves itself anywhere; whoever alters the file is told what he altered."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.actions.exporting import LASTS
from app.actions.packing import export_case
from app.actions.personal import personal_values
from app.actors import SYSTEM
from app.checkpoints import public_text
from app.clock import SetClock
from app.exports.package import json_bytes
from app.jobs.sealing import Seal, seal_log
from storage.cases import content_of, documents_of, parties_of
from storage.events import leaf
from storage.models import CaseFile
from tests.exports.alterations import ALTERATIONS, Files, another_history, events_of, relisted
from tests.support.exports import taken
from tests.support.lived import CLERK, HEAD, INSPECTOR, OUTSIDER, XINING, Lived
from tests.support.office import house

WHOLE = 0


@pytest.fixture
def sealed(lived: Lived, tmp_path: Path) -> Lived:
    """The place with a signed checkpoint, and some events after it."""
    with lived.session() as session:
        assert seal_log(session, Seal(tmp_path / "checkpoints"), at_once=True)
    return lived


def exported(lived: Lived, name: str = "finished", request_id: str | None = None) -> bytes:
    out = io.BytesIO()
    with lived.session() as session:
        export_case(session, lived.cases[name], out, "移送法院", request_id, by=SYSTEM)
    return out.getvalue()


def opened(package: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, place: Path) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return place


def verified(script: bytes, place: Path, *more: str) -> tuple[int, str]:
    """Run a verifier with bare Python: no environment, no site packages, in an empty folder."""
    folder = place.parent / "clean"
    folder.mkdir(exist_ok=True)
    (folder / "verify.py").write_bytes(script)
    told = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", str(place), *more], cwd=folder, env={}, capture_output=True
    )
    return told.returncode, (told.stdout + told.stderr).decode()


def test_an_untouched_file_is_whole_wherever_it_is_read(sealed: Lived, tmp_path: Path) -> None:
    package = exported(sealed)
    files, place = opened(package), tmp_path / "case.zip"
    place.write_bytes(package)
    code, told = verified(files["verify.py"], place, "--key", public_text(house().keyring.log_key))
    assert code == WHOLE and "WHOLE" in told and "altered" not in told, told
    assert f"{len(files['events.jsonl'].splitlines())} 条记录" in told
    assert files["history.pdf"].startswith(b"%PDF-") and b"STSong" in files["history.pdf"]
    assert {"README.txt", "public_key.txt", "proofs.json", "processes.json", "documents.json"} <= set(files)
    inclusion = json.loads(files["proofs.json"])["inclusion"]
    assert len(inclusion) == len(files["events.jsonl"].splitlines()), "every event was sealed before"


def test_what_happened_after_the_last_checkpoint_is_said_to_stand_on_the_signature_alone(
    sealed: Lived, tmp_path: Path
) -> None:
    exported(sealed)
    package, place = exported(sealed), tmp_path / "case.zip"
    place.write_bytes(package)
    code, told = verified(opened(package)["verify.py"], place)
    assert code == WHOLE and "the last 1 events have no checkpoint yet" in told


def test_a_masked_file_holds_neither_documents_nor_persons(sealed: Lived) -> None:
    with sealed.session() as session:
        case = session.get_one(CaseFile, sealed.cases["finished"])
        values = {each.text for each in personal_values(session, case, by=SYSTEM)}
        workers = {row.name for row in parties_of(session, case.id) if row.place == "worker"}
    files = opened(exported(sealed))
    assert values and workers and not [name for name in files if name.startswith("documents/")]
    assert "opened.json" not in files
    own = [content for name, content in files.items() if "/" not in name and not name.endswith(".pdf")]
    text = b"".join(own).decode()
    assert not [value for value in values | workers if value in text]


def test_the_change_in_each_altered_file_is_named(sealed: Lived, tmp_path: Path) -> None:
    package = exported(sealed)
    for alter in ALTERATIONS:
        files = opened(package)
        script, named = files["verify.py"], alter(files)
        code, told = verified(script, packed(files, tmp_path / f"{alter.__name__}.zip"))
        assert code == 1 and named in told and "ALTERED" in told, f"{alter.__name__}: {told}"
        relisted(files)
        code, told = verified(script, packed(files, tmp_path / f"{alter.__name__}.zip"))
        assert code == 1 and "the signature of manifest.json is wrong" in told, alter.__name__


def test_a_file_that_was_signed_anew_is_unmasked_by_the_key_that_one_was_told(
    sealed: Lived, tmp_path: Path
) -> None:
    files, forger = opened(exported(sealed)), Ed25519PrivateKey.generate()
    script = files["verify.py"]
    another_history(files)
    relisted(files)
    signature = forger.sign(b"qingxin case file\n" + files["manifest.json"]).hex()
    files["signature.json"] = json_bytes({"public_key": public_text(forger), "signature": signature})
    place = packed(files, tmp_path / "forged.zip")
    code, told = verified(script, place, "--key", public_text(house().keyring.log_key))
    assert code == 1 and "not signed with the key that you named" in told


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"{}"])
def test_what_is_no_case_file_is_refused_with_a_sentence(
    sealed: Lived, tmp_path: Path, content: bytes
) -> None:
    place = tmp_path / "something.zip"
    place.write_bytes(content)
    code, told = verified(opened(exported(sealed))["verify.py"], place)
    assert code == 2 and "not a case file" in told and "Traceback" not in told


def test_the_events_in_the_file_are_those_of_the_record(sealed: Lived) -> None:
    for event in events_of(opened(exported(sealed))):
        assert leaf({**event, "at": datetime.fromisoformat(event["at"])}) == event["digest"]


def test_an_unmasked_file_needs_a_second_person_and_holds_what_was_handed_in(
    sealed: Lived, tmp_path: Path
) -> None:
    case_id = sealed.cases["open"]
    desk, head = sealed.client(INSPECTOR), sealed.client(HEAD)
    events = sealed.events()
    assert desk.post(f"/cases/{case_id}/exports", {"purpose": " "}).status_code == 422
    assert sealed.client(OUTSIDER).post(f"/cases/{case_id}/exports", {"purpose": "移送"}).status_code == 404
    assert sealed.client(XINING).get(f"/cases/{case_id}/exports").status_code == 404
    assert desk.post(f"/cases/{case_id}/exports", {"purpose": "移送法院"}).status_code == 302
    request_id = sealed.last_event("open").facts["request"]
    address = f"/cases/{case_id}/exports/{request_id}"
    assert desk.post(address).status_code == 409, "not approved yet"
    assert desk.post(f"/exports/{request_id}/decision", {"granted": "1"}).status_code == 403
    assert "移送法院" in head.get("/exports").text
    assert head.post(f"/exports/{request_id}/decision", {"granted": "0"}).status_code == 409, "no reason"
    assert head.post(f"/exports/{request_id}/decision", {"granted": "1"}).status_code == 302
    assert head.post(f"/exports/{request_id}/decision", {"granted": "1"}).status_code == 409, "decided"
    assert head.post(address).status_code == 404, "who asked takes it, nobody else"
    answer = taken(sealed, INSPECTOR, address)
    made = answer.request.path
    assert head.post(made).status_code == 404, "who asked takes it, nobody else"
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    place = tmp_path / "case.zip"
    place.write_bytes(answer.data)
    code, told = verified(opened(answer.data)["verify.py"], place)
    assert code == WHOLE, told
    last = sealed.last_event("open")
    assert last.kind == "case_exported" and last.facts["sha256"] == hashlib.sha256(answer.data).hexdigest()
    holds_what_was_handed_in(sealed, case_id, opened(answer.data))
    assert sealed.events() >= events + 3


def holds_what_was_handed_in(sealed: Lived, case_id: str, files: Files) -> None:
    with sealed.session() as session:
        kept = [row for row in documents_of(session, case_id) if content_of(session, row.id) is not None]
    found = {name.split("/")[1]: content for name, content in files.items() if name.startswith("documents/")}
    assert {key: hashlib.sha256(content).hexdigest() for key, content in found.items()} == {
        row.id: row.sha256 for row in kept
    }
    assert json.loads(files["opened.json"])["personal"]


def test_an_approval_lapses_after_seven_days(sealed: Lived, clock: SetClock) -> None:
    address = f"/cases/{sealed.cases['open']}/exports"
    sealed.client(INSPECTOR).post(address, {"purpose": "移送法院"})
    request_id = sealed.last_event("open").facts["request"]
    sealed.client(HEAD).post(f"/exports/{request_id}/decision", {"granted": "1"})
    clock.advance(LASTS)
    sealed.desks.clear()  # nobody stays signed in for days
    answer = taken(sealed, INSPECTOR, f"{address}/{request_id}")
    assert answer.status_code == 200
    clock.advance(timedelta(seconds=1))
    for place in (f"{address}/{request_id}", answer.request.path):
        late = sealed.client(INSPECTOR).post(place)
        assert late.status_code == 409 and "批准已过七天有效期" in late.text


def test_an_auditor_takes_files_masked_only(sealed: Lived) -> None:
    auditor = sealed.client("tj.office.auditor")
    address = f"/cases/{sealed.cases['open']}/exports"
    assert auditor.post(address, {"purpose": "抽查"}).status_code == 403
    answer = taken(sealed, "tj.office.auditor", f"{address}/masked", {"purpose": "抽查"})
    assert answer.status_code == 200 and "opened.json" not in opened(answer.data)
    assert sealed.last_event("open").facts["masking"] == "已遮盖"


def test_who_reported_leaves_in_no_file(sealed: Lived) -> None:
    case_id = sealed.cases["sealed"]
    sealed.client(CLERK).post(f"/cases/{case_id}/exports", {"purpose": "移送法院"})
    request_id = sealed.last_event("sealed").facts["request"]
    granted = sealed.client(HEAD).post(f"/exports/{request_id}/decision", {"granted": "1"})
    if granted.status_code == 404:  # the inspection does not work on it yet
        granted = sealed.client("tj.labour.bureau_head").post(
            f"/exports/{request_id}/decision", {"granted": "1"}
        )
    assert granted.status_code == 302
    answer = taken(sealed, CLERK, f"/cases/{case_id}/exports/{request_id}")
    assert answer.status_code == 200
    assert "reporter" not in json.dumps(json.loads(opened(answer.data)["opened.json"])["personal"])


def test_the_command_line_seals_and_exports(lived: Lived, tmp_path: Path) -> None:
    runner = lived.app(CHECKPOINTS=str(tmp_path / "own")).test_cli_runner()
    number, place = lived.case("finished").case_no, tmp_path / "case.zip"
    done = runner.invoke(args=["audit", "export", number, "--to", str(place), "--purpose", "移送法院"])
    assert done.exit_code == 0, done.output
    code, told = verified(opened(place.read_bytes())["verify.py"], place)
    assert code == WHOLE and "no checkpoint" not in told
    nowhere = str(tmp_path / "no" / "such.zip")
    refused = runner.invoke(args=["audit", "export", number, "--to", nowhere, "--purpose", "移送法院"])
    assert refused.exit_code == 1 and "Traceback" not in refused.output
