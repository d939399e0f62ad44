"""What each event of a case changed, in words: data with masked fields, answers, decisions; it writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import nested
from app.actions.folder import Folder
from app.actions.reach import sees_sealed
from app.actions.steps import open_facts, seal_number
from app.actors import Actor
from app.forms import Field, Option, ShownView, show_facts
from app.forms.display import readable
from app.forms.masks import mask
from app.identifiers import mask_name
from app.values import Value, from_json
from app.versions import Edition
from app.views.access import house, language
from app.views.case_file import HIDDEN_SECTIONS, SEALED_SECTION, options_for
from app.views.people import open_names
from app.views.words import t
from storage.crypto import CannotDecrypt
from storage.models import CaseFile, Event

DATA = {
    "answers": ("填写的选项", "Answers"),
    "data": ("带入的数据", "Data taken along"),
    "payload": ("消息内容", "Content of the message"),
    "found": ("系统结果", "Found by the system"),
}
"""Where the events of steps keep variables of the run."""


@dataclass(frozen=True)
class Passage:
    """A headed list of facts that an event brought."""

    heading: str
    facts: tuple[ShownView, ...]


class Changes:
    """Puts what events changed into words; the ids of all of them are looked up once."""

    def __init__(self, session: Session, case: CaseFile, who: Actor, events: Sequence[Event]) -> None:
        self._folder, self._who = Folder(session, case), who
        self._hidden = HIDDEN_SECTIONS if sees_sealed(case, who) else HIDDEN_SECTIONS | {SEALED_SECTION}
        self._opened = {event.chain_seq: self._open(event) for event in events if event.facts.get("sealed")}
        self._former = {
            event.chain_seq: self._open(event, "before") for event in events if event.facts.get("correction")
        }
        written = [*self._opened.values(), *self._former.values()]
        trees = [value for facts in written for value in (facts or {}).values()]
        self._options: dict[str, list[Option]] = options_for(self._folder, trees, who)
        self._fields: dict[str, dict[str, Field]] = {}

    def of(self, event: Event, edition: Edition | None) -> list[Passage]:
        """Return what an event changed beyond what its sentence says; `edition` is the version it happened on."""
        found = []
        for name, heading in DATA.items():
            values = from_json(event.facts.get(name) or {})
            if values and edition is not None:
                views = self._variables(values, edition, f"e{event.chain_seq}-{name}")
                found.append(Passage(t(*heading), views))
        found += self._amended(event, edition)
        if event.chain_seq in self._former:
            found += self._of_case(event, self._former, t("更正前", "Before"), "was")
            found += self._of_case(event, self._opened, t("更正后", "After"), "is")
        else:
            found += self._of_case(event, self._opened, t("写入案卷", "Written to the case file"), "")
        found += self._decisions(event, edition) if edition is not None else []
        return [passage for passage in found if passage.facts]

    def _amended(self, event: Event, edition: Edition | None) -> list[Passage]:
        """Return what a correction changed of the run's variables, as it was and as it is."""
        changes = event.facts.get("amended") or {}
        if edition is None or not changes:
            return []
        sides = ((0, "was", t("更正前", "Before")), (1, "is", t("更正后", "After")))
        return [
            Passage(
                heading,
                self._variables(
                    {name: from_json(pair[side]) for name, pair in changes.items()},
                    edition,
                    f"e{event.chain_seq}-{name}",
                ),
            )
            for side, name, heading in sides
        ]

    def _open(self, event: Event, part: str = "case") -> dict[str, Value] | None:
        """Return the facts of the case that an event wrote, or replaced, by path; None when they do not open."""
        try:
            opened = open_facts(
                self._folder.key, event.facts["sealed"], event.run_id or "", seal_number(event.facts)
            )
        except (CannotDecrypt, ValueError):
            return None
        facts: dict[str, Value] = opened[part]
        return {path: value for path, value in facts.items() if path.split(".")[1] not in self._hidden}

    def _of_case(
        self, event: Event, opened: Mapping[int, dict[str, Value] | None], heading: str, side: str
    ) -> list[Passage]:
        if event.chain_seq not in opened:
            return []
        facts = opened[event.chain_seq]
        if facts is None:
            gone = t(
                "内容已无法打开（密钥已销毁或密文不符）",
                "cannot be opened: the key is destroyed or the text altered",
            )
            return [Passage(heading, (ShownView("", f"e{event.chain_seq}{side}-gone", heading, gone),))]
        views = show_facts(
            list(facts),
            nested(facts),
            house().catalogue,
            options=self._options,
            reveal=open_names(self._who),
            language=language(),
        )
        own = (replace(view, id=f"e{event.chain_seq}{side}-{view.id}") for view in views if not view.empty)
        return [Passage(heading, tuple(own))]

    def _decisions(self, event: Event, edition: Edition) -> list[Passage]:
        found = []
        for number, entry in enumerate(event.facts.get("trace") or ()):
            if "decision" not in entry:
                continue
            element = edition.element_of_trace(str(entry["decision"]))
            name = t(element.name, element.properties.get("name_en")) if element else str(entry["decision"])
            rules = "、".join(str(rule) for rule in entry["matched"]) or t("无", "none")
            heading = t(f"决策“{name}”命中规则 {rules}", f"“{name}” matched rule {rules}")
            outputs = from_json(entry.get("outputs") or {})
            values = outputs if isinstance(outputs, Mapping) else {name: outputs}
            views = self._variables(values, edition, f"e{event.chain_seq}-d{number}")
            found.append(
                Passage(heading, views or (ShownView("", f"e{event.chain_seq}-d{number}", name, "—"),))
            )
        return found

    def _variables(self, values: Mapping[str, Value], edition: Edition, prefix: str) -> tuple[ShownView, ...]:
        known = self._known(edition)
        return tuple(
            ShownView(name, f"{prefix}-{name}", label, text)
            for name, value in values.items()
            for label, text in [self._written(known.get(name), name, value)]
            if text
        )

    def _written(self, field: Field | None, name: str, value: Value) -> tuple[str, str]:
        """Return label and text of a variable; one that no form asks keeps its name."""
        offered = [*(field.options if field else ()), *self._options.get(field.kind if field else "", ())]
        labels = {option.value: option.label(language()) for option in offered}
        text = readable(field.kind if field else "text", value, language(), labels) or _compact(value)
        if field is not None and field.protected:
            text = mask(field.key, text)
        return (field.label(language()) if field else name), text

    def _known(self, edition: Edition) -> dict[str, Field]:
        """Return the fields that the forms of a version ask as variables, by name."""
        if edition.id not in self._fields:
            self._fields[edition.id] = {
                item.scope_name: item
                for form in edition.forms.values()
                for item in form.fields
                if item.path.startswith("var.")
            }
        return self._fields[edition.id]


def _compact(value: Any) -> str:
    """Return a value without simple words for it as short text; names in it are masked."""
    if value in (None, "", [], {}):
        return ""
    return json.dumps(_masked(value), ensure_ascii=False, default=str)


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: mask_name(part) if name in ("name", "worker") and isinstance(part, str) else _masked(part)
            for name, part in value.items()
        }
    return [_masked(part) for part in value] if isinstance(value, list) else value
