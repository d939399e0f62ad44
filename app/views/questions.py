"""Open questions of law and practice: default, basis, who confirmed what when, and what an answer works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.law import Law, law_of
from app.actions.settling import confirm_question, set_setting
from app.actors import Actor
from app.deadlines.conflicts import Conflict
from app.districts import District
from app.permissions import may
from app.questions import Question
from app.views.access import actor, db, house, needs
from app.views.differences import district_asked, grounds
from app.views.naming import district_name, districts
from app.views.rules import turns_of
from app.views.words import t
from storage.district_register import entries_of
from storage.in_force import versions_in_force
from storage.models import DistrictEntry
from storage.officers import names_of

blueprint = Blueprint("questions", __name__, url_prefix="/open-questions")


@dataclass(frozen=True)
class SettingLine:
    """A setting of a district: what it is called, what holds, what reads it, and who confirmed it."""

    name: str
    words: str
    value: str
    kind: str  # yesno, number or text
    unit: str
    source: str
    verified: bool
    readers: tuple[str, ...]
    unread: str
    entries: tuple[tuple[DistrictEntry, str, str], ...]


@blueprint.get("")
@needs("law.read")
def page() -> str:
    """List the questions, the conflicts of rules and the settings of a district."""
    return render_template("members/questions.html", **_contents(db(), actor()))


@blueprint.post("/<district>/<question>")
@needs("rule.settle")
def confirm(district: str, question: str) -> Response:
    """Record the answer to a question."""
    confirm_question(db(), district, question, request.form.get("answer", ""), grounds(), by=actor())
    flash(t("已登记结论。", "The answer is recorded."))
    return redirect(url_for("questions.page", district=district) + f"#{question}")


@blueprint.post("/<district>/settings/<name>")
@needs("rule.settle")
def change(district: str, name: str) -> Response:
    """Confirm or change a setting."""
    set_setting(db(), district, name, request.form.get("value", ""), grounds(), by=actor())
    flash(t("设置已确认，此后开始的环节和期限按此办理。", "The setting holds for what begins from now on."))
    return redirect(url_for("questions.page", district=district) + f"#setting-{name}")


def _contents(session: Session, who: Actor) -> dict[str, Any]:
    key, law = district_asked(who), law_of(session)
    district = districts()[key]
    rows = entries_of(session, key, ["setting", "question"])
    people = names_of(session, {row.made_by for row in rows if row.made_by})
    settings = _settings(session, key, district, rows, people)
    by_name = {each.name: each for each in settings}
    names = _processes(session, key)
    return {
        "key": key,
        "name": district_name(key),
        "districts": [(each, district_name(each)) for each in house().districts],
        "questions": [
            _question(each, key, by_name, law, rows, people, names)
            for each in house().questions.values()
            if each.concerns(key)
        ],
        "conflicts": [_conflict(session, key, each, law) for each in house().conflicts.values()],
        "settings": settings,
        "open": sum(not each.verified for each in settings),
        "may_decide": may(who, "rule.settle") and key in who.jurisdictions,
    }


def _question(
    each: Question,
    district: str,
    settings: dict[str, SettingLine],
    law: Law,
    rows: Any,
    people: dict[str, str],
    names: dict[str, str],
) -> dict[str, Any]:
    answers = [
        (row, people.get(row.made_by, ""))
        for row in rows
        if row.kind == "question" and row.subject == each.key
    ]
    return {
        "question": each,
        "process": names.get(each.process, t("全部", "All")),
        "answers": answers,
        "settings": [settings[name] for name in each.settings if name in settings],
        "conflicts": [(key, _choice(house().conflicts[key], district, law)) for key in each.conflicts],
    }


def _choice(conflict: Conflict, district: str, law: Law) -> str:
    return t(*conflict.choices[conflict.choice_in(district, law.choices)])


def _conflict(session: Session, district: str, each: Conflict, law: Law) -> dict[str, Any]:
    return {
        "conflict": each,
        "choice": _choice(each, district, law),
        "elsewhere": bool(each.districts) and district not in each.districts,
        "turns": turns_of(session, each),
        "works_on": t(*each.works_on),
    }


def _settings(
    session: Session, key: str, district: District, rows: Any, people: dict[str, str]
) -> list[SettingLine]:
    readers = _readers(session, key, district)
    found = []
    for name, value in district.settings.items():
        note = district.setting_notes[name]
        kind = "yesno" if isinstance(value, bool) else "number" if note.unit else "text"
        entries = tuple(
            (row, people.get(row.made_by, ""), _shown(row.before.get("value")))
            for row in rows
            if row.kind == "setting" and row.subject == name
        )
        words, reads = t(note.zh, note.en), readers.get(name, ())
        unread = t(*note.unread) if note.unread else ""
        shown = (
            name,
            words,
            _shown(value),
            kind,
            note.unit,
            note.source,
            note.verified,
            reads,
            unread,
            entries,
        )
        found.append(SettingLine(*shown))
    return found


def _shown(value: object) -> str:
    if value is None:
        return t("待填", "not set")
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    return str(value["number"]) if isinstance(value, dict) else str(value)


def _processes(session: Session, key: str) -> dict[str, str]:
    return {
        each.process_key: t(each.name_zh, each.name_en)
        for each in versions_in_force(session, key, clock.today())
    }


def _readers(session: Session, key: str, district: District) -> dict[str, tuple[str, ...]]:
    """Return what reads each setting: processes in force with their forms and tables, and rules of law."""
    found: dict[str, dict[str, None]] = {}
    for version in versions_in_force(session, key, clock.today()):
        edition = house().shelf.edition(session, version.id)
        text = b"\n".join(edition.files.values())
        for name in district.settings:
            if f"setting.{name}".encode() in text or f'name="setting" value="{name}"'.encode() in text:
                found.setdefault(name, {})[t(version.name_zh, version.name_en)] = None
    for rule in law_of(session).rules.values():
        if rule.local_setting in district.settings:
            found.setdefault(str(rule.local_setting), {})[
                f"{rule.rule_id} {t(rule.name_zh, rule.name_en)}"
            ] = None
    return {name: tuple(each) for name, each in found.items()}
