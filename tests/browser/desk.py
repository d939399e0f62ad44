"""A small application that shows the product's scripts on pages of the tests' own; knows no case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response, request

ROOT = Path(__file__).resolve().parent.parent.parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>办件</title>
<link rel="stylesheet" href="/static/app.css"><link rel="stylesheet" href="/static/dist/case.css">
<script src="/static/dist/app.js" defer></script><script src="/static/dist/case.js" defer></script>
</head><body><main><h1>办件</h1>{body}</main></body></html>"""


class Desk(Flask):
    """Pages by path, all under the product's content policy; what is posted is kept in `posted`."""

    def __init__(
        self, pages: Mapping[str, str], answers: Mapping[str, tuple[str, int]] | None = None
    ) -> None:
        super().__init__("desk", static_folder=str(ROOT / "app" / "static"))
        self.posted: list[tuple[str, dict[str, list[str]]]] = []
        self.answers = dict(answers or {})
        self.pages = dict(pages)
        self.add_url_rule("/favicon.ico", "icon", lambda: Response(status=204))
        self.add_url_rule("/<path:path>", "page", self._page)
        self.add_url_rule("/<path:path>", "post", self._post, methods=["POST"])

    def _page(self, path: str) -> Response:
        content = self.pages[path]
        if path.endswith(".bpmn"):
            return Response(content, mimetype="application/xml")
        return Response(PAGE.format(body=content), headers={"Content-Security-Policy": POLICY})

    def _post(self, path: str) -> Response:
        self.posted.append((path, request.form.to_dict(flat=False)))
        text, status = self.answers.get(path, ("", 204))
        return Response(text, status=status)
