"""The office decides on screen: differences within the founding document, settings of the district, open questions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.actions.register_entries import EntryRefused, Grounds, enter, stored_setting, told
from app.actors import Actor
from app.districts import District
from app.districts.amending import Entry
from app.house import house_of
from app.refusals import NotAllowed, NotFound, NotReady
from storage.database import unit_of_work
from storage.events import record
from storage.models import DistrictEntry

YES = {"yes": True, "no": False}


@unit_of_work
def decide_notice(
    session: Session, district: str, finding: str, decision: str, grounds: Grounds, *, by: Actor
) -> DistrictEntry:
    """Decide on a difference within the founding document; the quotes themselves are never altered."""
    known = _district(session, district, by)
    words = decision.strip()
    if all(each.id != finding for each in known.findings):
        raise NotFound
    if not 1 <= len(words) <= 300:
        raise EntryRefused("请写明处理决定（300 字以内）。", "Write the decision (300 characters at most).")
    return _entered(session, known, Entry("notice", finding, {"decision": words}), grounds, by)


@unit_of_work
def set_setting(
    session: Session, district: str, name: str, given: str, grounds: Grounds, *, by: Actor
) -> DistrictEntry:
    """Confirm a setting of a district as it is, or change it; forms, diagrams and clocks that read it follow."""
    known = _district(session, district, by)
    if name not in known.settings:
        raise NotFound
    value = stored_setting(_read(known, name, given.strip()))
    if known.setting_notes[name].verified and value == stored_setting(known.settings[name]):
        raise NotReady("该设置已经确认，没有变化。", "The setting is confirmed already; nothing has changed.")
    return _entered(session, known, Entry("setting", name, {"value": value}), grounds, by)


@unit_of_work
def confirm_question(
    session: Session, district: str, question: str, answer: str, grounds: Grounds, *, by: Actor
) -> DistrictEntry:
    """Record how an open question of practice is answered in a district, and on what it rests."""
    known = _district(session, district, by)
    if question not in house_of(session).questions:
        raise NotFound
    words = answer.strip()
    if not 1 <= len(words) <= 300:
        raise EntryRefused("请写明结论（300 字以内）。", "Write the answer (300 characters at most).")
    return _entered(session, known, Entry("question", question, {"answer": words}), grounds, by)


def _district(session: Session, key: str, by: Actor) -> District:
    """Return a district of the officer's own; nobody decides for another one."""
    found = law_of(session).districts.get(key)
    if found is None:
        raise NotFound
    if key not in by.jurisdictions:
        raise NotAllowed("只能处理本辖区的事项。", "Only matters of one's own district can be decided.")
    return found


def _entered(
    session: Session, district: District, entry: Entry, grounds: Grounds, by: Actor
) -> DistrictEntry:
    row = enter(session, district.key, entry, grounds.checked(), by=by)
    record(session, "register_settled", {"district": district.key, **told(row)}, at=row.made_at, by=by)
    return row


def _read(district: District, name: str, given: str) -> Decimal | bool | str:
    """Return what was typed as the kind of value that the setting has; raise EntryRefused for anything else."""
    present, note = district.settings[name], district.setting_notes[name]
    if isinstance(present, bool):
        if given not in YES:
            raise EntryRefused(f"{note.zh}：请选择是或否。", f"{note.en}: choose yes or no.")
        return YES[given]
    if isinstance(present, str) and not note.unit:
        if not 1 <= len(given) <= 100:
            raise EntryRefused(f"{note.zh}：请填写内容（100 字以内）。", f"{note.en}: 1 to 100 characters.")
        return given
    try:
        number = Decimal(given)
    except InvalidOperation:
        raise EntryRefused(f"{note.zh}：请填写数字。", f"{note.en}: give a number.") from None
    if not number.is_finite() or not 0 <= number <= 1_000_000_000:
        raise EntryRefused(f"{note.zh}：数字超出范围。", f"{note.en}: the number is out of range.")
    return number
