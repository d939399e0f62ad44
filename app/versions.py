"""Published process versions, compiled once per process of the server and kept on a shelf."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from app.engine import Definition, Element, compile_process
from app.feel import Expression
from app.forms import Field, Form, load_form
from app.forms.fields import ATTACHMENTS, NESTED
from app.forms.masks import masks
from app.refusals import NotFound
from app.stencils import Stencil, load_stencil
from storage.in_force import id_in_force
from storage.versions import files_of_version, newest_version, version_of

CLOCKS = {"enter": ("starts_on_entry", "pauses"), "leave": ("starts", "meets", "extends", "pauses")}
FACTS = ("case.", "setting.", "units.")


@dataclass(frozen=True)
class Edition:
    """A compiled process version: its definition, its forms by (process key, element id) and its diagram files."""

    id: str
    key: str
    number: int
    name_zh: str
    name_en: str
    definition: Definition
    forms: dict[tuple[str, str], Form]
    files: dict[str, bytes]
    _names: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _judged: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The dotted names of case facts, settings and units that expressions of the diagrams read."""
        return frozenset(self.definition.facts_needed)

    @cached_property
    def meets(self) -> frozenset[str]:
        """The rules whose clocks some element of the process, or of a piece that it calls, meets."""
        found = (each.properties.get("meets", "") for each in self.definition.elements.values())
        return frozenset(rule.strip() for rules in found for rule in rules.split(",") if rule.strip())

    def element_of_trace(self, place: str) -> Element | None:
        """Return the element that a trace entry names; in a called piece it stands as "caller/child"."""
        *callers, element_id = place.split("/")
        key = self.key
        for caller in callers:
            key = self.definition.element(key, caller).properties.get("calledElement", key)
        return self.definition.find_element(key, element_id)

    def has_clock(self, element: Element, verb: str) -> bool:
        """Say whether entering, or leaving, an element moves any clock."""
        return any(element.properties.get(name) for name in CLOCKS[verb])

    def judged_names(self, process_key: str, element_id: str) -> frozenset[str]:
        """Return those of `form_names` on which it depends whether answers are right."""
        known = self._judged.get((process_key, element_id))
        if known is None:
            form = self.form(process_key, element_id)
            known = judged_names_of(form) if form is not None else frozenset()
            self._judged[(process_key, element_id)] = known
        return known

    def form_names(self, process_key: str, element_id: str) -> frozenset[str]:
        """Return the dotted names of case facts, settings and units that a form asks, shows or reads."""
        known = self._names.get((process_key, element_id))
        if known is None:
            form = self.form(process_key, element_id)
            known = names_of(form) if form is not None else frozenset()
            self._names[(process_key, element_id)] = known
        return known

    def form(self, process_key: str, element_id: str) -> Form | None:
        """Return the form of a step, or None for a step without one."""
        return self.forms.get((process_key, element_id))

    @cached_property
    def stencils(self) -> dict[tuple[str, str], Stencil]:
        """The templates of official papers by (process key, code of the paper)."""
        found = {}
        for path, content in self.files.items():
            if path.endswith(".paper"):
                _, process_key, name = path.split("/")
                found[(process_key, name.removesuffix(".paper"))] = load_stencil(content)
        return found

    def diagram(self, process_key: str) -> bytes:
        """Return the BPMN bytes of this process or of one of the pieces that it calls."""
        return self.files[f"processes/{process_key}/{process_key}.bpmn"]


def names_of(form: Form) -> frozenset[str]:
    """Return the dotted names of case facts, settings and units that a form asks, shows or reads."""
    names = {path for path in form.show}
    for item in form.fields:
        names |= {item.path, item.options_from}
        for expression in _expressions(item):
            names |= expression.names
    return frozenset(name for name in names if name.startswith(FACTS))


def judged_names_of(form: Form) -> frozenset[str]:
    """Return those of `names_of` on which it depends whether answers are right.

    What is only shown does not matter any more, nor does what a field held before, unless the answer may be part
    of it: rows of a table, members of a party, a masked number, files.
    """
    names: set[str] = set()
    for item in form.fields:
        names.add(item.options_from)
        kept = item.kind in NESTED or item.kind in ATTACHMENTS or masks(item)
        if kept:
            names.add(item.path)
        for expression in _expressions(item, prefilled=kept):
            names |= expression.names
    return frozenset(name for name in names if name.startswith(FACTS))


def _expressions(item: Field, *, prefilled: bool = True) -> list[Expression]:
    found = [item.hide, item.required_when, item.compute, item.prefill if prefilled else None]
    if item.check is not None:
        found.append(item.check.expression)
    nested = [expression for column in item.columns for expression in _expressions(column)]
    return [expression for expression in found if expression is not None] + nested


def compile_files(key: str, files: dict[str, bytes]) -> tuple[Definition, dict[tuple[str, str], Form]]:
    """Compile a bundle of files by path into its definition and forms; raise what the engine and forms raise."""
    models = {
        path.rsplit("/", 1)[1]: content for path, content in files.items() if path.startswith("processes/")
    }
    forms = {}
    for path, content in files.items():
        if path.endswith(".form"):
            _, process_key, name = path.split("/")
            forms[(process_key, name.removesuffix(".form"))] = load_form(content)
    return compile_process(key, models), forms


class VersionShelf:
    """Compiled versions by id. A version never changes, so nothing here ever goes stale."""

    def __init__(self) -> None:
        self._editions: dict[str, Edition] = {}
        self._lock = threading.Lock()

    def edition(self, session: Session, version_id: str) -> Edition:
        """Return a compiled version, reading and compiling it on first use; raise NotFound for an unknown id."""
        known = self._editions.get(version_id)
        if known is not None:
            return known
        version = version_of(session, version_id)
        if version is None:
            raise NotFound()
        files = files_of_version(session, version_id)
        definition, forms = compile_files(version.process_key, files)
        edition = Edition(
            id=version.id,
            key=version.process_key,
            number=version.number,
            name_zh=version.name_zh,
            name_en=version.name_en,
            definition=definition,
            forms=forms,
            files=files,
        )
        with self._lock:
            return self._editions.setdefault(version_id, edition)

    def current(self, session: Session, process_key: str, district: str, day: date) -> Edition | None:
        """Return the version of a process that is in force in a district on a day, or None if none is."""
        version_id = id_in_force(session, process_key, district, day)
        return None if version_id is None else self.edition(session, version_id)

    def newest(self, session: Session, process_key: str) -> Edition | None:
        """Return the version of a process that was published last, wherever it is in force, or None."""
        version = newest_version(session, process_key)
        return None if version is None else self.edition(session, version.id)
