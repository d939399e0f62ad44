"""What a changed process would do to every open run of it; it writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.actions.desk import Desk
from app.actors import SYSTEM
from app.clock import LOCAL
from app.diagrams.comparing import Change, compare_versions, likely_renames
from app.engine import CannotMigrate, Command, Definition, EngineFailure, Migration, Obstacle, ahead, migrate
from app.house import house_of
from app.versions import Edition, compile_files
from storage.migration_plans import open_runs_of_process
from storage.models import CaseFile, Run

Progress = Callable[[int], None]
STAYS, MOVES, MAPS, CANNOT = "stays", "moves", "maps", "cannot"


@dataclass(frozen=True)
class Foreseen:
    """One open run: what becomes of it, where it stands, and why it cannot go over when it cannot.

    `outcome` is stays (nothing ahead of it is drawn otherwise), moves (as it is), maps (with the mapping) or cannot.
    """

    run_id: str
    case_no: str
    version: int
    outcome: str
    places: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


@dataclass
class Foresight:
    """What was foreseen of all open runs of a process, with the mapping that was tried for those that need one."""

    key: str
    mapping: dict[str, str]
    runs: list[Foreseen] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many runs stay, move, move with the mapping and cannot."""
        found = Counter(run.outcome for run in self.runs)
        return {outcome: found[outcome] for outcome in (STAYS, MOVES, MAPS, CANNOT)}

    @property
    def reasons(self) -> list[tuple[Obstacle, int]]:
        """Why runs cannot go over, and how many for each reason, the commonest first."""
        return Counter(item for run in self.runs for item in run.obstacles).most_common()


def foresee_runs(
    session: Session,
    key: str,
    files: Mapping[str, bytes],
    mapping: Mapping[str, str] | None = None,
    *,
    districts: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Foresight:
    """Try for every open run of a process whether it could go over to a draft, and how; None is every district.

    Without a mapping the likely renamings from the newest version are tried. Raises what compiling the draft raises.
    """
    definition, _ = compile_files(key, dict(files))
    newest = house_of(session).shelf.newest(session, key)
    given = dict(mapping) if mapping is not None else {}
    if mapping is None and newest is not None:
        given = likely_renames(newest.files, files, key)
    found = Foresight(key, given)
    look = Look(session, key, files, definition, given)
    for run, case in _open_runs(session, key, districts):
        found.runs.append(look.at(run, case))
        if progress is not None:
            progress(len(found.runs))
    return found


def _open_runs(
    session: Session, key: str, districts: Collection[str] | None
) -> Iterator[tuple[Run, CaseFile]]:
    after = ""
    while rows := open_runs_of_process(session, key, districts, after):
        after = rows[-1][0].id
        yield from rows
        session.expunge_all()


class Look:
    """One draft, held against runs of the versions that are in use.

    `touched` keeps what the draft draws otherwise than each version, for the next look at the same draft.
    """

    def __init__(
        self,
        session: Session,
        key: str,
        files: Mapping[str, bytes],
        draft: Definition,
        mapping: Mapping[str, str],
        touched: dict[str, frozenset[str] | None] | None = None,
    ) -> None:
        self.session = session
        self.key = key
        self.files = files
        self.draft = draft
        self.mapping = mapping
        self._touched = {} if touched is None else touched

    def at(self, run: Run, case: CaseFile) -> Foreseen:
        """Say what becomes of one run."""
        edition = house_of(self.session).shelf.edition(self.session, run.version_id)
        touched = self._touched_in(edition)
        command = self._command(run)
        try:
            if touched is not None and not touched & ahead(edition.definition, run.state, command):
                return Foreseen(run.id, case.case_no, edition.number, STAYS)
        except EngineFailure as failure:
            unreadable = Obstacle(failure.element_id, "failure", failure.zh, failure.cause)
            return Foreseen(run.id, case.case_no, edition.number, CANNOT, (), (unreadable,))
        try:
            done, outcome = self._tried(edition, run, case, {}), MOVES
        except CannotMigrate as plainly:
            obstacles = plainly.obstacles
            if not self.mapping:
                return self._cannot(run, case, edition, obstacles)
            try:
                done, outcome = self._tried(edition, run, case, self.mapping), MAPS
            except CannotMigrate as refusal:
                return self._cannot(run, case, edition, refusal.obstacles)
        return Foreseen(run.id, case.case_no, edition.number, outcome, done.before)

    def _cannot(self, run: Run, case: CaseFile, edition: Edition, obstacles: list[Obstacle]) -> Foreseen:
        return Foreseen(run.id, case.case_no, edition.number, CANNOT, (), tuple(obstacles))

    def _tried(self, edition: Edition, run: Run, case: CaseFile, mapping: Mapping[str, str]) -> Migration:
        """Try to carry a run over; the facts of its case are read only when something looked at expressions."""
        try:
            done = migrate(edition.definition, self.draft, run.state, mapping, self._command(run))
            if not done.step.timers_set and all("became" in entry for entry in done.step.trace):
                return done
        except CannotMigrate as refusal:
            if all(item.code != "failure" for item in refusal.obstacles):
                raise
        desk = Desk(self.session, case, SYSTEM, house_of(self.session).now(), runs={run.id: run})
        command = desk.command(run, self._as_edition(edition))
        return migrate(edition.definition, self.draft, run.state, mapping, command)

    def _as_edition(self, edition: Edition) -> Edition:
        return Edition(
            "", self.key, 0, edition.name_zh, edition.name_en, self.draft, {}, dict(self.files)
        )  # fmt: skip

    def _command(self, run: Run) -> Command:
        at = house_of(self.session).now().astimezone(LOCAL)
        return Command(at, {}, f"{run.id}:{run.step + 1}")

    def _touched_in(self, edition: Edition) -> frozenset[str] | None:
        """Return the addresses of what the draft draws otherwise than a version; None when it concerns everything."""
        if edition.id not in self._touched:
            changes = [each for each in compare_versions(edition.files, self.files) if each.what != "moved"]
            whole = any(each.kind in ("process", "lane") for each in changes)
            touched = {address for each in changes for address in self._concerned(each, edition)}
            self._touched[edition.id] = None if whole else frozenset(touched)
        return self._touched[edition.id]

    def _concerned(self, change: Change, edition: Edition) -> Iterator[str]:
        process, _, name = change.path.removeprefix("processes/").removeprefix("forms/").rpartition("/")
        prefix = "" if process == self.key else f"{process}/"
        if change.path.endswith(".bpmn"):
            yield f"{prefix}{change.item}"
        elif change.path.endswith(".form"):
            yield f"{prefix}{name.removesuffix('.form')}"
        elif change.path.endswith(".dmn"):
            for element in edition.definition.elements.values():
                if element.kind == "businessRuleTask":
                    own = element.process_key == self.key
                    yield element.id if own else f"{element.process_key}/{element.id}"
