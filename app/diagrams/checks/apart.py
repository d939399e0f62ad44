"""What a child process does with the files of a draft: all checks, and the names of what they speak of; plain JSON.

The parent sends files nobody vouches for, and what it knows of published processes (`app.actions.draft_checks`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from lxml import etree

from app.confined import ROOT
from app.diagrams.checks.house_rules import HouseRule
from app.diagrams.checks.judging import deep_findings
from app.diagrams.checks.surroundings import Neighbour, Surroundings, surroundings_at
from app.diagrams.findings import Finding
from app.diagrams.gate import TOO_BULKY, check_files
from app.diagrams.safe_xml import BPMN, UnsafeXml, local_name, parse

GATEWAYS = {
    "exclusiveGateway": "排他网关", "parallelGateway": "并行网关", "inclusiveGateway": "包容网关",
    "eventBasedGateway": "事件网关",
}  # fmt: skip
"""What a gateway without a name is called."""
UNFIT = TOO_BULKY | {
    "too_large", "too_many_files", "too_many_ids", "too_many_elements", "doctype", "entity", "not_xml", "not_bpmn",
    "encoding", "unreadable", "too_deep",
}  # fmt: skip
"""What keeps a file from being looked at any further; of others the checks see as much as they can."""


def check_all(content: bytes) -> dict[str, Any]:
    """Return the findings of the gate and of all checks beyond it, and the names of elements by file and id."""
    asked = json.loads(content)
    files = {path: base64.b64decode(text) for path, text in asked["files"].items()}
    rules = tuple(HouseRule(**rule) for rule in asked["rules"])
    found = check_files(files)
    unfit = {finding.file for finding in found if finding.code in UNFIT}
    fit = {path: data for path, data in files.items() if path not in unfit}
    found += deep_findings(fit, _around(asked["neighbours"]), rules)
    return {"findings": [asdict(finding) for finding in _once(found)], "names": _names(files)}


def _around(rows: list[Mapping[str, Any]]) -> Surroundings:
    neighbours = (
        Neighbour(
            row["key"],
            {name: None if given is None else frozenset(given) for name, given in row["sends"].items()},
            frozenset(row["receives"]),
            {name: frozenset(given) for name, given in row["calls"].items()},
            row["kinds"],
        )
        for row in rows
    )
    return replace(surroundings_at(ROOT), neighbours=tuple(neighbours))


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


def _names(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """Return what the elements of each readable diagram are called."""
    found: dict[str, dict[str, str]] = {}
    for path, data in files.items():
        if path.endswith(".bpmn"):
            try:
                root = parse(data)
            except (UnsafeXml, etree.XMLSyntaxError):
                continue
            drawn = [each for each in root.iter(f"{{{BPMN}}}*") if each.get("id")]
            found[path] = {
                str(each.get("id")): str(each.get("name"))[:80] for each in drawn if each.get("name")
            }
            joins = [each for each in drawn if local_name(each) in GATEWAYS and not each.get("name")]
            found[path] |= {str(each.get("id")): GATEWAYS[local_name(each)] for each in joins}
    return found
