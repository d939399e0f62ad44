"""Designers change processes for every case and see none of its people: whatever page they open, no name, no number."""

from __future__ import annotations

import io
import itertools
import json
import zipfile

from sqlalchemy import select
from werkzeug.routing import Rule

from app.actions.case_facts import case_key
from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.foresights import ask_foresight
from app.actions.migration_plans import approve_plan, plan_migration
from app.actions.party_rows import party_values
from app.actions.publishing import publish_process
from app.actors import SYSTEM
from app.jobs.foresights import foresee
from app.permissions import ROLE_PERMISSIONS
from app.views.access import PUBLIC
from storage.designs import files_of_draft
from storage.models import (
    Base,
    CaseFile,
    Foresight,
    ForesightItem,
    ForesightPart,
    MigrationPlan,
    Officer,
    Party,
    ProcessVersion,
    Project,
    Run,
)
from tests.support.lived import INSPECTOR, Lived

DESIGNER, APPROVER = "tj.office.process_designer", "tj.office.office_director"
KEY = "investigation"
DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"
LOOKED_AT = (
    "foresight", "foresight/runs.xlsx", "migrations/<plan_id>", "migrations/<plan_id>/back", "migrations/new",
    "compare", "checks", "trials", "trials/recorded",
)  # fmt: skip
PARTS = ("name", "uscc", "id_no", "phone", "address", "bank_card", "account", "contact", "representative")


def secrets_of(place: Lived) -> set[str]:
    """Names, titles, numbers, phones, accounts and addresses of all cases, each at least two characters long."""
    found: set[str] = set()
    with place.session() as session:
        for case in session.scalars(select(CaseFile)):
            found.add(case.title)
            key = case_key(session, case)
            for party in session.scalars(select(Party).where(Party.case_id == case.id)):
                known = party_values(party, key)
                found |= {str(value) for name, value in known.items() if name in PARTS and value}
        found |= {str(project.name) for project in session.scalars(select(Project))}
    return {text for text in found if len(text) > 1}


def prepare(place: Lived) -> str:
    """A draft that was saved, foreseen, published as a version, and a plan that is being carried out."""
    by = place.actor(DESIGNER)
    with place.session() as session:
        version = session.scalars(select(ProcessVersion).where(ProcessVersion.process_key == KEY)).one()
        draft = begin_draft(session, version.id, by=by).id
        files = files_of_draft(session, draft)
        changed = files[DIAGRAM].decode().replace('name="调查取证"', 'name="调查"').encode()
        assert changed != files[DIAGRAM]
        save_file(session, draft, DIAGRAM, changed, 1, by=by)
        foresight = ask_foresight(session, draft, None, by=by).id
        for part in session.scalars(select(ForesightPart)):
            part.state = "queued"
        session.commit()
        parts = list(session.scalars(select(ForesightPart.number)))
    for number in parts:
        foresee(place.database, f"{foresight}:{number}")
    with place.session() as session:
        assert session.scalars(select(ForesightItem)).all(), "there are cases to be foreseen"
        published = publish_process(session, KEY, {**files, DIAGRAM: changed}, by=SYSTEM)
        runs = session.scalars(
            select(Run.id)
            .join(CaseFile, CaseFile.id == Run.case_id)
            .where(Run.process_key == KEY, Run.status == "open", CaseFile.jurisdiction_key == "tj_ftz")
        ).all()
        plan = plan_migration(session, published.id, runs, {}, "试行", by=by)
        approve_plan(session, plan.id, "", by=place.actor(APPROVER))
    return draft


def values_of(place: Lived, draft: str) -> dict[str, list[str]]:
    """What the blanks of addresses can be: ids of every table by its name, and what is no id."""
    found: dict[str, list[str]] = {}
    with place.session() as session:
        for mapper in Base.registry.mappers:
            table = mapper.class_
            if hasattr(table, "id") and table is not Officer:
                ids = session.scalars(select(table.id).limit(3)).all()
                found[f"{mapper.local_table.name}_id"] = [str(each) for each in ids]  # type: ignore[attr-defined]
        found["plan_id"] = list(session.scalars(select(MigrationPlan.id)))
        found["foresight_id"] = list(session.scalars(select(Foresight.id)))
        numbers = list(session.scalars(select(CaseFile.case_no)))
    files = [DIAGRAM, f"forms/{KEY}/propose_filing.form"]
    found |= {
        "draft_id": [draft], "version_id": found["process_version_id"], "process_key": [KEY], "path": files,
        "case_id": found["case_file_id"], "named": numbers + found["case_file_id"], "number": ["1"],
        "filename": ["app.css"],
    }  # fmt: skip
    return found


def addresses(rule: Rule, values: dict[str, list[str]]) -> list[str]:
    """Addresses of a rule with its blanks filled; a blank of which nothing is known takes ids of cases."""
    names = sorted(rule.arguments)
    filled = itertools.product(*(values.get(name) or values["case_id"] for name in names))
    found = []
    for blanks in itertools.islice(filled, 6):
        built = rule.build(dict(zip(names, blanks, strict=True)), append_unknown=False)
        assert built is not None, rule.rule
        found.append(built[1])
    query = {
        "/designer/migrations/new": f"?process={KEY}&from=1&to=2",
        "/designer/compare": f"?process={KEY}&a=1&b=2",
    }
    return found + [address + query[address] for address in found if address in query]


def everything_in(content: bytes) -> str:
    """The text of an answer: as it is, with the escapes of JSON undone, and what lies in an archive."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def told(secret: str, text: str) -> bool:
    return secret in text or json.dumps(secret)[1:-1] in text


def test_no_page_that_designers_can_open_tells_who_is_concerned(lived: Lived) -> None:
    draft = prepare(lived)
    hidden, values = secrets_of(lived), values_of(lived, draft)
    officer = lived.client(INSPECTOR).get(f"/cases/{lived.cases['open']}")
    assert len(hidden) > 20 and any(told(secret, officer.text) for secret in hidden), "officers are told"
    desk, web = lived.client(DESIGNER), lived.opened[0]
    opened: set[str] = set()
    broken: list[str] = []
    for rule in web.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or set()):
            continue
        allowed = web.view_functions[rule.endpoint]._permission in ROLE_PERMISSIONS["process_designer"] | {
            PUBLIC
        }  # type: ignore[attr-defined]
        for address in addresses(rule, values):
            answer = desk.get(address)
            assert answer.status_code < 500, address
            assert allowed or answer.status_code in (302, 403, 404), f"{address} must not be open"
            opened |= {rule.rule} if answer.status_code == 200 else set()
            text = everything_in(answer.data)
            broken += [f"{address}: {secret}" for secret in hidden if told(secret, text)]
    assert not broken, broken[:10]
    seen = "\n".join(sorted(opened))
    for page in LOOKED_AT:
        assert f"{page}\n" in f"{seen}\n", f"{page} was not looked at: {seen}"
