"""The desk of one action: the case it holds, the actor, the moment, and what the case's diagrams may read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_tree, facts_of_case
from app.actions.folder import Folder
from app.actions.law import Law, law_of
from app.actions.reach import sees_sealed
from app.actions.spots import CASE, Spot
from app.actors import Actor
from app.clock import local
from app.deadlines import WorkCalendar, working_day_functions
from app.districts import District
from app.engine import Command
from app.house import House, house_of
from app.values import Value
from app.versions import Edition
from storage.crypto import CaseKey
from storage.events import record
from storage.models import CaseFile, Run, Task

TRANSFER = "transfer"


@dataclass(frozen=True)
class Local:
    """The data visible at one call of a piece (`path`: the calling elements), as far as a step is concerned."""

    path: str
    data: Mapping[str, Value]


@dataclass
class Desk:
    """What one action works with. `todo` holds the steps that follow from those already taken.

    `opened` are the tasks that begin now, `fresh_units` get work now, `seen_by` are units that are known to read
    the case already.
    """

    session: Session
    case: CaseFile
    by: Actor
    at: datetime
    runs: dict[str, Run] = field(default_factory=dict)
    data: dict[str, dict[str, Value]] = field(default_factory=dict)
    todo: deque[Callable[[], None]] = field(default_factory=deque)
    opened: list[Task] = field(default_factory=list)
    fresh_units: set[str] = field(default_factory=set)
    seen_by: set[str] = field(default_factory=set)
    local: Local = Local("", {})
    entered: date | None = None
    """The day on which the step was entered whose form is looked at: its choices in conflicts of rules count there."""
    pieces: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    _facts: dict[tuple[frozenset[str], Spot, bool], dict[str, Value]] = field(default_factory=dict)
    _readable: dict[str, dict[str, Value]] = field(default_factory=dict)

    @cached_property
    def folder(self) -> Folder:
        """What has been read of the case file."""
        return Folder(self.session, self.case)

    @property
    def house(self) -> House:
        """The installation this desk stands in."""
        return house_of(self.session)

    @property
    def district(self) -> District:
        """The district of the case, as its register stands."""
        return self.law.districts[self.case.jurisdiction_key]

    @cached_property
    def law(self) -> Law:
        """Rules and calendars as they stand; no edition can be added before this action ends."""
        return law_of(self.session, hold=True)

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day calendar of the district."""
        return self.law.calendars[self.case.jurisdiction_key]

    @property
    def key(self) -> CaseKey:
        """The data key of the case."""
        return self.folder.key

    def run(self, run_id: str) -> Run:
        """Return a run of the case, read once."""
        if run_id not in self.runs:
            self.runs[run_id] = self.session.get_one(Run, run_id)
        return self.runs[run_id]

    def edition(self, run: Run) -> Edition:
        """Return the compiled process version that a run executes."""
        return self.house.shelf.edition(self.session, run.version_id)

    def current_edition(self, process_key: str) -> Edition | None:
        """Return the version on which a run begins now in the district of the case, or None if none is in force."""
        day = local(self.at).date()
        return self.house.shelf.current(self.session, process_key, self.case.jurisdiction_key, day)

    def record(
        self, kind: str, facts: dict[str, Any], *, run: Run | None = None, task_id: str | None = None
    ) -> None:
        """Note an event of this case."""
        record(
            self.session,
            kind,
            facts,
            at=self.at,
            by=self.by,
            case=self.case,
            run_id=run.id if run else None,
            task_id=task_id,
        )

    def facts(
        self,
        names: frozenset[str],
        spot: Spot = CASE,
        data: Mapping[str, Value] | None = None,
        *,
        sealed: bool = False,
    ) -> dict[str, Value]:
        """Return `case`, `setting` and `units` as far as these dotted names ask for them, as seen from a spot.

        `sealed` says whether those who will see the facts may know who reported.
        """
        if (names, spot, sealed) not in self._facts:
            given = self._house_facts(names, self.entered)
            if any(name.startswith("case.") for name in names):
                given["case"] = facts_of_case(self.folder, names, spot, data, sealed=sealed)
            self._facts[names, spot, sealed] = given
        return self._facts[names, spot, sealed]

    def form_facts(
        self, names: frozenset[str], spot: Spot, data: Mapping[str, Value] | None = None
    ) -> dict[str, Value]:
        """Return what a form may hold for this officer.

        Who reported is for officers of the receiving unit and of the labour authority, and never part of a
        transfer (监察条例 §9: the reporter is kept secret).
        """
        in_transfer = spot.run_id is not None and self.run(spot.run_id).process_key == TRANSFER
        return self.facts(names, spot, data, sealed=not in_transfer and sees_sealed(self.case, self.by))

    def readable(self, run: Run, edition: Edition) -> dict[str, Value]:
        """Return what diagrams may read besides variables; of the case, only what they look at is read."""
        if run.id not in self._readable:
            given = self._house_facts(edition.reads)
            if any(name.startswith("case.") for name in edition.reads):
                given["case"] = case_tree(self.folder, edition.reads, Spot(run.id))
            self._readable[run.id] = given
        return self._readable[run.id]

    def _house_facts(self, names: frozenset[str], entered: date | None = None) -> dict[str, Value]:
        given: dict[str, Value] = {}
        if any(name.startswith("setting") for name in names):
            given["setting"] = dict(self.law.settings_of(self.district.key, entered))
        if any(name.startswith("units") for name in names):
            given["units"] = self._units(names)
        return given

    def forget_facts(self) -> None:
        """Read the case file anew from now on: answers have been written to it."""
        self._facts.clear()
        self._readable.clear()

    def _units(self, names: frozenset[str]) -> dict[str, Value]:
        from app.districts import bind

        lanes = {name.split(".")[1] for name in names if name.startswith("units.")}
        tree = facts_of_case(self.folder, ["case.complaint.work_place"])
        facts = {"address": (tree.get("complaint") or {}).get("work_place")}
        return {
            lane: list(bind(self.district, lane, facts).units)
            for lane in sorted(lanes)
            if lane in self.district.lanes
        }

    def command(self, run: Run, edition: Edition) -> Command:
        """Return the command for the next step of a run."""
        return Command(
            at=self.at,
            facts=self.readable(run, edition),
            seed=f"{run.id}:{run.step + 1}",
            functions=working_day_functions(lambda: self.calendar),
        )

    def scope(self, run: Run, edition: Edition, place: str = "") -> dict[str, Value]:
        """Return what an expression of this run may read: variables, case facts, settings, units.

        `place` is the element as a trace names it; inside the piece where the step was taken, its data count.
        """
        path = place.rpartition("/")[0]
        local = self.local.data if path and path == self.local.path else self.pieces.get(path, {})
        return {**self.data.get(run.id, {}), **local, **self.readable(run, edition)}

    def unit_id(self, short: str) -> str:
        """Return the row id of a unit of the district."""
        return f"{self.case.jurisdiction_key}.{short}"
