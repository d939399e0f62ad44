"""The shipped diagrams hang together: names, lanes, rules, messages, decisions, expressions and drawings."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator

import pytest

from app.actions.stand_ins import REPLACED
from app.diagrams.bundle import bundle
from app.diagrams.drawing_checks import flaws
from app.diagrams.gate import check_files
from app.engine import Element
from app.feel import compile_expression
from tests.processes.drawn import nodes, process, properties, variables
from tests.processes.shipped import KEYS, PROCESSES, ROOT, catalogue, definition, diagram, tables

THROWS = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
CATCHES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
CLOCK_LISTS = ("starts", "starts_on_entry", "meets", "extends", "pauses")
RULE_MAPS = ("start_from", "due_from", "rule_when")
FOR_HOST = ("meets_when", "extends_when", "extends_by", "extends_to", "collection")
FROM_OUTSIDE = frozenset({"listing_change_asked", "plenary_called"})
OFFICE_KNOWS = frozenset({"from_unit", "reply_to"})


def own(key: str) -> list[Element]:
    """The elements that the diagram itself draws."""
    return [element for element in definition(key).elements.values() if element.process_key == key]


def everywhere() -> Iterator[tuple[str, Element]]:
    """Every element of every diagram with its process."""
    return ((key, element) for key in KEYS for element in own(key))


def listed(element: Element, name: str) -> list[str]:
    """A comma list of a setting."""
    return [entry for entry in element.properties.get(name, "").split(",") if entry]


def rule_kinds() -> dict[str, str]:
    """Rule id to its kind, from the rule pack."""
    lines = (PROCESSES / "deadline_rules.csv").read_text(encoding="utf-8-sig").splitlines()
    return {row["rule_id"]: row["kind"] for row in csv.DictReader(lines)}


def procedures() -> set[str]:
    """The procedures that the hand-over table knows."""
    text = tables("hand_over")["hand_over_terms.dmn"].decode()
    cells = text.split("<inputEntry ")[1:]
    return {cell.split("<text>", 1)[1].split("</text>", 1)[0].strip('"') for cell in cells}


def payload_of(element: Element) -> set[str]:
    """The names that a thrown message carries."""
    return set(_context_keys(element.properties["payload"]))


def _context_keys(source: str) -> Iterator[str]:
    depth, word, quoted = 0, "", False
    for sign in source:
        quoted = not quoted if sign == '"' else quoted
        if quoted:
            continue
        if sign == ":" and depth == 1:
            yield word.strip(" {,")
            word = ""
        depth += (sign in "{[(") - (sign in "}])")
        word = "" if sign == "," and depth == 1 else word + sign


@pytest.mark.parametrize("key", KEYS)
def test_folder_file_and_process_carry_one_name(key: str) -> None:
    assert process(key).get("id") == key
    assert definition(key).key == key


@pytest.mark.parametrize("key", KEYS)
def test_every_lane_and_every_role_is_known(key: str) -> None:
    jurisdictions = PROCESSES / "jurisdictions"
    lanes = tomllib.loads((jurisdictions / "lanes.toml").read_text())
    roles = tomllib.loads((jurisdictions / "roles.toml").read_text())
    tasks = [element for element in own(key) if element.kind == "userTask"]
    assert {element.lane for element in own(key)} <= set(lanes)
    assert {task.properties["role"] for task in tasks} <= {*roles, "approver_role"}
    assert all(task.properties["purpose"] and task.properties["purpose_en"] for task in tasks)


def test_every_clock_is_one_of_the_rule_pack() -> None:
    kinds = rule_kinds()
    for key, element in everywhere():
        for name in (*CLOCK_LISTS, "rules_checked"):
            for rule in listed(element, name):
                assert rule in kinds, f"{key}/{element.id}: {name} names {rule}"
                if name != "rules_checked":
                    assert kinds[rule] in ("period", "term", "retention"), f"{key}/{element.id}: {rule}"
        started = {*listed(element, "starts"), *listed(element, "starts_on_entry"), *listed(element, "rule")}
        for name in RULE_MAPS:
            named = set(json.loads(element.properties.get(name, "{}")))
            assert named <= started, f"{key}/{element.id}: {name} names {named - started}"


def test_every_timer_that_follows_a_rule_has_something_that_starts_it() -> None:
    started = {rule for _, e in everywhere() for name in CLOCK_LISTS[:2] for rule in listed(e, name)}
    followed = {element.properties["rule"] for _, element in everywhere() if "rule" in element.properties}
    assert followed <= started


def test_every_message_thrown_is_caught_or_handed_over() -> None:
    caught = {element.message for _, element in everywhere() if element.kind in CATCHES and element.message}
    for key, element in everywhere():
        if element.kind not in THROWS or not element.message:
            continue
        name = element.message
        procedure = name.removeprefix("start_")
        answered = name == f"{key}_result"  # goes back to the run that asked, or stays with the case
        assert name in caught or answered or procedure in procedures(), f"{key}/{element.id} throws {name}"


def test_every_message_awaited_comes_from_somewhere() -> None:
    thrown = {element.message for _, element in everywhere() if element.kind in THROWS}
    returned = {f"{procedure}_result" for procedure in procedures()}
    outside = {element.message for _, element in everywhere() if "from_outside" in element.properties}
    assert outside == FROM_OUTSIDE
    for key, element in everywhere():
        if element.kind == "startEvent" and element.message == f"start_{key}" and definition(key).plain_start:
            continue  # begun by hand as well; other procedures and interfaces may ask for it any time
        if element.kind in CATCHES and element.message:
            known = thrown | returned | outside | {"start_hand_over", REPLACED}
            assert element.message in known, f"{key}/{element.id} waits for {element.message}"


def test_what_a_message_carries_is_known_where_it_starts_a_run() -> None:
    for key, element in everywhere():
        target = (element.message or "").removeprefix("start_")
        if element.kind in THROWS and element.message != target and target in KEYS:
            unknown = payload_of(element) - set(variables(target)) - OFFICE_KNOWS - {"source"}
            assert not unknown, f"{key}/{element.id}: {target} does not know {unknown}"


def test_what_a_catch_reads_is_carried_by_a_sender() -> None:
    carried: dict[str, set[str]] = {}
    for _, element in everywhere():
        if element.kind in THROWS and element.message:
            carried.setdefault(element.message, set()).update(payload_of(element))
    for procedure in procedures():
        carried.setdefault(f"{procedure}_result", set()).update(carried["hand_over_result"])
    carried["listing_change_asked"] = {"change"}
    for key, element in everywhere():
        if element.kind in CATCHES and element.message and element.properties.get("out"):
            read = compile_expression(element.properties["out"]).names
            missing = read - carried[element.message]
            assert not missing, f"{key}/{element.id}: nobody sends {missing}"


@pytest.mark.parametrize("key", KEYS)
def test_every_expression_names_what_exists(key: str) -> None:
    settings = set(tomllib.loads((PROCESSES / "jurisdictions" / "tj_ftz.toml").read_text())["settings"])
    settings |= {
        f"conflict_{key.lower()}" for key in tomllib.loads((PROCESSES / "rule_conflicts.toml").read_text())
    }
    for name in definition(key).facts_needed:
        section, _, rest = name.partition(".")
        if section == "setting":
            assert rest in settings, f"{key}: {name}"
        elif section == "case":
            assert fact_is_known(name), f"{key}: {name} is not in forms/fields.toml"


def fact_is_known(name: str) -> bool:
    """Whether the catalogue has the field, the section, or the column of a table."""
    known = catalogue()
    table, _, column = name.rpartition(".")
    whole = any(path.startswith(f"{name}.") for path in known)
    return name in known or whole or (table in known and column in known[table].columns)


@pytest.mark.parametrize("key", KEYS)
def test_what_the_host_evaluates_reads_variables_and_facts_only(key: str) -> None:
    for node in nodes(key):
        told = properties(node)
        sources = [told[name] for name in FOR_HOST if name in told]
        sources += [source for name in RULE_MAPS for source in json.loads(told.get(name, "{}")).values()]
        for source in sources:
            for name in compile_expression(source).names:
                head = name.split(".", 1)[0]
                of_rows = any(name in catalogue()[path].columns for path in catalogue())
                known = (
                    head in variables(key) or head in ("setting", "units") or of_rows or fact_is_known(name)
                )
                assert known, f"{key}/{node.get('id')}: {name}"


@pytest.mark.parametrize("key", KEYS)
def test_every_end_has_a_state_or_says_that_it_changes_none(key: str) -> None:
    ends = json.loads(properties(process(key))["ends"])
    assert set(ends) == {element.id for element in own(key) if element.kind == "endEvent"}


@pytest.mark.parametrize("key", KEYS)
def test_the_drawing_is_legible(key: str) -> None:
    assert flaws(diagram(key)) == []


@pytest.mark.parametrize("key", KEYS)
def test_the_gate_has_nothing_to_say(key: str) -> None:
    assert check_files(bundle(key, ROOT)) == []
