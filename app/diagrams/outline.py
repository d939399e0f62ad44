"""Drafts diagram, decision tables and forms from a textual outline; it knows no engine, storage or web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.diagrams.outline_bpmn import write_bpmn
from app.diagrams.outline_decisions import write_decisions
from app.diagrams.outline_forms import Fields, write_forms
from app.diagrams.outline_reading import BadOutline, read_outline
from app.diagrams.outline_settings import left_out

__all__ = ["BadOutline", "Draft", "draft"]


@dataclass(frozen=True)
class Draft:
    """What an outline gives: the undrawn diagram, tables and forms by id, and remarks for the author."""

    key: str
    diagram: bytes
    decisions: Mapping[str, bytes]
    forms: Mapping[str, bytes]
    remarks: list[str] = field(default_factory=list)

    def files(self) -> dict[str, bytes]:
        """Return path below the product's root to content, as the files lie in git."""
        written = {f"processes/{self.key}/{self.key}.bpmn": self.diagram}
        written |= {f"processes/{self.key}/{name}.dmn": table for name, table in self.decisions.items()}
        return written | {f"forms/{self.key}/{name}.form": form for name, form in self.forms.items()}


def draft(source: bytes, fields: Fields | None = None) -> Draft:
    """Return the draft of the outline `source` (YAML).

    `fields` is the catalogue of case fields, name to its description: labels, types and columns that
    the outline leaves open are taken from it. The diagram has no drawing; lay it out afterwards.
    Raise BadOutline with every finding when the outline cannot be drafted.
    """
    outline = read_outline(source)
    return Draft(
        key=outline.key,
        diagram=write_bpmn(outline),
        decisions=write_decisions(outline),
        forms=write_forms(outline, fields or {}),
        remarks=list(left_out(outline)),
    )
