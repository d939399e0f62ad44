"""Looks into files that are imported into a draft, alone or as a zip; meant for a confined child, it stores nothing.

What other tools wrote stays as it is; only what no parser should ever see is refused.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from app.diagrams.draft_paths import diagram_path, is_key, key_of
from app.diagrams.findings import Finding, Notes
from app.diagrams.gate import UNKNOWN_FILE, check_files
from app.diagrams.gate_bounds import is_shallow_json, json_object, read_bounded
from app.diagrams.packed import unpack
from app.diagrams.rewriting import rewritten
from app.diagrams.safe_xml import MAX_BYTES, UnsafeXml, bpmn, decode
from app.diagrams.zipped import SUMS, wrong_sums
from app.uploads.packages import BROKEN, Unfit, check_entries

MOST_FILES = 300
MOST_UNPACKED = 20 * 1024 * 1024
KINDS = (".bpmn", ".dmn", ".form", ".paper")
SKIPPED = ("__MACOSX/", ".DS_Store", "README")


def examine(packed: bytes) -> dict[str, Any]:
    """The files of an import by the paths they get in a draft, what is to be said about them, or why it is refused.

    `packed` holds the one uploaded file; "key" among its words is the process into which it goes, "" for a new one.
    """
    try:
        files, about = unpack(packed)
        (name, content), wanted = next(iter(files.items())), about.get("key", "")
        found = _unzipped(content) if content[:2] == b"PK" else {PurePosixPath(name).name: content}
        refused = [finding for path, data in found.items() for finding in _unsafe(path, data)]
        if refused:
            return _answer("unsafe", refused)
        placed = _placed({path: _in_utf8(path, data) for path, data in found.items()}, wanted)
        return _answer("", _said(placed), placed)
    except Unfit as unfit:
        return _answer(str(unfit), [])
    except BROKEN:
        return _answer("broken_package", [])


def _answer(fault: str, findings: list[Finding], files: Mapping[str, bytes] | None = None) -> dict[str, Any]:
    packed = {path: base64.b64encode(data).decode() for path, data in (files or {}).items()}
    return {"fault": fault, "findings": [asdict(each) for each in findings], "files": packed}


def _unzipped(content: bytes) -> dict[str, bytes]:
    """The files of a zip, never more than they declare and than we take."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        check_entries(package)
        entries = [each for each in package.infolist() if not each.is_dir()]
        entries = [each for each in entries if not any(part in each.filename for part in SKIPPED)]
        if len(entries) > MOST_FILES + 1 or sum(each.file_size for each in entries) > MOST_UNPACKED:
            raise Unfit("unpacks_too_large")
        found = {}
        for entry in entries:
            with package.open(entry) as part:
                data = part.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise Unfit("unpacks_too_large")
            found[entry.filename] = data
    top = {PurePosixPath(path).parts[0] for path in found}
    if len(top) == 1 and not top & {"processes", "forms"} and all("/" in path for path in found):
        found = {path.split("/", 1)[1]: data for path, data in found.items()}
    sums = found.pop(SUMS, None)
    if sums is not None and wrong_sums(found, sums):
        raise Unfit("wrong_sums")
    return found


def _unsafe(path: str, data: bytes) -> list[Finding]:
    """The reasons for which a file may not even be kept."""
    notes, suffix = Notes(path), PurePosixPath(path).suffix.lower()
    if suffix not in KINDS:
        notes.error("unknown_file", *UNKNOWN_FILE)
    elif len(data) > MAX_BYTES:
        notes.error("too_large", "文件超过 2 MiB。", "The file is larger than 2 MiB.")
    elif suffix == ".form":
        if not is_shallow_json(data) or json_object(data) is None:
            notes.error("not_json", "表单不是 JSON 对象。", "The form is no JSON object.")
    elif suffix == ".paper":
        _insist_on_text(data, notes)
    elif read_bounded(data, notes) is None and not notes.refused:
        notes.error("not_xml", "文件不是完整的 XML。", "The file is no well-formed XML.")
    return [finding for finding in notes.findings if finding.severity == "error"]


def _insist_on_text(data: bytes, notes: Notes) -> None:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.error("not_text", "文书模板不是 UTF-8 文本。", "The template is no UTF-8 text.")


def _in_utf8(path: str, data: bytes) -> bytes:
    if path.lower().endswith((".form", ".paper")):
        return data
    try:
        text, encoding, _ = decode(data)
    except UnsafeXml:
        return data
    declared = b"utf-16" in data[:200].lower() or encoding != "utf-8"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text.lstrip()}'.encode() if declared else data


def _placed(files: Mapping[str, bytes], wanted: str) -> dict[str, bytes]:
    """The files by the paths of a draft: as they lie, when they lie as ours do, else by the ids of their processes."""
    if all(key_of(path) is not None for path in files):
        return dict(files)
    placed, diagrams = {}, [path for path in files if path.lower().endswith(".bpmn")]
    keys = {path: process_id(files[path]) for path in diagrams}
    if any(not is_key(key) for key in keys.values()) or len(set(keys.values())) < len(keys):
        raise Unfit("bad_process_id")
    main = wanted or next(iter(keys.values()), "")
    if not main:
        raise Unfit("no_process")
    for path, data in files.items():
        stem, suffix = PurePosixPath(path).stem, PurePosixPath(path).suffix.lower()
        folder = "forms" if suffix in (".form", ".paper") else "processes"
        place = diagram_path(keys[path]) if path in keys else f"{folder}/{main}/{stem}{suffix}"
        if key_of(place) is None or place in placed:
            raise Unfit("bad_entry_name")
        placed[place] = data
    return placed


def process_id(diagram: bytes) -> str:
    """The id of the process that a diagram is about: the first that is to run, else the first; "" for none."""
    root = read_bounded(diagram, Notes(""))
    found: list[etree._Element] = [] if root is None else root.findall(bpmn("process"))
    running = [each for each in found if each.get("isExecutable") in ("true", "1")]
    return next((each.get("id") or "" for each in [*running, *found]), "")


def _said(files: Mapping[str, bytes]) -> list[Finding]:
    """What the gate finds, and what publishing would rewrite."""
    found = check_files(files)
    for path, data in files.items():
        if path.endswith(".bpmn"):
            try:
                known = {(each.code, each.element) for each in found}
                found += [each for each in rewritten(data, path)[1] if (each.code, each.element) not in known]
            except UnsafeXml:
                continue
    return found
