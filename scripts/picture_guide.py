"""Takes the pictures of the designers' guide from a running demonstration; it changes nothing there.

    PYTHONPATH=. .venv/bin/python scripts/picture_guide.py http://127.0.0.1:8000 DRAFT PLAN

DRAFT is the id of a draft of which something was foreseen, PLAN that of a plan of migration.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from app.demonstration.officers import PASSWORD
from tests.support.browser import browser_path

FOLDER = Path(__file__).resolve().parent.parent / "app" / "static" / "guide"
DESIGNER = "tj.office.process_designer"
SIZE = {"width": 1280, "height": 800}
MOST_BYTES = 150_000
STEP = "investigate"


def main(address: str, draft: str, plan: str) -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        page = browser.new_context(viewport=SIZE, locale="zh-CN").new_page()
        page.goto(f"{address}/sign-in")
        page.fill("[name=name]", DESIGNER)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button.button-primary")
        for name, path in {
            "begin": "/designer",
            "edit": f"/designer/drafts/{draft}",
            "check": f"/designer/drafts/{draft}/checks",
            "try": f"/designer/drafts/{draft}/trials",
            "compare": f"/designer/compare?process=investigation&a=1&b=draft:{draft}",
            "foresee": f"/designer/drafts/{draft}/foresight",
            "publish": f"/designer/drafts/{draft}/publish",
            "migrate": f"/designer/migrations/{plan}",
        }.items():
            page.goto(f"{address}{path}")
            page.wait_for_load_state("networkidle")
            if name == "edit":
                _choose(page)
            page.wait_for_timeout(800)
            _keep(name, page.screenshot())
        browser.close()


def _choose(page: Page) -> None:
    """Choose a step, so that its settings are shown."""
    page.get_by_text("环节清单（文字版）").click()
    page.locator(f"[data-designer-elements] [data-element='{STEP}']").click()
    page.get_by_text("环节清单（文字版）").click()


def _keep(name: str, png: bytes) -> None:
    """Write a picture as WebP, small enough to be shipped."""
    FOLDER.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    target = FOLDER / f"{name}.webp"
    picture.save(target, "WEBP", quality=78, method=6)
    if target.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{target.name} is larger than {MOST_BYTES} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
