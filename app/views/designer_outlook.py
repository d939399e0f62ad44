"""What whoever decides on a proposal sees at a glance: findings of the checks, and what was foreseen for open cases."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from app.actions.draft_checks import checks_of_draft
from app.views.designer_parts import draft_address
from app.views.words import t
from storage.foresights import counts_of_foresight, foresights_of_draft
from storage.models import Draft

OUTCOMES = (
    ("stays", ("保持不变", "stay")),
    ("moves", ("可直接迁移", "can move")),
    ("maps", ("需对照迁移", "can move with a mapping")),
    ("cannot", ("不能迁移", "cannot move")),
    ("same", ("已结案件走法相同", "ended the same")),
    ("parts", ("已结案件走法不同", "would have ended otherwise")),
)


PATIENCE = 2.0
"""Seconds that a page waits for the checks of a draft before it does without them."""


def outlook(session: Session, draft: Draft) -> list[tuple[str, str]]:
    """Return lines of words, each with the address of the page that says more."""
    lines = [
        (_checks_in_words(session, draft), f"{draft_address(draft.id)}/checks"),
        (
            t("已记录的试运行：在此逐个重放", "Recorded trials: play them here"),
            f"{draft_address(draft.id)}/trials",
        ),
    ]
    foresights = foresights_of_draft(session, draft.id)
    counts = counts_of_foresight(session, foresights[0].id) if foresights else {}
    told = "，".join(f"{t(*words)} {counts[name]}" for name, words in OUTCOMES if counts.get(name))
    nothing = t("还没有推演", "nothing was foreseen yet") if not foresights else t("没有案件", "no case")
    lines.append(
        (
            t(f"影响：{told or nothing}", f"Foresight: {told or nothing}"),
            f"{draft_address(draft.id)}/foresight",
        )
    )
    return lines


def _checks_in_words(session: Session, draft: Draft) -> str:
    checked = checks_of_draft(session, draft.id, PATIENCE)
    if checked is None:
        return t("检查：正在进行", "Checks: still running")
    found = Counter(finding.severity for finding in checked.findings)
    return t(
        f"检查：{found['error']} 处错误，{found['warning']} 处警告，{found['info']} 处提示",
        f"Checks: {found['error']} errors, {found['warning']} warnings, {found['info']} remarks",
    )
