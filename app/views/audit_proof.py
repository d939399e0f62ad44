"""Proves one case for the page that replays it: chain, steps taken again, last checkpoint; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.replaying import Difference, replay_case
from app.views.words import t
from storage.checkpoints import newest_checkpoint
from storage.events import broken_link
from storage.models import CaseFile, Event

AT_ONCE = 1_500
"""So many events are taken again whenever the page is opened; longer cases when somebody asks."""


@dataclass(frozen=True)
class Proof:
    """What was proven of a case. `steps` is None when they were not taken again; `sealed_at` when a checkpoint
    covers its last event, else `unsealed` counts the events after it."""

    events: int
    head: str
    runs: int = 0
    steps: int | None = None
    faults: tuple[str, ...] = ()
    sealed_at: datetime | None = None
    unsealed: int = 0
    differences: tuple[Difference, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def proof_of(session: Session, case: CaseFile, events: Sequence[Event], *, asked: bool) -> Proof:
    """Return what holds of a case whose events are these, all of them in the order of their chain."""
    faults = list(_faults_of_chain(case, events))
    steps, runs, differences = None, 0, tuple[Difference, ...]()
    if asked or len(events) <= AT_ONCE:
        replayed = replay_case(session, case.id)
        steps, runs, differences = replayed.steps, replayed.runs, tuple(replayed.differences)
        faults += [_told(each) for each in differences]
    checkpoint = newest_checkpoint(session)
    sealed = checkpoint.last_event if checkpoint else 0
    later = sum(event.id > sealed for event in events)
    return Proof(
        events=len(events),
        head=case.event_hash[:12],
        runs=runs,
        steps=steps,
        faults=tuple(faults),
        sealed_at=checkpoint.signed_at if checkpoint and not later else None,
        unsealed=later,
        differences=differences,
    )


def _faults_of_chain(case: CaseFile, events: Sequence[Event]) -> Sequence[str]:
    broken = broken_link(events)
    if broken is not None:
        number = broken.chain_seq
        return [
            t(
                f"第 {number} 条记录与摘要或前一条不符",
                f"event {number} does not fit its digest or the one before it",
            )
        ]
    last = (events[-1].chain_seq, events[-1].digest) if events else (0, "")
    if last != (case.event_seq, case.event_hash):
        return [t("链尾的记录缺失或多出", "events at the end of the chain are missing or too many")]
    return []


def _told(found: Difference) -> str:
    place, was, now = found.element or "—", found.recorded, found.replayed
    return t(
        f"重演第 {found.step} 步（{place}）时 {found.what} 不一致：记录为 {was}，重演为 {now}",
        f"step {found.step} ({place}) taken again: {found.what} is {now}, recorded {was}",
    )
