"""Renders a form through the real macros into a whole page, as tests and eyes need it; it knows no Flask."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.forms import FormView, ShownView, Words

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def form_html(view: FormView) -> str:
    """Return the markup of a form."""
    return ENVIRONMENT.from_string(
        '{% from "forms/form.html" import render_form %}{{ render_form(view) }}'
    ).render(view=view)


def shown_html(items: tuple[ShownView, ...], reveal_url: str = "") -> str:
    """Return the markup of displayed facts."""
    return ENVIRONMENT.from_string(
        '{% from "forms/shown.html" import render_shown %}{{ render_shown(items, words, reveal_url, "token") }}'
    ).render(items=items, words=Words("zh"), reveal_url=reveal_url)
