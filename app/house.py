"""What an installation knows besides its database: keys, districts, calendar, rules, field catalogue, versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app import clock
from app.catalogue import Catalogue, load_catalogue
from app.deadlines import RulePack, WorkCalendar, load_calendar, load_rules
from app.deadlines.conflicts import Conflict, load_conflicts
from app.diagrams.checks import HouseRule, load_house_rules
from app.districts import District, Lane, Role, load_district, load_lanes, load_roles
from app.duties import Clause, load_clauses
from app.exchanges.registry import Registry, load_registry
from app.papers import Paper, load_papers
from app.questions import Question, load_questions
from storage.crypto import Keyring

if TYPE_CHECKING:
    from app.actions.law import Law
    from app.versions import VersionShelf

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class House:
    """Everything that actions look up and that no officer changes while he works."""

    keyring: Keyring
    districts: dict[str, District]
    roles: dict[str, Role]
    lanes: dict[str, Lane]
    calendars: dict[str, WorkCalendar]
    rules: RulePack
    conflicts: dict[str, Conflict]
    catalogue: Catalogue
    papers: dict[str, Paper]
    house_rules: dict[str, HouseRule]
    clauses: dict[str, Clause]
    exchanges: Registry
    questions: dict[str, Question]
    project_lists: bytes
    shelf: VersionShelf
    now: Callable[[], datetime] = field(default=clock.now)
    for_trial: bool = False
    """Whether this is the house of a trial: its cases are made up, lie in memory and are thrown away."""
    laws: dict[tuple[str, str, str], Law] = field(default_factory=dict)
    """What `app.actions.law` has put together, by the stamp of the editions in it."""

    @property
    def documents(self) -> dict[str, str]:
        """The Chinese names of papers by code."""
        return {code: paper.zh for code, paper in self.papers.items()}


def build_house(keyring: Keyring, root: Path = ROOT) -> House:
    """Read the data files under `processes/` and `forms/`; raise ValueError, naming the file, for a faulty one."""
    from app.versions import VersionShelf

    processes = root / "processes"
    districts = {
        path.stem: load_district(path.read_bytes())
        for path in sorted((processes / "jurisdictions").glob("*_*.toml"))
    }
    years = sorted((processes / "calendars").glob("*.csv"))
    calendar = load_calendar({int(path.stem): path.read_bytes() for path in years})
    return House(
        keyring=keyring,
        districts=districts,
        roles=load_roles((processes / "jurisdictions" / "roles.toml").read_bytes()),
        lanes=load_lanes((processes / "jurisdictions" / "lanes.toml").read_bytes()),
        calendars=dict.fromkeys(districts, calendar),
        rules=load_rules((processes / "deadline_rules.csv").read_bytes()),
        conflicts=load_conflicts((processes / "rule_conflicts.toml").read_bytes()),
        papers=load_papers((root / "forms" / "documents.toml").read_bytes()),
        catalogue=load_catalogue((root / "forms" / "fields.toml").read_bytes()),
        house_rules=load_house_rules((processes / "house_rules.toml").read_bytes()),
        exchanges=load_registry((processes / "jurisdictions" / "exchanges.toml").read_bytes()),
        clauses=load_clauses((processes / "jurisdictions" / "clauses.csv").read_bytes()),
        questions=load_questions((processes / "open_questions.toml").read_bytes()),
        project_lists=(root / "forms" / "project_lists.form").read_bytes(),
        shelf=VersionShelf(),
    )


def house_of(session: Session) -> House:
    """Return the house that a session belongs to."""
    house: House = session.info["house"]
    return house
