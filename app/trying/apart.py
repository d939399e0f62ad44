"""Tries a bundle of files in a child process: judged by the gate first, then played; nothing of it reaches the parent.

The parent sends and gets plain JSON (`app.actions.trying_apart`).
"""

from __future__ import annotations

import base64
import json
import secrets
from decimal import Decimal
from typing import Any

from app.diagrams.gate import check_files
from app.engine import CannotRun
from app.forms import FormError
from app.house import build_house
from app.trials.commands import commands_from_json
from app.trials.outcome import outcome_from_json
from app.trying.recorded import Recorded, Workshop, verdict_to_json
from app.trying.room import draft_edition
from app.values import from_json
from storage.crypto import Keyring


def try_recorded(content: bytes) -> dict[str, Any]:
    """Play recorded trials on files; return verdicts and what was covered, or why the files cannot be tried."""
    asked = json.loads(content)
    files = {path: base64.b64decode(text) for path, text in asked["files"].items()}
    refused = [finding for finding in check_files(files) if finding.severity == "error"]
    if refused:
        return {"refused": [[finding.zh, finding.en] for finding in refused[:5]]}
    try:
        edition = draft_edition(asked["key"], files)
    except CannotRun as error:
        return {"refused": [[finding.zh, finding.en] for finding in error.findings[:5]]}
    except FormError as error:
        return {"refused": [[str(error), str(error)]]}
    house = build_house(Keyring(secrets.token_bytes(32)))
    names = {key: (zh, en) for key, (zh, en) in asked["names"].items()}
    workshop = Workshop(house, _numbers_plain(from_json(asked["law"])), edition, names)
    verdicts, covered = workshop.judge(
        [
            Recorded(
                each["name"],
                commands_from_json(each["commands"]),
                [outcome_from_json(row) for row in each["expected"]],
            )
            for each in asked["recorded"]
        ]
    )
    return {
        "verdicts": [verdict_to_json(verdict) for verdict in verdicts],
        "drawn": sorted(covered.drawn),
        "reached": sorted(covered.reached),
    }


def _numbers_plain(tree: Any) -> Any:
    """Return rows as their columns hold them: whole numbers, where values of runs are decimals."""
    if isinstance(tree, Decimal):
        return int(tree)
    if isinstance(tree, dict):
        return {name: _numbers_plain(each) for name, each in tree.items()}
    return [_numbers_plain(each) for each in tree] if isinstance(tree, list) else tree


def may_be_tried(content: bytes) -> list[list[str]]:
    """Return why files cannot be tried, in Chinese and English; nothing when the gate lets them pass."""
    asked = json.loads(content)
    files = {path: base64.b64decode(text) for path, text in asked["files"].items()}
    refused = [finding for finding in check_files(files) if finding.severity == "error"]
    return [[finding.zh, finding.en] for finding in refused[:20]]
