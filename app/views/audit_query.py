"""What an auditor looks for, as it stands in the address of the page; it writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from app.clock import LOCAL
from app.views.case_query import read_place
from storage.audit_search import Happened
from storage.search import Place

NAMES = ("q", "district", "unit", "officer", "kind", "step", "outcome", "since", "until")
PASSED = "~"


@dataclass(frozen=True)
class AuditQuery:
    """Words and conditions; `step` is process and element with a colon, `after` a place in the list.

    An element at which nobody has a task, a gateway or an event, comes after a `~`.
    """

    q: str = ""
    district: str = ""
    unit: str = ""
    officer: str = ""
    kind: str = ""
    step: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""
    after: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The conditions that are set, as they are kept."""
        return {name: value for name, value in asdict(self).items() if value and name != "after"}

    def address(self, path: str, **changes: str) -> str:
        """Return the address of a page of the list."""
        asked = {**self.given, **{name: value for name, value in changes.items() if value}}
        return path + ("?" + urlencode(asked) if asked else "")

    def place(self) -> Place | None:
        """Return the place in the list from which to go on."""
        return read_place(self.after)

    def happened(self, officer_id: str) -> Happened:
        """Return the conditions for storage; days count in Chinese standard time, the last one whole."""
        process, _, element = self.step.partition(":")
        return Happened(
            district=self.district,
            unit=self.unit,
            officer=officer_id,
            kind=self.kind,
            process=process,
            element="" if element.startswith(PASSED) else element,
            passed=element.removeprefix(PASSED) if element.startswith(PASSED) else "",
            outcome=self.outcome,
            since=_day(self.since),
            until=_day(self.until, following=True),
        )


def read_audit_query(given: Mapping[str, str]) -> AuditQuery:
    """Return the query of an address; what makes no sense is left out."""
    texts = {name: str(given.get(name) or "").strip()[:100] for name in (*NAMES, "after")}
    for name in ("since", "until"):
        texts[name] = texts[name] if _day(texts[name]) is not None else ""
    return AuditQuery(**texts)


def _day(text: str, *, following: bool = False) -> datetime | None:
    try:
        found = date.fromisoformat(text)
        return datetime.combine(found + timedelta(days=following), time(), LOCAL)
    except (ValueError, OverflowError):
        return None
