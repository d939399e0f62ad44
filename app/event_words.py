"""The words for events about what comes from files and goes to other systems; the others stand in `app.wording`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """What a kind of event says; the actor stands beside it, so the sentence begins with the verb."""

    zh: str
    en: str


OUTSIDE: Mapping[str, Wording] = {
    "exchange_made": Wording("形成对外交换[：{receiver}]", "made something for[ {receiver}]"),
    "exchange_delivered": Wording("对外交换已送达[：{receiver}]", "delivered it to[ {receiver}]"),
    "exchange_not_delivered": Wording(
        "对外交换没有送达[：{receiver}][，{cause}]", "could not deliver it[ to {receiver}][: {cause}]"
    ),
    "exchange_confirmed": Wording(
        "对方已确认收到[：{receiver}][，回执 {number}]", "[{receiver} ]confirmed it[, receipt {number}]"
    ),
    "exchange_refused": Wording(
        "对方退回[：{receiver}][，代码 {code}]", "[{receiver} ]sent it back[, code {code}]"
    ),
    "exchange_remade": Wording(
        "按更正后的案情重新形成对外交换[：{receiver}]",
        "made again, from the corrected case, what goes[ to {receiver}]",
    ),
    "exchange_results_taken": Wording(
        "读入结果文件[：{receiver}][，登记 {new} 件][，{bad} 处有误]",
        "read a file of results[ of {receiver}][, {new} noted][, {bad} faults]",
    ),
    "exchange_tried_again": Wording("重新发送对外交换[：{receiver}]", "sent it again[ to {receiver}]"),
    "exchange_voided": Wording(
        "作废对外交换[：{receiver}][，{reason}]", "voided it[ for {receiver}][: {reason}]"
    ),
    "exchange_taken": Wording("取出对外交换内容[：{receiver}]", "took out what goes[ to {receiver}]"),
    "clue_received": Wording("收到平台线索[ {number}]", "received the clue[ {number}]"),
    "clue_file_taken": Wording(
        "读入线索文件[，新登记 {new} 条][，{bad} 处有误]", "read a file of clues[, {new} new][, {bad} faults]"
    ),
    "project_list_imported": Wording(
        "导入项目名册[：{project}][，批次 {batch}][，{rows} 行]",
        "imported a list[ of {project}][, batch {batch}][, {rows} rows]",
    ),
    "project_list_read": Wording(
        "查阅项目名册[：{project}][，批次 {batch}][，用途：{purpose}]",
        "read a list[ of {project}][, batch {batch}][, purpose: {purpose}]",
    ),
    "project_rows_taken": Wording(
        "从实名制平台名册带入[ {rows} 行][，批次 {batch}]",
        "took[ {rows} rows] from the platform's list[, batch {batch}]",
    ),
    "roster_settled": Wording("导入花名册[，{rows} 行]", "imported a roster[ of {rows} rows]"),
}
"""One template for each of these kinds; see `app.wording` for how they are written."""
