"""What became of a run that went over or was moved, and why one cannot; it must not know how either is done."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.events import BoundaryEvent
from app.engine.migrating_fit import Obstacle
from app.engine.model import EngineFailure, Step
from app.engine.tree import Run, TokenTree


@dataclass(frozen=True, slots=True)
class Renamed:
    """A token that went over and stands at an element, or on a path, that is called otherwise now."""

    token: str
    element_id: str
    process_key: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Migration:
    """The step by which a run went over or was moved, the tokens with another name, and the places on both sides."""

    step: Step
    renamed: tuple[Renamed, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def failed(failure: EngineFailure) -> Obstacle:
    """Return what the engine could not do, as an obstacle."""
    return Obstacle(failure.element_id, "failure", failure.zh, failure.cause)


def places_of(run: Run) -> tuple[str, ...]:
    """Return where the tokens of a run stand, without events that are only awaited beside them."""
    found = []
    for tree in run.trees():
        for token in tree.live():
            attached = isinstance(token.task_spec, BoundaryEvent) or token.task_spec.listens
            if not attached and (token.on_root or "loop" in token.internal_data):
                found.append("/".join((*tree.path, token.element_id)))
    return tuple(sorted(found))


def waits_for_ever(tree: TokenTree) -> Obstacle:
    """Say that the tokens of a level stand so that a join may wait for ever."""
    at = "、".join(sorted({token.element_id for token in tree.live() if token.on_root}))
    return Obstacle(
        at.split("、")[0],
        "join",
        f"停在“{at}”之后，并行分支的汇合网关可能永远等不齐。",
        f"standing at {at.replace('、', ', ')}, a join of parallel branches might wait for ever.",
    )
