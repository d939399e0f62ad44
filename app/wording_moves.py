"""What events about moves by hand and plans of migration say, in Chinese and English; it knows no page."""

from __future__ import annotations

from collections.abc import Mapping

from app.event_words import Wording

MOVE_WORDING: Mapping[str, Wording] = {
    "token_moved": Wording(
        "将流程移动到“{element}”[，理由：{reason}]", "moved the run to “{element}”[, because: {reason}]"
    ),
    "move_proposed": Wording(
        "提请将流程移动到“{element}”[，理由：{reason}]",
        "proposed to move the run to “{element}”[, because: {reason}]",
    ),
    "move_declined": Wording(
        "不同意将流程移动到“{element}”[，理由：{reason}]",
        "declined to move the run to “{element}”[, because: {reason}]",
    ),
    "move_withdrawn": Wording(
        "撤回将流程移动到“{element}”的申请", "withdrew the proposal to move the run to “{element}”"
    ),
    "migration_begun": Wording(
        "开始将流程“{process}”的 {runs} 个未办结流程迁移到第 {to} 版",
        "began to carry {runs} open runs of {process} over to version {to}",
    ),
    "migration_planned": Wording(
        "提请将流程“{process}”的 {runs} 个未办结流程迁移到第 {to} 版[：{note}]",
        "proposed to carry {runs} open runs of {process} over to version {to}[: {note}]",
    ),
    "migration_approved": Wording(
        "批准流程“{process}”的迁移计划[：{reason}]",
        "approved the plan to carry runs of {process} over[: {reason}]",
    ),
    "migration_sent_back": Wording(
        "退回流程“{process}”的迁移计划[：{reason}]",
        "sent the plan to carry runs of {process} over back[: {reason}]",
    ),
    "migration_paused": Wording("暂停流程“{process}”的迁移", "paused carrying runs of {process} over"),
    "migration_resumed": Wording("继续流程“{process}”的迁移", "went on carrying runs of {process} over"),
    "migration_stopped": Wording(
        "终止流程“{process}”的迁移[，{runs} 个流程保持原样]",
        "stopped carrying runs of {process} over[; {runs} stay as they are]",
    ),
}
