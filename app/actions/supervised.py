"""Supervisions (督办) of one matter: one at a time, and over when the matter itself is settled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from app.actions.case_answers import write_answers
from app.actions.desk import Desk
from app.actions.spots import Spot
from app.clock import local
from app.engine import Element, run_data
from app.forms.fields import input_id
from app.forms.sentences import FieldError
from app.refusals import InvalidAnswers
from app.values import Value, from_json
from storage.models import Run
from storage.sections import sections_like

SUPERVISION = "supervision"
SETTLED = "matter_settled"
"""The message by which a supervision hears that its matter is settled."""
SUBJECT, UNIT, PROGRESS = "case.supervision.subject", "unit_ref", "case.supervision.progress"


@dataclass(frozen=True)
class Matter:
    """What one supervision urges: one responsible unit, the term that it let pass or the matter in words.

    XN §四(三) and TJ 四(一) have the office supervise a matter with the unit that is responsible for it; a matter with
    several lead units, or another matter of the same case, is supervised apart.
    """

    unit: str
    rule: str
    words: frozenset[str]

    def is_same(self, other: Matter) -> bool:
        """Tell whether the same unit is urged for the same term, or for a matter in the same words."""
        if self.unit != other.unit:
            return False
        return bool(self.words & other.words) or (self.rule == other.rule != "")


def matter_of(data: Mapping[str, Value], subject: Value = None) -> Matter:
    """Return the matter that variables of a run, and the subject of its notice, name."""
    told = {"".join(str(each).split()) for each in (data.get("reason"), subject) if each}
    return Matter(str(data.get(UNIT) or ""), str(data.get("rule_id") or ""), frozenset(told))


def under_way(desk: Desk, but: str | None = None) -> Iterator[tuple[Run, Matter]]:
    """Yield the supervisions of the case that are open, the oldest first, each with its matter."""
    found = [
        run
        for run in desk.folder.runs
        if run.process_key == SUPERVISION and run.status == "open" and run.id != but
    ]
    if found:
        sections = sections_like(desk.session, desk.case.id, f"{SUPERVISION}@")
        for run in found:
            subject = from_json(sections.get(f"{SUPERVISION}@{run.id}", {}).get("subject"))
            yield run, matter_of(desk.data.get(run.id) or run_data(run.state), subject)


def same_under_way(desk: Desk, matter: Matter, but: str | None = None) -> Run | None:
    """Return the open supervision of the same matter, if there is one."""
    return next((run for run, known in under_way(desk, but) if known.is_same(matter)), None)


def refuse_second(
    desk: Desk,
    process_key: str,
    data: Mapping[str, Value],
    answers: Mapping[str, Value],
    but: str | None = None,
) -> None:
    """Raise InvalidAnswers, naming the running one, when a form names a matter that is supervised already."""
    if process_key != SUPERVISION or UNIT not in answers:
        return
    running = same_under_way(desk, matter_of({**data, **answers}, answers.get(SUBJECT)), but)
    if running is None:
        return
    unit = desk.district.units.get(str(answers[UNIT]))
    since = local(running.started_at).date()
    zh, en = (unit.short, unit.en) if unit else ("", "")
    zh = f"同一事项已于 {since} 开始督办，责任单位{zh}，尚未销号：请在该次督办中办理；另一事项请写明不同的督办事项。"
    en = f"{en} has been under supervision for this since {since}: go on there, or name another matter."
    name = f"var.{UNIT}"
    error = FieldError(
        name, input_id(name), "牵头责任单位", zh, en, "同一事项正在督办。", "Supervised already."
    )
    raise InvalidAnswers(zh, en, errors=[error], unseen=[])


def settle_rules(desk: Desk, run: Run, element: Element, rules: Collection[str]) -> None:
    """End the supervisions of terms that a step has met at last, whichever road led there."""
    note = f"{local(desk.at).date()} 已办理“{element.name}”，督办事项办结。"
    _settle(desk, run, note, lambda matter: matter.rule in rules)


def settle_words(desk: Desk, run: Run, payload: Mapping[str, Value]) -> None:
    """End the supervision of a matter that a process says is settled, with what it reports."""
    words = "".join(str(payload.get("reason") or "").split())
    note = str(payload.get("progress") or f"{local(desk.at).date()} 督办事项办结。")
    _settle(desk, run, note, lambda matter: words in matter.words)


def _settle(desk: Desk, run: Run, note: str, concerned: Callable[[Matter], bool]) -> None:
    from app.actions.messages import tell

    for other, matter in list(under_way(desk, but=run.id)):
        if concerned(matter):
            write_answers(desk.folder, {PROGRESS: note}, Spot(other.id), at=desk.at)
            desk.forget_facts()
            tell(desk, run, other, SETTLED, {"progress": note})
