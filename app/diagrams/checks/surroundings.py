"""What a diagram is judged against besides itself: districts, rules, fields, roles, other processes; judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from app.catalogue import Catalogue, load_catalogue
from app.deadlines.rules import RulePack, load_rules
from app.diagrams.bundle import bundle, shipped_keys
from app.diagrams.checks.contexts import keys_of
from app.districts import District, Lane, Role, load_district, load_lanes, load_roles
from app.engine import CannotRun, Definition, compile_process
from app.papers import load_papers

GIVEN_BY_OPERATIONS: Mapping[str, frozenset[str]] = {
    "issue_receipt": frozenset({"duplicate_hits", "incident_open"}),
    "merge_cases": frozenset({"merged_into"}),
    "freeze_figures": frozenset({"figures_digest", "units_missing"}),
    "fix_capture": frozenset({"capture_sm3"}),
    "update_register": frozenset({"open_tasks"}),
    "hand_over_tasks": frozenset({"tasks_moved"}),
    "circulate_notice": frozenset({"notice_units", "read_by"}),
}
"""The variables that the operations of service tasks bring into a run."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What another process has to do with this one: messages it sends, with the names in them (None: not known),
    those it waits for or begins with, the pieces it calls with the names it gives them, and the values that its
    variables may have."""

    key: str
    sends: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    receives: frozenset[str] = frozenset()
    calls: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a process is to work. Whatever is empty is not judged against."""

    districts: Mapping[str, District] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    rules: RulePack = field(default_factory=RulePack)
    catalogue: Catalogue | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = ()
    papers: frozenset[str] = frozenset()
    operations: Mapping[str, frozenset[str]] = field(default_factory=lambda: GIVEN_BY_OPERATIONS)


def neighbour_of(definition: Definition) -> Neighbour:
    """Return what a compiled process has to do with others."""
    from app.diagrams.checks.variables import kinds_of

    sends: dict[str, frozenset[str] | None] = {}
    calls: dict[str, frozenset[str]] = {}
    own = definition.key
    levels = [
        definition.spec, *(piece for name, piece in definition.pieces.items() if name.startswith(f"{own}/"))
    ]  # fmt: skip
    for node in (node for level in levels for node in level.task_specs.values()):
        settings = getattr(node, "settings", None)
        if settings is None:
            continue
        element = definition.find_element(own, node.bpmn_id)
        if element is None:
            continue
        if settings.message and element.kind in ("sendTask", "intermediateThrowEvent", "endEvent"):
            given, before = keys_of(settings.payload), sends.get(settings.message, frozenset())
            sends[settings.message] = None if given is None or before is None else before | given
        if called := element.properties.get("calledElement"):
            calls[called] = calls.get(called, frozenset()) | (keys_of(settings.into) or frozenset())
    receives = definition.catches | frozenset(definition.start_messages)
    return Neighbour(own, sends, receives, calls, kinds_of(definition, own))


@lru_cache(maxsize=4)
def shipped_surroundings(root: Path) -> Surroundings:
    """Return the districts, rules, fields, roles and processes that lie under `root`."""
    known = tuple(found for key in shipped_keys(root) if (found := _shipped(key, root)) is not None)
    return replace(surroundings_at(root), neighbours=known)


def surroundings_at(root: Path) -> Surroundings:
    """Return the districts, rules, fields and roles that lie under `root`, without any other process."""
    folder = root / "processes" / "jurisdictions"
    return Surroundings(
        districts={path.stem: load_district(path.read_bytes()) for path in sorted(folder.glob("*_*.toml"))},
        lanes=load_lanes((folder / "lanes.toml").read_bytes()),
        rules=load_rules((root / "processes" / "deadline_rules.csv").read_bytes()),
        catalogue=load_catalogue((root / "forms" / "fields.toml").read_bytes()),
        roles=load_roles((folder / "roles.toml").read_bytes()),
        papers=frozenset(load_papers((root / "forms" / "documents.toml").read_bytes())),
    )


def _shipped(key: str, root: Path) -> Neighbour | None:
    """Return what a process in a folder has to do with others; None while it cannot run."""
    files = {path: content for path, content in bundle(key, root).items() if path.startswith("processes/")}
    try:
        return neighbour_of(compile_process(key, files))
    except CannotRun:
        return None
