"""What an officer asks of his inbox, as it stands in the address of the page; it knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app.actors import Actor
from app.lights import LIGHTS
from app.permissions import units_where
from storage.inbox import TABS, Cursor, Owner, Span, Tab, TaskLine, Wanted

_KEPT = ("tab", "light", "q", "process", "step", "assignee")


@dataclass(frozen=True)
class InboxQuery:
    """Tab, light, words and filters; `after` and `before` are places in the list."""

    tab: Tab = "unit"
    light: str = ""
    q: str = ""
    process: str = ""
    step: str = ""
    assignee: str = ""
    after: str = ""
    before: str = ""

    def address(self, **changes: str) -> str:
        """Return the address of the inbox with some parts changed; another filter starts at the first page."""
        values = {**asdict(self), "after": "", "before": "", **changes}
        given = {name: value for name, value in values.items() if value and (name, value) != ("tab", "unit")}
        return "/inbox" + ("?" + urlencode(given) if given else "")

    def kept(self) -> dict[str, str]:
        """Return what a saved filter keeps: everything but the place in the list."""
        return {name: value for name, value in asdict(self).items() if name in _KEPT and value}

    @property
    def narrowed(self) -> bool:
        """Whether words or filters are set."""
        return bool(self.light or self.q or self.process or self.step or self.assignee)

    def wanted(self, spans: Mapping[str, Span]) -> Wanted:
        """Return the question for storage."""
        return Wanted(
            tab=self.tab,
            due=spans.get(self.light, (None, None)),
            words=self.q,
            process=self.process,
            step=self.step,
            assignee=self.assignee,
            cursor=_cursor(self.after) or _cursor(self.before, back=True),
        )


def read_query(given: Mapping[str, Any]) -> InboxQuery:
    """Return the query of an address or a saved filter; what makes no sense is left out."""
    texts = {name: str(given.get(name) or "").strip()[:100] for name in (*_KEPT, "after", "before")}
    tab: Tab = next((each for each in TABS if each == texts["tab"]), "unit")
    light = texts["light"] if texts["light"] in LIGHTS and tab != "done" else ""
    del texts["tab"]
    return replace(InboxQuery(tab, **texts), light=light)


def place_of(line: TaskLine, tab: Tab) -> str:
    """Return a line's place in the list as it stands in an address."""
    moment = line.closed_at if tab == "done" and line.closed_at else line.sort_due
    return f"{moment.isoformat()}~{line.id}"


def _cursor(text: str, *, back: bool = False) -> Cursor | None:
    moment, sign, task_id = text.partition("~")
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Cursor(found, task_id, back) if sign and found.tzinfo else None


def owner_of(actor: Actor, gave_away: tuple[str, ...] = ()) -> Owner:
    """Return whose inbox the officer sees: his units and the work handed to him."""
    units = units_where(actor, "inbox.read")
    handed = {
        (seat.for_officer, seat.unit_id) for seat in actor.seats if seat.for_officer and seat.unit_id in units
    }
    return Owner(
        officer_id=actor.officer_id or "",
        units=tuple(sorted(units)),
        stands_in=tuple(sorted((giver, unit) for giver, unit in handed if giver)),
        gave_away=gave_away,
    )
