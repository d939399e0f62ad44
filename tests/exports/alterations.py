"""What somebody who lacks the key does to a case file, each with the words in which he is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from app.exports.package import json_bytes

Files = dict[str, bytes]


def events_of(files: Files) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["events.jsonl"].splitlines()]


def with_events(files: Files, events: list[dict[str, Any]]) -> None:
    files["events.jsonl"] = b"".join(json.dumps(event).encode() + b"\n" for event in events)


def redigested(event: dict[str, Any]) -> None:
    """Give an event the digest that fits what it says now."""
    body = {name: value for name, value in event.items() if name not in ("id", "digest")}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    event["digest"] = hashlib.sha256(text.encode()).hexdigest()


def another_fact(files: Files) -> str:
    events = events_of(files)
    events[4]["facts"] = {**events[4]["facts"], "seen": "later"}
    with_events(files, events)
    return f"event 5 ({events[4]['kind']}) is altered"


def another_actor(files: Files) -> str:
    events = events_of(files)
    events[7]["actor_id"] = "0" * 26
    with_events(files, events)
    return f"event 8 ({events[7]['kind']}) is altered"


def one_removed(files: Files) -> str:
    events = events_of(files)
    del events[5]
    with_events(files, events)
    return "does not follow event 5"


def the_end_removed(files: Files) -> str:
    events = events_of(files)
    with_events(files, events[:-3])
    return f"{len(events)} expected, {len(events) - 3} found"


def two_swapped(files: Files) -> str:
    events = events_of(files)
    events[2], events[3] = events[3], events[2]
    with_events(files, events)
    return f"event 4 ({events[2]['kind']}) does not follow event 2"


def one_slipped_in(files: Files) -> str:
    events = events_of(files)
    events.insert(6, events[6])
    with_events(files, events)
    return f"event 7 ({events[6]['kind']}) does not follow event 7"


def rewritten_and_rechained(files: Files) -> str:
    events, previous = events_of(files), ""
    events[9]["facts"] = {**events[9]["facts"], "seen": "later"}
    for event in events:
        event["previous"] = previous
        redigested(event)
        previous = event["digest"]
    with_events(files, events)
    manifest = json.loads(files["manifest.json"])
    manifest["events"]["head"] = previous
    files["manifest.json"] = json_bytes(manifest)
    return "event 10 is not in the log of the checkpoint"


def another_diagram(files: Files) -> str:
    name = next(each for each in files if each.endswith(".bpmn"))
    files[name] = files[name].replace(b"name=", b"name =", 1)
    key, _, number = name.split("/")[1].rpartition("-")
    return f"process {key}, version {number}, is not what was published"


def another_history(files: Files) -> str:
    files["history.pdf"] += b"\n"
    return "altered file: history.pdf"


def another_checkpoint(files: Files) -> str:
    proofs = json.loads(files["proofs.json"])
    proofs["checkpoint"]["statement"]["root"] = "00" * 32
    files["proofs.json"] = json_bytes(proofs)
    return f"the signature of the checkpoint at {proofs['checkpoint']['statement']['size']} is wrong"


def another_place_in_the_log(files: Files) -> str:
    proofs = json.loads(files["proofs.json"])
    proofs["inclusion"]["3"]["index"] += 1
    files["proofs.json"] = json_bytes(proofs)
    return "event 3 is not in the log of the checkpoint"


def another_case_number(files: Files) -> str:
    manifest = json.loads(files["manifest.json"])
    manifest["case"]["number"] = "津保清薪〔2025〕9999"
    files["manifest.json"] = json_bytes(manifest)
    return "the signature of manifest.json is wrong"


def another_digest_of_a_document(files: Files) -> str:
    documents = json.loads(files["documents.json"])
    row = next(each for each in documents if each["size"])
    row["sha256"] = "00" * 32
    files["documents.json"] = json_bytes(documents)
    return f"document {row['id']} is not what was handed in"


def one_file_more(files: Files) -> str:
    files["confession.txt"] = b"I did it"
    return "file that was not there: confession.txt"


def relisted(files: Files) -> None:
    """Bring the list of digests up to date, as a forger would who lacks the key."""
    manifest = json.loads(files["manifest.json"])
    own = {"manifest.json", "signature.json"}
    manifest["files"] = {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n not in own}
    files["manifest.json"] = json_bytes(manifest)


ALTERATIONS: list[Callable[[Files], str]] = [
    another_fact, another_actor, one_removed, the_end_removed, two_swapped, one_slipped_in, rewritten_and_rechained,
    another_diagram, another_history, another_checkpoint, another_place_in_the_log, another_case_number,
    another_digest_of_a_document, one_file_more,
]  # fmt: skip
