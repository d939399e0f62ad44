"""Has files tried in a child process: the gate before anything is compiled, and all recorded trials of a process."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.confined import Answer, Limits, run_apart
from app.refusals import Refusal
from app.trials.outcome import Difference, Verdict
from app.values import to_json
from storage.scratch import law_rows
from storage.trials import recorded_trials
from storage.versions import newest_versions

GATE = Limits(cpu_seconds=10.0, wall_seconds=30.0, mebibytes=700)
ALL_TRIALS = Limits(cpu_seconds=120.0, wall_seconds=180.0, mebibytes=900)
OVERRUN = {
    "time": ("用时过长", "it takes too long"),
    "memory": ("所需内存过大", "it takes too much memory"),
    "died": ("意外中断", "it broke off"),
}

Place = tuple[str, str]


class CannotTry(Refusal):
    """The files cannot be tried: the gate or the engine refuses them, or trying them takes too long."""

    status = 422


@dataclass(frozen=True)
class Outcomes:
    """How all recorded trials of a process came out on some files, and what they come through together."""

    verdicts: Sequence[Verdict]
    drawn: frozenset[Place]
    reached: frozenset[Place]

    @property
    def passed(self) -> bool:
        """Whether every recorded trial went as recorded."""
        return all(verdict.passed for verdict in self.verdicts)


def run_recorded(session: Session, process_key: str, files: Mapping[str, bytes]) -> Outcomes:
    """Play every recorded trial of a process on files, in a child process within bounds; write nothing.

    Raises CannotTry when the files cannot be tried at all.
    """
    asked = {
        "key": process_key,
        "files": _packed(files),
        "law": to_json(law_rows(session)),
        "names": {row.process_key: [row.name_zh, row.name_en] for row in newest_versions(session)},
        "recorded": [
            {"name": row.name, "commands": row.commands, "expected": row.expected}
            for row in recorded_trials(session, process_key)
        ],
    }
    told = _answered(run_apart("app.trying.apart:try_recorded", json.dumps(asked).encode(), ALL_TRIALS))
    if told.get("refused"):
        raise _refusal(told["refused"])
    return outcomes_from_json(told)


def outcomes_to_json(found: Outcomes) -> dict[str, Any]:
    """Return how recorded trials came out as plain JSON, to be kept."""
    return {
        "verdicts": [
            {
                "name": each.name,
                "steps": each.steps,
                "differences": [list(astuple(row)) for row in each.differences],
            }
            for each in found.verdicts
        ],
        "drawn": sorted(map(list, found.drawn)),
        "reached": sorted(map(list, found.reached)),
    }


def outcomes_from_json(told: Mapping[str, Any]) -> Outcomes:
    """Return how recorded trials came out, as the child process or what was kept tells it."""
    return Outcomes(
        [_verdict(each) for each in told["verdicts"]],
        frozenset((key, name) for key, name in told["drawn"]),
        frozenset((key, name) for key, name in told["reached"]),
    )


def pass_gate_apart(files: Mapping[str, bytes]) -> None:
    """Have the gate judge files in a child process; raise CannotTry with its reasons, and never parse them here."""
    content = json.dumps({"files": _packed(files)}).encode()
    refused = _answered(run_apart("app.trying.apart:may_be_tried", content, GATE))
    if refused:
        raise _refusal(refused)


def _packed(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: base64.b64encode(content).decode() for path, content in files.items()}


def _answered(answer: Answer) -> Any:
    if answer.failure:
        zh, en = OVERRUN[answer.failure]
        raise CannotTry(f"试运行没有完成：{zh}。", f"The trial did not finish: {en}.")
    return answer.value


def _refusal(reasons: Sequence[Sequence[str]]) -> CannotTry:
    zh, en = "；".join(each[0] for each in reasons), "; ".join(each[1] for each in reasons)
    return CannotTry(f"还不能试运行：{zh}", f"It cannot be tried yet: {en}", reasons=reasons)


def _verdict(tree: Mapping[str, Any]) -> Verdict:
    rows = (Difference(*row) for row in tree["differences"])
    return Verdict(tree["name"], tuple(rows), tree["steps"])
