"""Collects the files that one process version consists of: its diagram, called pieces, decisions, forms and papers."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from app.careful_xml import careful_parser

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def called_processes(diagram: bytes) -> set[str]:
    """Return the keys of the pieces that a diagram calls; an unreadable diagram calls none."""
    parser = careful_parser()
    try:
        root = etree.fromstring(diagram, parser)
    except etree.XMLSyntaxError:
        return set()
    return {called for node in root.iter(f"{BPMN}callActivity") if (called := node.get("calledElement"))}


def shipped_keys(root: Path) -> list[str]:
    """Return the keys of all processes that have a folder with a diagram under `root`/processes."""
    return sorted(
        path.stem for path in (root / "processes").glob("*/*.bpmn") if path.stem == path.parent.name
    )


def bundle(key: str, root: Path) -> dict[str, bytes]:
    """Return the files of a process by path relative to `root`, with those of every piece it calls.

    Raises FileNotFoundError for a diagram that does not exist.
    """
    files: dict[str, bytes] = {}
    todo, seen = [key], set()
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        folder = root / "processes" / current
        diagram = (folder / f"{current}.bpmn").read_bytes()
        files[f"processes/{current}/{current}.bpmn"] = diagram
        for path in sorted(folder.glob("*.dmn")):
            files[f"processes/{current}/{path.name}"] = path.read_bytes()
        for path in sorted((root / "forms" / current).glob("*")):
            if path.suffix in (".form", ".paper"):
                files[f"forms/{current}/{path.name}"] = path.read_bytes()
        todo.extend(called_processes(diagram))
    return files
