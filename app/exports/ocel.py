"""Event logs as OCEL 2.0 (JSON): events concern cases, runs, tasks, documents, units and officers; pure.

Events are written as they come; objects wait in a file beside, because they follow in the format.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from app.exports.logs import Counted, Entry, Trace

LASTING = ("unit", "officer")
"""Objects that outlive a case."""
KINDS = ("case", "run", "task", "document", *LASTING)
CASE_FACTS = {"district": "string", "stage": "string", "state": "string", "urgency": "string", "group": "boolean",
              "headcount": "integer"}  # fmt: skip
EVENT_FACTS = ("activity", "transition", "role", "element", "process", "rule", "outcome")


def write_ocel(out: IO[bytes], traces: Iterable[Trace]) -> Iterator[Counted]:
    """Write cases; yield what has been written after each."""
    counted, kinds = Counted(), set[str]()
    lasting = dict[tuple[str, str], str]()
    with tempfile.TemporaryFile() as objects:
        out.write(b'{"events":[')
        for trace in traces:
            known = _Objects(trace, lasting)
            for entry in trace.entries:
                out.write((b",\n" if counted.events else b"\n") + _json(_event(trace, entry, known)))
                kinds.add(entry.kind)
                counted.events += 1
            for each in known.told():
                objects.write((b",\n" if objects.tell() else b"\n") + each)
            counted.cases += 1
            yield counted
        for (kind, key), since in lasting.items():
            objects.write((b",\n" if objects.tell() else b"\n") + _json(_object(kind, key, since, {}, [])))
        out.write(b'\n],"objects":[')
        objects.seek(0)
        shutil.copyfileobj(objects, out)
    out.write(b'\n],"objectTypes":' + _json([_object_type(kind) for kind in KINDS]))
    out.write(b',"eventTypes":' + _json([_event_type(kind) for kind in sorted(kinds)]) + b"}\n")


class _Objects:
    """The objects of one case that its events have named so far."""

    def __init__(self, trace: Trace, lasting: dict[tuple[str, str], str]) -> None:
        self.trace, self.lasting = trace, lasting
        self.since: dict[tuple[str, str], str] = {}

    def meet(self, kind: str, key: str, at: str) -> None:
        """Note that an event at this moment concerns an object."""
        (self.lasting if kind in LASTING else self.since).setdefault((kind, key), at)

    def told(self) -> Iterator[bytes]:
        """Yield the objects of the case itself."""
        for (kind, key), since in self.since.items():
            if kind == "case":
                others = [each for each in self.since if each[0] != "case"]
                links = [{"objectId": _id(*each), "qualifier": each[0]} for each in others]
                yield _json(_object(kind, key, since, self.trace.facts, links))
            else:
                yield _json(_object(kind, key, since, {}, []))


def _event(trace: Trace, entry: Entry, known: _Objects) -> dict[str, Any]:
    at = _moment(entry.at)
    named = [("case", trace.name), *entry.objects, ("unit", entry.unit), ("officer", entry.officer)]
    links = [(kind, key) for kind, key in named if key]
    for kind, key in links:
        known.meet(kind, key, at)
    told = {"activity": entry.activity, "transition": entry.transition, "role": entry.role, **entry.facts}
    return {
        "id": f"{trace.name}#{entry.number}",
        "type": entry.kind,
        "time": at,
        "attributes": [{"name": name, "value": value} for name, value in told.items() if name in EVENT_FACTS],
        "relationships": [{"objectId": _id(kind, key), "qualifier": kind} for kind, key in links],
    }


def _object(
    kind: str, key: str, since: str, facts: Mapping[str, Any], links: list[dict[str, str]]
) -> dict[str, Any]:
    told = [{"name": n, "time": since, "value": facts[n]} for n in CASE_FACTS if n in facts]
    return {"id": _id(kind, key), "type": kind, "attributes": told, "relationships": links}


def _object_type(kind: str) -> dict[str, Any]:
    facts = CASE_FACTS if kind == "case" else {}
    return {"name": kind, "attributes": [{"name": name, "type": type_} for name, type_ in facts.items()]}


def _event_type(kind: str) -> dict[str, Any]:
    return {"name": kind, "attributes": [{"name": name, "type": "string"} for name in EVENT_FACTS]}


def _id(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
