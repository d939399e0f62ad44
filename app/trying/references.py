"""Ids of rows as words that hold in every replay: "@party:2" is the second party written; it changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Document, Officer, Party, Payment, RosterLine

_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{26}(?![0-9a-f])")
_WORD = re.compile(r"@(?:party|line|payment|file|officer):[\w.-]+")
_TABLES: dict[str, type[Party | RosterLine | Payment | Document]] = {
    "party": Party,
    "line": RosterLine,
    "payment": Payment,
    "file": Document,
}


@dataclass(frozen=True)
class References:
    """Both ways between the ids of a room and the words for them."""

    words: Mapping[str, str]
    ids: Mapping[str, str]

    def told(self, value: Any) -> Any:
        """Return a tree with words in place of ids."""
        return _through(value, _ID, self.words)

    def real(self, value: Any) -> Any:
        """Return a tree with ids in place of words; a word that names nothing stays."""
        return _through(value, _WORD, self.ids)


def references(session: Session) -> References:
    """Return the words for everything in a room that a form may refer to."""
    words: dict[str, str] = {}
    for name, model in _TABLES.items():
        ids = session.scalars(select(model.id).order_by(model.id)).all()
        words |= {each: f"@{name}:{number}" for number, each in enumerate(ids, 1)}
    officers = session.execute(select(Officer.id, Officer.sign_in_name)).all()
    words |= {each: f"@officer:{name}" for each, name in officers}
    return References(words, {word: each for each, word in words.items()})


def _through(value: Any, pattern: re.Pattern[str], words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda found: words.get(found[0], found[0]), value)
    if isinstance(value, Mapping):
        return {
            _through(name, pattern, words): _through(each, pattern, words) for name, each in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_through(each, pattern, words) for each in value]
    return value
