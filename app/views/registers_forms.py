"""What people type or import into a register: read, judged, and handed to the action that enters it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.actions.registers import (
    RegisterRefused,
    allocate_to_fund,
    change_entry,
    enter_row,
    import_rows,
    store_deposits,
)
from app.actors import Actor
from app.refusals import NotAllowed, NotFound, Refusal
from app.registers import Fault, Judged, Register, judge_table, read_row
from app.registers.tables import UnfitFile, read_table
from app.views.registers_page import kept_districts
from app.views.registers_words import said, units_by_name
from app.views.words import t
from storage.models import RegisterEntry

IMPORTED = ("projects", "deposits", "sme", "instructions", "publicity")
"""Registers of which officers hold lists of their own."""


def take_file(session: Session, who: Actor, register: Register) -> dict[str, Any]:
    """Judge the file that was sent and take its rows in when nothing is wrong; return what the page says."""
    district = _district(who, register)
    file = request.files.get("file")
    name = (file.filename or "")[:120] if file else ""
    judged = _judged(register, file.read() if file else b"", units_by_name(district))
    contents = {"register": register, "judged": judged, "file": name, "done": ""}
    if judged.faults:
        return contents
    try:
        contents["done"] = _taken(session, who, register, district, judged, name)
    except RegisterRefused as refusal:
        fault = Fault(0, "", refusal.zh, refusal.en)
        contents["judged"] = Judged(judged.rows, (fault,))
    return contents


def _judged(register: Register, content: bytes, units: Mapping[str, str]) -> Judged:
    if not content:
        return Judged((), (Fault(0, "", "请选择要导入的文件", "Choose the file to import"),))
    try:
        return judge_table(register, read_table(content), units)
    except UnfitFile as unfit:
        return Judged((), (Fault(0, "", f"文件{unfit.zh}", f"The file {unfit.en}"),))


def _taken(session: Session, who: Actor, register: Register, district: str, judged: Judged, name: str) -> str:
    if register.key == "deposits":
        count = store_deposits(session, district, judged.rows, by=who)
        return t(f"已登记 {count} 笔存储的保证金。", f"{count} stored deposits recorded.")
    added, changed = import_rows(session, register.key, district, judged.rows, name, by=who)
    return t(f"已导入：新增 {added} 条，更新 {changed} 条。", f"Imported: {added} added, {changed} changed.")


def entered_form(session: Session, who: Actor, register: Register, row_key: str = "") -> dict[str, Any]:
    """Return the form of a new row, or of one that is there."""
    entry = session.get(RegisterEntry, row_key) if row_key else None
    keeps = kept_districts(who, register)
    if (row_key and entry is None) or not keeps:
        raise NotFound
    if entry is not None and entry.jurisdiction_key not in dict(keeps):
        raise NotFound
    facts = {register.number: entry.number, **entry.facts} if entry is not None else {}
    typed = {column.key: said(column, facts.get(column.key)) for column in register.own}
    return _form(register, keeps, typed, entry)


def _form(
    register: Register, keeps: list[tuple[str, str]], typed: Mapping[str, str], entry: RegisterEntry | None
) -> dict[str, Any]:
    district = entry.jurisdiction_key if entry is not None else keeps[0][0]
    units = sorted({unit for unit in units_by_name(district).values()})
    return {
        "register": register, "keeps": keeps, "typed": typed, "entry": entry, "faults": [], "refusal": None,
        "units": units, "done": "", "imports": register.key in IMPORTED and entry is None,
    }  # fmt: skip


def enter(session: Session, who: Actor, register: Register, entry_id: str) -> dict[str, Any]:
    """Read what was typed and enter it; return the form again with what is wrong, or what was done."""
    entry = session.get(RegisterEntry, entry_id) if entry_id else None
    if entry_id and entry is None:
        raise NotFound
    district = entry.jurisdiction_key if entry is not None else _district(who, register)
    typed = {column.key: request.form.get(column.key, "")[:3000] for column in register.own}
    facts, wrong = read_row(register, typed, units_by_name(district))
    contents = _form(register, kept_districts(who, register), typed, entry)
    contents["faults"] = [(f"field-{key}", t(unfit.zh, unfit.en)) for key, unfit in wrong]
    if wrong:
        return contents
    try:
        _entered(session, who, register, district, facts, entry_id)
    except Refusal as refusal:
        contents["refusal"] = refusal
        return contents
    contents["done"] = t("已登记。", "Recorded.")
    return contents


def _entered(
    session: Session, who: Actor, register: Register, district: str, facts: dict[str, Any], entry_id: str
) -> None:
    if register.key == "deposits":
        store_deposits(session, district, [facts], by=who)
    elif register.key == "fund":
        allocate_to_fund(session, district, facts, by=who)
    elif entry_id:
        change_entry(session, entry_id, facts, request.form.get("note", "").strip(), by=who)
    else:
        enter_row(session, register.key, district, facts, by=who)


def _district(who: Actor, register: Register) -> str:
    """Return the district for which the officer enters rows: the one that was chosen, or his only one."""
    keeps = [key for key, _ in kept_districts(who, register)]
    chosen = request.form.get("district", "")
    if not keeps or (chosen and chosen not in keeps):
        raise NotAllowed(
            f"“{register.zh}”不由您的单位登记。", f"Your unit does not keep the register “{register.en}”."
        )
    return chosen or keeps[0]
