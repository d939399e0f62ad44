"""The catalogue of case fields: what each is called, of which type, how protected and where it is kept; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class CaseField:
    """One fact of a case file. `path` is `case.<section>.<field>`; `kept` says where its value lives."""

    path: str
    type: str
    zh: str
    en: str
    protection: str = ""
    kept: str = "section"
    derived: bool = False
    columns: dict[str, CaseField] = field(default_factory=dict)

    @property
    def personal(self) -> bool:
        """Whether the value is encrypted at rest and masked on the screen."""
        return self.protection in ("personal", "sealed", "sensitive")


class Catalogue:
    """All case fields by path. `per` says of each section how many rows it has: one a case, run, call or unit;
    `sections` holds what each section is called, in Chinese and English."""

    def __init__(
        self,
        fields: Mapping[str, CaseField],
        per: Mapping[str, str] | None = None,
        sections: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.fields = dict(fields)
        self.per = dict(per or {})
        self.sections = dict(sections or {})

    def __getitem__(self, path: str) -> CaseField:
        return self.fields[path]

    def __contains__(self, path: str) -> bool:
        return path in self.fields

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def parties_in(self, section: str) -> list[CaseField]:
        """Return the fields of a section that are kept as parties."""
        return self._parties.get(section, [])

    @cached_property
    def _parties(self) -> dict[str, list[CaseField]]:
        found: dict[str, list[CaseField]] = {}
        for path, known in self.fields.items():
            if known.kept.startswith("party") and not known.derived:
                found.setdefault(path.split(".")[1], []).append(known)
        return found

    def label(self, path: str, language: str = "zh") -> str:
        """Return the label of a field in a language; the path itself for one that the catalogue lacks."""
        known = self.fields.get(path)
        if known is None:
            return path
        return known.en if language == "en" else known.zh


def load_catalogue(toml: bytes) -> Catalogue:
    """Read `forms/fields.toml`; raise ValueError naming the field that lacks a type or a label."""
    tree = tomllib.loads(toml.decode())
    fields = {path: _field(path, settings) for path, settings in _leaves(tree)}
    rows = tree.get("section", {})
    return Catalogue(
        fields,
        {name: row.get("per", "case") for name, row in rows.items()},
        {name: (row.get("zh", name), row.get("en", name)) for name, row in rows.items()},
    )


def described_fields(toml: bytes) -> dict[str, Mapping[str, Any]]:
    """Return what `forms/fields.toml` says of each field, by path and as it stands there, choices included."""
    return dict(_leaves(tomllib.loads(toml.decode())))


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, value in tree.items():
        if not isinstance(value, dict):
            continue
        path = f"{prefix}.{name}" if prefix else name
        if isinstance(value.get("type"), str) and isinstance(value.get("zh"), str):
            yield path, value
        yield from _leaves({key: item for key, item in value.items() if key != "columns"}, path)


def _field(path: str, settings: Mapping[str, Any]) -> CaseField:
    for needed in ("type", "zh", "en"):
        if not settings.get(needed):
            raise ValueError(f"forms/fields.toml: {path} needs `{needed}`")
    columns = settings.get("columns", {})
    if isinstance(columns, dict):
        read = {name: _field(f"{path}.{name}", column) for name, column in columns.items()}
    else:
        read = {name: CaseField(f"{path}.{name}", "text", name, name) for name in columns}
    return CaseField(
        path=path,
        type=settings["type"],
        zh=settings["zh"],
        en=settings["en"],
        protection=settings.get("protection", ""),
        kept=settings.get("kept", "section"),
        derived=bool(settings.get("derived", False)),
        columns=read,
    )
