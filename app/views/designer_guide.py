"""The guide for designers, from the first change to the migration; its words stand in `designer_guide.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template

from app.views.access import needs
from app.views.words import t

blueprint = Blueprint("designer_guide", __name__, url_prefix="/guide")


@blueprint.get("/designer")
@needs("process.design")
def page() -> str:
    """Show the guide."""
    told = _told()
    chapters = [
        {
            "id": chapter["id"],
            "title": t(*chapter["title"]),
            "picture": f"guide/{chapter['id']}.webp" if chapter["pictured"] else "",
            "steps": [t(*step) for step in chapter["steps"]],
        }
        for chapter in told["chapters"]
    ]
    return render_template(
        "designer/guide.html",
        chapters=chapters,
        settings=_pairs(told["settings"]),
        patterns=_pairs(told["patterns"]),
    )


@functools.cache
def _told() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _pairs(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(t(*row["name"]), t(*row["meaning"])) for row in rows]
