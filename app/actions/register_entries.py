"""Enters what changes in the register of a district, closing what held before; it is no action by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.actors import Actor
from app.clock import LOCAL
from app.districts.amending import BadEntry, Entry, check_entry
from app.house import house_of
from app.refusals import Refusal
from storage.district_register import newest_entry
from storage.law import stamp_for_update
from storage.models import CaseFile, DistrictEntry, new_id

OVER_DISTRICT = frozenset({"unit", "left", "name", "merged", "member", "lane", "setting"})
"""Kinds that change how the district works; the others are decisions to be read."""


class EntryRefused(Refusal):
    """An entry that cannot be made, and what to put right."""

    status = 422


@dataclass(frozen=True)
class Grounds:
    """Why an entry is made: the reason, the paper or clause that it rests on, the day from which it holds."""

    reason: str
    document: str
    from_on: date | None = None

    def checked(self) -> Grounds:
        """Return the grounds without blanks around them; raise EntryRefused when one is missing or too long."""
        reason, document = self.reason.strip(), self.document.strip()
        if not 1 <= len(reason) <= 500 or not 1 <= len(document) <= 300:
            raise EntryRefused(
                "请写明理由（500 字以内）和依据文件（300 字以内）。",
                "Give the reason (500 characters at most) and the document (300 at most).",
            )
        return Grounds(reason, document, self.from_on)


def enter(
    session: Session,
    district: str,
    entry: Entry,
    grounds: Grounds,
    *,
    by: Actor,
    case: CaseFile | None = None,
) -> DistrictEntry:
    """Enter what holds from now on and return it; raise EntryRefused when the district cannot take it over."""
    stamp, at = stamp_for_update(session), house_of(session).now()
    if entry.kind in OVER_DISTRICT:
        try:
            check_entry(law_of(session).districts[district], entry)
        except BadEntry as bad:
            zh, _, en = str(bad).partition(" / ")
            raise EntryRefused(f"{zh}。", f"{en}.") from None
    former = newest_entry(session, district, entry.kind, entry.subject)
    first = grounds.from_on or at.astimezone(LOCAL).date()
    if former is not None:
        former.valid_to = max(former.valid_from, first - timedelta(days=1))
    row = DistrictEntry(
        id=new_id(),
        jurisdiction_key=district,
        kind=entry.kind,
        subject=entry.subject,
        number=former.number + 1 if former else 1,
        value=dict(entry.value),
        before=as_it_was(session, district, entry, former),
        valid_from=first,
        reason=grounds.reason,
        document=grounds.document,
        case_id=case.id if case else None,
        made_at=at,
        made_by=by.officer_id or "",
    )
    session.add(row)
    stamp.register = row.id
    session.flush()
    return row


def as_it_was(session: Session, district: str, entry: Entry, former: DistrictEntry | None) -> dict[str, Any]:
    """Return what held before in the same form as the value; {} when nothing did."""
    if former is not None:
        return dict(former.value)
    known = law_of(session).districts[district]
    if entry.kind == "name":
        unit = known.units[entry.subject]
        return {"zh": unit.zh, "short": unit.short, "full_zh": unit.full_zh}
    if entry.kind == "member":
        return {"member": known.units[entry.subject].member}
    if entry.kind == "lane":
        return {"units": list(known.lanes[entry.subject].units)}
    if entry.kind == "setting":
        return {"value": stored_setting(known.settings[entry.subject])}
    return {}


def stored_setting(value: object) -> object:
    """Return the value of a setting as an entry keeps it."""
    return value if isinstance(value, bool | str) or value is None else {"number": str(value)}


def told(row: DistrictEntry) -> Mapping[str, Any]:
    """Return the facts of an entry for its event."""
    return {
        "register": row.kind,
        "subject": row.subject,
        "before": row.before,
        "value": row.value,
        "from": row.valid_from.isoformat(),
        "reason": row.reason,
        "document": row.document,
    }
