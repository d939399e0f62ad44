"""Event logs as XES (IEEE 1849), written as they come; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from lxml import etree

from app.exports.logs import Counted, Entry, Trace

EXTENSIONS = {"Concept": "concept", "Time": "time", "Lifecycle": "lifecycle", "Organizational": "org"}
CLASSIFIERS = {"Activity": "concept:name", "Activity and transition": "concept:name lifecycle:transition"}
NAMESPACE = "http://www.xes-standard.org/"


def write_xes(out: IO[bytes], traces: Iterable[Trace]) -> Iterator[Counted]:
    """Write cases as traces; yield what has been written after each."""
    counted = Counted()
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        head = {"xes.version": "1849-2016", "xes.features": "nested-attributes"}
        with file.element("log", head, nsmap={None: NAMESPACE}):
            for each in _head():
                file.write(each)
            for trace in traces:
                with file.element("trace"):
                    for attribute in _attributes({"concept:name": trace.name, **trace.facts}):
                        file.write(attribute)
                    for entry in trace.entries:
                        file.write(_event(entry))
                        counted.events += 1
                counted.cases += 1
                yield counted


def _head() -> Iterator[etree._Element]:
    for name, prefix in EXTENSIONS.items():
        address = f"{NAMESPACE}{prefix}.xesext"
        yield etree.Element("extension", {"name": name, "prefix": prefix, "uri": address})
    for scope, names in (
        ("trace", ["concept:name"]),
        ("event", ["concept:name", "lifecycle:transition", "org:resource", "org:role", "org:group", "kind"]),
    ):
        box = etree.Element("global", {"scope": scope})
        box.extend(_attributes(dict.fromkeys(names, "—")))
        if scope == "event":
            box.append(
                etree.Element("date", {"key": "time:timestamp", "value": "1970-01-01T00:00:00.000+00:00"})
            )
        yield box
    for name, keys in CLASSIFIERS.items():
        yield etree.Element("classifier", {"name": name, "keys": keys})


def _event(entry: Entry) -> etree._Element:
    event = etree.Element("event")
    event.append(etree.Element("date", {"key": "time:timestamp", "value": _moment(entry.at)}))
    told = {
        "concept:name": entry.activity,
        "lifecycle:transition": entry.transition,
        "org:resource": entry.officer or "—",
        "org:role": entry.role or "—",
        "org:group": entry.unit or "—",
        "kind": entry.kind,
        **entry.facts,
    }
    event.extend(_attributes(told))
    return event


def _attributes(told: Mapping[str, Any]) -> list[etree._Element]:
    found = []
    for key, value in told.items():
        if isinstance(value, datetime):
            kind, text = "date", _moment(value)
        elif isinstance(value, bool):
            kind, text = "boolean", str(value).lower()
        elif isinstance(value, int):
            kind, text = "int", str(value)
        else:
            kind, text = "string", str(value)
        found.append(etree.Element(kind, {"key": key, "value": text}))
    return found


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
