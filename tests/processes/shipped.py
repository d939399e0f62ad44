"""The processes, tables and forms of the product as they ship in git; it knows no database."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.catalogue import Catalogue, load_catalogue
from app.engine import Definition, compile_process

ROOT = Path(__file__).parents[2]
PROCESSES = ROOT / "processes"
FORMS = ROOT / "forms"
CALLED = re.compile(rb'calledElement="(\w+)"')
KEYS = sorted(folder.name for folder in PROCESSES.iterdir() if (folder / f"{folder.name}.bpmn").is_file())


def diagram(key: str) -> bytes:
    """The BPMN of a process."""
    return (PROCESSES / key / f"{key}.bpmn").read_bytes()


def tables(key: str) -> dict[str, bytes]:
    """The decision tables in the folder of a process, by file name."""
    return {file.name: file.read_bytes() for file in sorted((PROCESSES / key).glob("*.dmn"))}


def forms(key: str) -> dict[str, bytes]:
    """The form schemas of a process, by element id."""
    return {file.stem: file.read_bytes() for file in sorted((FORMS / key).glob("*.form"))}


def bundle(key: str) -> dict[str, bytes]:
    """The files of a process and of every piece it calls, as the engine takes them."""
    files: dict[str, bytes] = {}
    wanted = [key]
    while wanted:
        name = wanted.pop()
        if f"{name}.bpmn" not in files:
            content = diagram(name)
            files |= {f"{name}.bpmn": content, **tables(name)}
            wanted += [called.decode() for called in CALLED.findall(content)]
    return files


@cache
def definition(key: str) -> Definition:
    """The compiled process, once a test run."""
    return compile_process(key, bundle(key))


@cache
def catalogue() -> Catalogue:
    """The catalogue of case fields."""
    return load_catalogue((FORMS / "fields.toml").read_bytes())
