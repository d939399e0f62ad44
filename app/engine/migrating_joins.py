"""Whether tokens can stand where they stand in a level: it plays the level without data; it must not know states.

A token that has gone over, or was moved by hand, may leave a join waiting for ever. It cannot when the tokens of its
level stand as those of a run could that began under this definition, whatever the data say at gateways.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from app.engine.gateways import Join
from app.engine.playing import Game, Marking, joins_of
from app.engine.tree import TokenTree

MOST_MARKINGS = 8_000
"""How many ways of standing are looked at in one level; what is not found among them counts as impossible."""


def stands_well(tree: TokenTree) -> bool:
    """Whether the tokens of a level could have come to stand so by themselves; True where nothing joins."""
    if not joins_of(tree.spec):
        return True
    standing = marking_of(tree)
    if len(set(standing)) == len(standing):
        return standing in _all_markings(tree.spec)
    return any(standing == found for found in _markings(tree.spec, standing))


def marking_of(tree: TokenTree) -> Marking:
    """Return where the tokens of a level stand, without those that only wait for an event beside it."""
    found = []
    for token in tree.live():
        if token.on_root and not token.task_spec.listens:
            waits = isinstance(token.task_spec, Join)
            found.append((token.task_spec.name, token.internal_data["flow"] if waits else ""))
    return tuple(sorted(found))


@functools.lru_cache(maxsize=256)
def _all_markings(level: Any) -> frozenset[Marking]:
    return frozenset(_markings(level, ()))


def _markings(level: Any, standing: Marking) -> Iterator[Marking]:
    """Yield the markings that can be reached; no element holds more tokens than in `standing`, at least one."""
    game = Game(level, {item: standing.count(item) for item in standing})
    todo = [move.marking for move in game.begin()]
    seen = set(todo)
    while todo:
        marking = todo.pop()
        yield marking
        for move in game.after(marking):
            if move.marking not in seen and len(seen) < MOST_MARKINGS:
                seen.add(move.marking)
                todo.append(move.marking)
