"""The proofs in a case file: each event stands in the signed log, and the log only ever grew; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.checkpoints import Signed
from app.merkle import Grown, hasher


def proofs_of(
    events: Mapping[int, int], log: Iterable[tuple[int, str]], checkpoints: Sequence[Signed]
) -> dict[str, Any]:
    """Return inclusion proofs of events in the newest checkpoint, and consistency proofs from earlier ones.

    `events` gives the number in the case by event id, `log` id and digest of every event up to the newest
    checkpoint, in order; `checkpoints` are all there are, smallest first. Of the earlier ones those come along that
    were the first to hold an event of the case.
    """
    algorithm = checkpoints[-1].statement.algorithm if checkpoints else "sha256"
    if not checkpoints:
        return {"algorithm": algorithm, "checkpoint": None, "inclusion": {}, "earlier": []}
    places: dict[int, int] = {}
    leaves: list[bytes] = []
    for at, (event, digest) in enumerate(log):
        leaves.append(bytes.fromhex(digest))
        if event in events:
            places[at] = events[event]
    tree = Grown(leaves, hasher(algorithm))
    return {
        "algorithm": algorithm,
        "checkpoint": _told(checkpoints[-1]),
        "inclusion": {
            str(number): {"index": at, "path": _hex(tree.inclusion(at))} for at, number in places.items()
        },
        "earlier": [
            {**_told(each), "consistency": _hex(tree.consistency(each.statement.size))}
            for each in _first_holders(places, checkpoints)[:-1]
        ],
    }


def _first_holders(places: Iterable[int], checkpoints: Sequence[Signed]) -> list[Signed]:
    """Return the checkpoints that were the first to hold one of these places of the log, and the newest."""
    wanted, found = sorted(places), []
    for each in checkpoints[:-1]:
        held = [at for at in wanted if at < each.statement.size]
        if held:
            found.append(each)
            wanted = wanted[len(held) :]
    return [*found, checkpoints[-1]]


def _told(signed: Signed) -> dict[str, Any]:
    return {
        "statement": vars(signed.statement),
        "public_key": signed.public_key,
        "signature": signed.signature,
    }


def _hex(path: Iterable[bytes]) -> list[str]:
    return [each.hex() for each in path]
