"""Merges two changed copies of a file of a process, element by element; it knows no storage and no page.

Both copies began from one base. What one of them changed goes over to the other by the ids of elements, rules and
fields; who merges says for each that both changed whose is kept.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from app.careful_xml import careful_parser
from app.confined import Limits, run_apart
from app.diagrams.merging_lines import merge_lines

LIMITS = Limits(cpu_seconds=10.0, wall_seconds=30.0, mebibytes=500)

CONTAINERS = frozenset(
    {
        *("definitions", "process", "subProcess", "collaboration", "laneSet"),
        *("decision", "decisionTable", "BPMNDiagram", "BPMNPlane", "DMNDI"),
    }
)
"""Elements that only hold others: whoever changed one of what they hold has not changed them."""
DERIVED = frozenset({"incoming", "outgoing", "flowNodeRef"})
"""What elements say about others that say it themselves, or that is merged as a set."""
BEFORE_ENDS = frozenset({"documentation", "extensionElements", "incoming"})


@dataclass(frozen=True)
class Merged:
    """What two copies changed by id, and the merged file; `failure` says in a word why there is none."""

    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    content: bytes = b""
    failure: str = ""

    @property
    def both(self) -> frozenset[str]:
        """The ids that both copies changed."""
        return self.mine & self.theirs


def merge_apart(path: str, base: bytes, mine: bytes, theirs: bytes, kept: Collection[str]) -> Merged:
    """Merge in a child process within bounds: theirs, with what only mine changed and mine of `kept` ids."""
    files = {name: base64.b64encode(text).decode() for name, text in
             (("base", base), ("mine", mine), ("theirs", theirs))}  # fmt: skip
    asked = json.dumps({"path": path, "kept": sorted(kept), **files}).encode()
    answer = run_apart("app.diagrams.merging:merged", asked, LIMITS)
    if answer.failure:
        return Merged(failure=answer.failure)
    told = answer.value
    return Merged(
        frozenset(told["mine"]), frozenset(told["theirs"]), base64.b64decode(told["content"]), told["failure"]
    )


def merged(asked: bytes) -> dict[str, Any]:
    """Be the child: merge what was sent, or say that it cannot be read."""
    told = json.loads(asked)
    base, mine, theirs = (base64.b64decode(told[name]) for name in ("base", "mine", "theirs"))
    ways = {".form": _merge_form, ".paper": merge_lines}
    merge = ways.get(PurePosixPath(told["path"]).suffix, _merge_xml)
    try:
        changed, others, content = merge(base, mine, theirs, frozenset(told["kept"]))
    except (ValueError, etree.XMLSyntaxError) as error:
        return {"mine": [], "theirs": [], "content": "", "failure": str(error)[:200] or "unreadable"}
    return {
        "mine": sorted(changed),
        "theirs": sorted(others),
        "content": base64.b64encode(content).decode(),
        "failure": "",
    }


Result = tuple[frozenset[str], frozenset[str], bytes]


def _merge_xml(base: bytes, mine: bytes, theirs: bytes, kept: Collection[str]) -> Result:
    roots = [etree.fromstring(each, careful_parser()) for each in (base, mine, theirs)]
    known, own, others = ({_key(each): each for each in _named(root)} for root in roots)
    texts = [{name: _own_text(each) for name, each in tree.items()} for tree in (known, own, others)]
    changed, foreign = _differing(texts[0], texts[1]), _differing(texts[0], texts[2])
    units = {name: _unit(each) for tree in (known, own, others) for name, each in tree.items()}
    disputed = {units[name] for name in changed} & {units[name] for name in foreign}
    taken = {name for name in changed if units[name] not in disputed}
    taken |= {name for name in changed | foreign if units[name] in disputed & set(kept)}
    for name in _in_order(own, taken):
        _carry(name, own, others)
    for name in known.keys() & own.keys() & others.keys():
        _join_refs(known[name], own[name], others[name])
    _mend_ends(roots[2])
    content: bytes = etree.tostring(roots[2].getroottree(), xml_declaration=True, encoding="UTF-8")
    return frozenset(units[name] for name in changed), frozenset(units[name] for name in foreign), content


def _unit(element: Any) -> str:
    """Return the id of what people see as one: an event with its timer, a rule with its cells, a step as drawn."""
    while True:
        around = element.getparent()
        while around is not None and not _key(around):
            around = around.getparent()
        if around is None or _local(around) in CONTAINERS:
            return _key(element).removesuffix(" di")
        element = around


def _named(root: Any) -> Iterator[Any]:
    return (each for each in root.iter(etree.Element) if each is root or _key(each))


def _key(element: Any) -> str:
    """Return by what an element is known in all copies: its id, or that of what a drawing draws."""
    drawn = element.get("bpmnElement") or element.get("dmnElementRef")
    if drawn:
        return f"{drawn} di"
    found: str = element.get("id") or ("" if element.getparent() is not None else "/")
    return found


def _own_text(element: Any) -> str:
    """Return what an element says itself: attributes, and what is in it without an id of its own; and where it is."""
    bare = copy.deepcopy(element)
    for inner in [each for each in bare.iter(etree.Element) if each is not bare and _key(each)]:
        if inner.getparent() is not None:
            inner.getparent().remove(inner)
    for derived in [each for each in bare.iter(etree.Element) if _local(each) in DERIVED]:
        derived.getparent().remove(derived)
    for each in bare.iter(etree.Element):
        each.tail = None
        each.text = (each.text or "").strip() or None
    around = element.getparent()
    while around is not None and not _key(around):
        around = around.getparent()
    place = "" if around is None else _key(around)
    return f"{place} {etree.tostring(bare, method='c14n').decode()}"


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def _in_order(own: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Return names as they stand in the file, so that what is around comes first; those that are gone come last."""
    return [name for name in own if name in names] + sorted(set(names) - set(own))


def _carry(name: str, own: Mapping[str, Any], others: dict[str, Any]) -> None:
    """Let an element of the other copy be as mine is: changed, added or gone."""
    source, target = own.get(name), others.get(name)
    if source is None:
        if target is not None and target.getparent() is not None:
            target.getparent().remove(target)
        return
    fresh = copy.deepcopy(source)
    inner_ids = [each for each in fresh.iter(etree.Element) if each is not fresh and _key(each)]
    for inner in inner_ids:
        if inner.getparent() is not None:
            inner.getparent().remove(inner)
    if target is None:
        _put(fresh, source, others)
    elif target.getparent() is None:
        target.attrib.update(source.attrib)
        return
    else:
        for inner in [each for each in target if _key(each)]:
            fresh.append(inner)
        target.getparent().replace(target, fresh)
    others[name] = fresh


def _put(fresh: Any, source: Any, others: Mapping[str, Any]) -> None:
    """Put a new element where mine has it: behind the same neighbour, else last in what is around it."""
    around = source.getparent()
    while not _key(around):
        around = around.getparent()
    place = others.get(_key(around))
    if place is None:
        raise ValueError(f"nowhere to put {_key(source)}")
    for before in source.itersiblings(preceding=True):
        neighbour = others.get(_key(before)) if isinstance(before.tag, str) and _key(before) else None
        if neighbour is not None and neighbour.getparent() is not None:
            neighbour.addnext(fresh)
            return
    place.append(fresh)


def _join_refs(base: Any, mine: Any, target: Any) -> None:
    """Let a lane hold what theirs holds, with what mine took in and without what mine took out."""
    sets = [{each.text for each in one if _local(each) == "flowNodeRef"} for one in (base, mine)]
    for each in [each for each in target if _local(each) == "flowNodeRef"]:
        if each.text in sets[0] - sets[1]:
            target.remove(each)
    held = {each.text for each in target if _local(each) == "flowNodeRef"}
    for each in [each for each in mine if _local(each) == "flowNodeRef"]:
        if each.text in sets[1] - sets[0] - held:
            target.append(copy.deepcopy(each))


def _mend_ends(root: Any) -> None:
    """Let each element name the flows that really come in and go out, where the file names them at all."""
    ends: dict[tuple[str, str], list[str]] = {}
    for flow in (each for each in root.iter(etree.Element) if _local(each) == "sequenceFlow"):
        ends.setdefault((flow.get("sourceRef", ""), "outgoing"), []).append(flow.get("id", ""))
        ends.setdefault((flow.get("targetRef", ""), "incoming"), []).append(flow.get("id", ""))
    for element in [each for each in root.iter(etree.Element) if each.get("id")]:
        for way in ("outgoing", "incoming"):
            wanted = ends.get((element.get("id", ""), way), [])
            for named in [each for each in element if _local(each) == way]:
                if named.text in wanted:
                    wanted.remove(named.text)
                else:
                    element.remove(named)
            for flow_id in wanted:
                fresh = etree.Element(etree.QName(etree.QName(element).namespace, way))
                fresh.text = flow_id
                first = next(
                    (at for at, each in enumerate(element) if _local(each) not in BEFORE_ENDS), len(element)
                )
                element.insert(first, fresh)


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _merge_form(base: bytes, mine: bytes, theirs: bytes, kept: Collection[str]) -> Result:
    trees = [json.loads(each) for each in (base, mine, theirs)]
    fields = [{each["id"]: each for each in tree.get("components", [])} for tree in trees]
    heads = [{name: value for name, value in tree.items() if name != "components"} for tree in trees]
    texts = [
        {name: json.dumps(each, sort_keys=True) for name, each in [*found.items(), ("/", head)]}
        for found, head in zip(fields, heads, strict=True)
    ]
    changed, foreign = _differing(texts[0], texts[1]), _differing(texts[0], texts[2])
    taken = changed - (foreign - frozenset(kept))
    order = [each["id"] for each in trees[2].get("components", [])]
    for at, name in enumerate(fields[1]):
        if name in taken and name not in order:
            order.insert(min(at, len(order)), name)
    chosen = [(fields[1] if name in taken else fields[2]).get(name) for name in order]
    head = heads[1] if "/" in taken else heads[2]
    result = {**head, "components": [each for each in chosen if each is not None]}
    return changed, foreign, json.dumps(result, ensure_ascii=False, indent=2).encode()
