"""Builds the page that replays a case: its story for the script, its log for readers, its proof; it writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor
from app.audit.story import Frame, Mark, Story, story_of
from app.clock import LOCAL
from app.forms import Words
from app.versions import Edition
from app.views.access import house, language
from app.views.audit_changes import Changes, Passage
from app.views.audit_findings import finding_lines, severities
from app.views.audit_proof import proof_of
from app.views.audit_standing import Known, StandingView, standing_view
from app.views.case_parts import head_of
from app.views.progress_panel import diagram_address
from app.views.timeline import EventNames, Moment, moment_of
from storage.audit_search import whole_chain
from storage.findings import findings_of_case
from storage.models import CaseFile, Event
from storage.officers import names_of
from storage.runs import runs_of_case
from storage.versions import versions_of

PART = 400
"""So many events stand on one page."""
WIDTH = 1000


@dataclass(frozen=True)
class LogLine:
    """One event of the log: its words, its digest, whether a person did it, and what it changed."""

    moment: Moment
    digest: str
    by_hand: bool
    findings: int
    passages: tuple[Passage, ...]


@dataclass
class Tale:
    """A case with all its events, as far as one moment of it is looked at."""

    session: Session
    case: CaseFile
    events: Sequence[Event]
    number: int

    @classmethod
    def of(cls, session: Session, case: CaseFile, at: str) -> Tale:
        """Open a case at a moment: a number of its chain, or a day or time; what makes no sense is its end."""
        events = whole_chain(session, case.id)
        return cls(session, case, events, _number_at(events, at))

    @property
    def first(self) -> int:
        """The number before the first event of the page on which the moment stands."""
        return (max(self.number, 1) - 1) // PART * PART

    @cached_property
    def story(self) -> Story:
        """The story of the page's events."""
        return story_of(self.events[: self.first + PART], self.first)

    @cached_property
    def known(self) -> Known:
        """The versions on which the runs ran, by process and number, and who acted."""
        wanted = {(frame.process, frame.version) for frame in self.story.frames}
        numbered = {
            (row.process_key, row.number): row.id
            for process in {process for process, _ in wanted}
            for row in versions_of(self.session, process)
        }
        shelf = house().shelf
        editions = {each: shelf.edition(self.session, numbered[each]) for each in wanted if each in numbered}
        people = {event.actor_id for event in self.events} | {event.facts.get("to") for event in self.events}
        return Known(editions, names_of(self.session, [one for one in people if isinstance(one, str)]))

    def standing(self) -> StandingView | None:
        """Return how the case stood at the moment; None for a case without events."""
        if not self.events:
            return None
        return standing_view(self.events, self.story, self.number, self.known)

    def edition_of(self, number: int | None) -> Edition | None:
        """Return the version that a diagram of the story shows."""
        if number is None:
            return None
        frame = self.story.frames[number]
        return self.known.editions.get((frame.process, frame.version))


def replay_contents(session: Session, case: CaseFile, who: Actor, *, at: str, verify: bool) -> dict[str, Any]:
    """Return everything that the template of the replay page asks for."""
    tale = Tale.of(session, case, at)
    shown = tale.events[tale.first : tale.first + PART]
    return {
        "head": head_of(session, case),
        "case": case,
        "proof": proof_of(session, case, tale.events, asked=verify),
        "total": len(tale.events),
        "first": tale.events[0].at if tale.events else case.opened_at,
        "last": tale.events[-1].at if tale.events else case.opened_at,
        "number": tale.number,
        "from_number": tale.first + 1,
        "until_number": tale.first + len(shown),
        "parts": range(0, len(tale.events), PART),
        "part_size": PART,
        "lines": _lines(tale, shown, who),
        "ticks": _ticks(shown),
        "story": _for_script(tale),
        "standing": tale.standing(),
        "findings": finding_lines(session, [(each, case) for each in findings_of_case(session, case.id)]),
        "severities": severities(),
        "shown_words": Words(language()),
    }


def _number_at(events: Sequence[Event], at: str) -> int:
    """Return the number of the event at, or the last one before, what an address asks for."""
    last = events[-1].chain_seq if events else 0
    if at.isascii() and at.isdigit():
        return min(max(int(at[:9]), 1), last)
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return last
    if len(at) == len("2025-09-26"):
        when = when.replace(hour=23, minute=59, second=59)
    if when.tzinfo is None:
        when = when.replace(tzinfo=LOCAL)
    return max((event.chain_seq for event in events if event.at <= when), default=min(1, last))


def _lines(tale: Tale, shown: Sequence[Event], who: Actor) -> list[LogLine]:
    names = EventNames(tale.session, tale.case, runs_of_case(tale.session, tale.case.id), shown)
    changes = Changes(tale.session, tale.case, who, shown)
    found = Counter(each.event_seq for each in findings_of_case(tale.session, tale.case.id))
    return [
        LogLine(
            moment_of(event, names),
            event.digest[:12],
            event.actor_id is not None and event.kind not in _FOLLOWS,
            found[event.chain_seq],
            tuple(changes.of(event, tale.edition_of(told.frame))),
        )
        for event, told in zip(shown, tale.story.moments, strict=True)
    ]


_FOLLOWS = frozenset({
    "task_opened", "task_cancelled", "run_started", "run_ended", "deadline_started", "deadline_met",
    "deadline_suspended", "deadline_resumed", "deadline_extended", "operation_performed", "lane_skipped",
    "message_received", "message_kept", "receipt_issued", "case_closed", "external_task_opened",
})  # fmt: skip
"""Kinds that follow from what somebody did, and are not done by themselves."""


def _ticks(shown: Sequence[Event]) -> list[tuple[int, float]]:
    """Return number and place of each event on an axis of true time."""
    if not shown:
        return []
    start, span = shown[0].at, (shown[-1].at - shown[0].at).total_seconds() or 1
    return [
        (event.chain_seq, round(4 + (WIDTH - 8) * (event.at - start).total_seconds() / span, 1))
        for event in shown
    ]


def _for_script(tale: Tale) -> dict[str, Any]:
    story = tale.story
    return {
        "at": tale.number,
        "frames": [_frame(tale, number, frame) for number, frame in enumerate(story.frames)],
        "marks": [[number, element, *_mark(mark)] for (number, element), mark in story.before.items()],
        "moments": [
            {
                "n": moment.number,
                "f": moment.frame,
                "e": moment.focus,
                "c": [[c.frame, c.element, *_mark(c.was), *_mark(c.now)] for c in moment.changes],
            }
            for moment in story.moments
        ],
    }


def _frame(tale: Tale, number: int, frame: Frame) -> dict[str, Any]:
    edition = tale.edition_of(number)
    if edition is None:
        return {"name": frame.process, "address": None}
    piece, name = frame.process, tale.known.process(frame.process, frame.version)
    if frame.path:
        caller = edition.element_of_trace(frame.path)
        piece = caller.properties.get("calledElement", "") if caller else ""
        name = f"{name} › {tale.known.element(frame.process, frame.version, frame.path)}"
    drawn = f"processes/{piece}/{piece}.bpmn" in edition.files
    return {"name": name, "address": diagram_address(edition, piece) if drawn else None}


def _mark(mark: Mark) -> tuple[str, int]:
    return mark.state, mark.times
