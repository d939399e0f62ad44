"""What one action has read of a case file: each table at most once, however many rules ask; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.house import house_of
from storage.cases import (
    documents_of,
    parties_of,
    payments_of,
    project_of,
    roster_of,
    service_records_of,
)
from storage.changes import add_row, change_row, write_changes
from storage.clocks import RunningClock, deadlines_of_case, running_clocks
from storage.crypto import CaseKey
from storage.models import (
    CaseFile,
    Deadline,
    Document,
    Party,
    Payment,
    Project,
    RosterLine,
    Run,
    ServiceRecord,
)
from storage.runs import runs_of_case
from storage.sections import section_facts

T = TypeVar("T")


def case_key(session: Session, case: CaseFile) -> CaseKey:
    """Return the data key of a case."""
    return house_of(session).keyring.case_key(case.wrapped_key, case.id)


@dataclass
class Folder:
    """The rows of a case, read when they are first asked for.

    The case is locked while an action lasts, so nobody else changes them. Whoever adds or removes parties, the
    project, roster lines or payments flushes them and calls `forget`, so that they are read anew.
    """

    session: Session
    case: CaseFile
    _tables: dict[str, Any] = field(default_factory=dict)
    _sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    _expected: set[str] = field(default_factory=set)

    @property
    def parties(self) -> Sequence[Party]:
        """All parties of the case."""
        return self._once("parties", parties_of)

    @property
    def project(self) -> Project | None:
        """The engineering project of the case."""
        return self._once("project", project_of)

    @property
    def roster(self) -> Sequence[tuple[RosterLine, Party]]:
        """The roster lines with their workers."""
        return self._once("roster", roster_of)

    @property
    def payments(self) -> Sequence[Payment]:
        """The payments."""
        return self._once("payments", payments_of)

    @property
    def documents(self) -> Sequence[Document]:
        """The documents, newest first."""
        return self._once("documents", documents_of, flush=True)

    @property
    def service_records(self) -> Sequence[ServiceRecord]:
        """The proofs of service, oldest first."""
        return self._once("service_records", service_records_of, flush=True)

    @property
    def deadlines(self) -> Sequence[Deadline]:
        """All clocks of the case as stored, running ones first."""
        return self._once("deadlines", deadlines_of_case, flush=True)

    @property
    def runs(self) -> Sequence[Run]:
        """All runs of the case, oldest first."""
        return self._once("runs", runs_of_case, flush=True)

    @cached_property
    def key(self) -> CaseKey:
        """The data key of the case."""
        return case_key(self.session, self.case)

    def clocks(self, rules: Iterable[str] | None = None) -> list[RunningClock]:
        """Return the running clocks of the case, of these rules or of all, earliest due first.

        Clocks that this action has met or replaced do not run any more, those it has started do.
        """
        wanted = None if rules is None else set(rules)
        running = [
            clock
            for clock in self._once("clocks", running_clocks)
            if not clock.stopped and (wanted is None or clock.rule in wanted)
        ]
        return sorted(running, key=lambda clock: (clock.due_at, clock.id))

    def start_clock(self, clock: RunningClock, warn_at: datetime | None) -> None:
        """Add a clock that an element starts now, and when to warn of it first."""
        self._once("clocks", running_clocks).append(clock)
        self.forget("deadlines")
        facts = {name: value for name, value in vars(clock).items() if name != "stopped"}
        add_row(self.session, Deadline, case_id=self.case.id, warn_at=warn_at, **facts)

    def stop_clock(self, clock: RunningClock, **how: Any) -> None:
        """Let a clock run no longer: it is met (`met_at`, `met_by`) or a newer one counts (`replaced_at`)."""
        clock.stopped = True
        self.forget("deadlines")
        change_row(self.session, Deadline, clock.id, warn_at=None, **how)

    def change_clock(self, clock: RunningClock, warn_at: datetime | None, **facts: Any) -> None:
        """Change facts of a running clock, and when to warn of it next."""
        for name, value in facts.items():
            setattr(clock, name, value)
        self.forget("deadlines")
        change_row(self.session, Deadline, clock.id, warn_at=warn_at, **facts)

    def expect(self, keys: Iterable[str]) -> None:
        """Tell which sections may be asked for, so that one question reads them all."""
        self._expected.update(keys)

    def sections(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the stored facts of sections by the key under which they are kept; {} for one not yet written."""
        asked = list(keys)
        if not self._sections.keys() >= set(asked):
            missing = (self._expected | set(asked)) - self._sections.keys()
            found = section_facts(self.session, self.case.id, missing)
            self._sections.update({key: found.get(key, {}) for key in missing})
        return {key: self._sections[key] for key in asked}

    def wrote_sections(self, written: Mapping[str, dict[str, Any]]) -> None:
        """Take note of sections as they have just been written."""
        self._sections.update(written)

    def forget(self, *tables: str) -> None:
        """Read these tables anew when they are asked for again."""
        for table in tables:
            self._tables.pop(table, None)

    def _once(self, table: str, question: Callable[[Session, str], T], *, flush: bool = False) -> T:
        if table not in self._tables:
            if flush:
                write_changes(self.session)
            self._tables[table] = question(self.session, self.case.id)
        found: T = self._tables[table]
        return found
