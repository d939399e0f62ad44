"""The words for every kind of event, in Chinese and English; it knows no database and no page.

A template names facts of the event in braces. A part in square brackets is left out when one of its facts is
missing. Ids among the facts are put into words by the reader, who knows the names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.clock import local
from app.event_words import OUTSIDE, Wording
from app.wording_external import EXTERNAL_WORDING
from app.wording_moves import MOVE_WORDING
from app.wording_registers import REGISTER_WORDING

EVENT_WORDING: Mapping[str, Wording] = {
    **OUTSIDE,
    **MOVE_WORDING,
    **EXTERNAL_WORDING,
    "case_opened": Wording("登记案件[，受理号 {receipt_no}]", "opened the case[, receipt {receipt_no}]"),
    "case_merged": Wording("并入案件[ {into}]", "merged the case[ into {into}]"),
    "case_closed": Wording("案件办结[：{as}]", "closed the case[: {as}]"),
    "case_reopened": Wording("重新办理案件[，原为：{was}]", "opened the case again[, it was: {was}]"),
    "run_started": Wording(
        "进入“{process}”[（第 {version} 版）]", "started “{process}”[ (version {version})]"
    ),
    "run_ended": Wording("流程结束[：{outcome}]", "ended the process[: {outcome}]"),
    "task_opened": Wording(
        "产生任务“{element}”[，由{unit}办理][，外部单位：{external}][，{due} 截止]",
        "opened the task “{element}”[ for {unit}][, external: {external}][, due {due}]",
    ),
    "task_claimed": Wording("认领“{element}”", "claimed “{element}”"),
    "task_released": Wording("退还“{element}”，重新待认领", "gave “{element}” back to the unit"),
    "task_assigned": Wording(
        "指派“{element}”给{to}[，原办理人{from}][：{reason}]",
        "assigned “{element}” to {to}[, before: {from}][: {reason}]",
    ),
    "task_returned": Wording(
        "退回“{element}”[，原办理人{from}][：{reason}]", "returned “{element}”[ from {from}][: {reason}]"
    ),
    **REGISTER_WORDING,
    "task_completed": Wording("办结“{element}”", "completed “{element}”"),
    "task_cancelled": Wording("任务“{element}”随流程撤销", "the process cancelled “{element}”"),
    "timer_fired": Wording("期限届满：“{element}”[（{due}）]", "time was up: “{element}”[ ({due})]"),
    "message_received": Wording("收到消息“{name}”", "received the message “{name}”"),
    "message_kept": Wording("消息“{name}”留在案件中等待接收", "kept the message “{name}” with the case"),
    "operation_performed": Wording("系统完成“{element}”", "the system did “{element}”"),
    "lane_skipped": Wording("跳过“{element}”[：{reason}]", "skipped “{element}”[: {reason}]"),
    "receipt_issued": Wording("出具受理回执[ {receipt_no}]", "issued the receipt[ {receipt_no}]"),
    "document_added": Wording("存入材料[“{title}”]", "added a document[ “{title}”]"),
    "document_issued": Wording("签发文书[“{title}”][ {number}]", "issued the paper[ “{title}”][ {number}]"),
    "paper_drafted": Wording("起草文书[“{title}”]", "drew up the paper[ “{title}”]"),
    "stand_in_replaced": Wording(
        "移交事项改由专门流程“{procedure}”办理",
        "went on in the process “{procedure}” instead of the hand-over",
    ),
    "document_read": Wording("查阅材料[“{title}”]", "read a document[ “{title}”]"),
    "personal_data_shown": Wording(
        "查看个人信息[：{field}][，用途：{purpose}]", "looked at personal data[: {field}][, to {purpose}]"
    ),
    "case_export_asked": Wording(
        "申请导出未遮盖的案卷[，用途：{purpose}]", "asked for the case file unmasked[, to {purpose}]"
    ),
    "case_export_decided": Wording(
        "决定未遮盖案卷的导出申请[：{decision}][，{note}]",
        "decided on the unmasked case file[: {decision}][, {note}]",
    ),
    "case_exported": Wording(
        "导出案卷[，{masking}][，用途：{purpose}]",
        "exported the case file[, {masking}][, to {purpose}]",
    ),
    "log_exported": Wording(
        "导出事件日志[（{form}）][，{cases} 个案件][，{events} 条记录][，用途：{purpose}]",
        "exported the event log[ ({form})][, {cases} cases][, {events} events][, to {purpose}]",
    ),
    "deadline_started": Wording("开始计时：{rule}[，{due} 届满]", "started the clock {rule}[, due {due}]"),
    "deadline_met": Wording("期限已履行：{rule}", "met the deadline {rule}"),
    "deadline_extended": Wording("延长期限：{rule}[，延至 {due}]", "extended the deadline {rule}[ to {due}]"),
    "deadline_suspended": Wording(
        "中止计算期限：{rule}[，自 {from} 起]", "suspended the clock {rule}[ from {from}]"
    ),
    "deadline_resumed": Wording(
        "恢复计算期限：{rule}[，{due} 届满]", "resumed the clock {rule}[, due {due}]"
    ),
    "deadline_recomputed": Wording(
        "重新计算期限：{rule}[，由 {from} 改为 {due}]",
        "counted the clock {rule} again[, from {from} to {due}]",
    ),
    "deadline_set_aside": Wording(
        "按规则选择不再计算期限：{rule}[（{conflict}）]", "no longer counts the clock {rule}[ ({conflict})]"
    ),
    "deadline_warned": Wording(
        "期限提醒：{rule}[，{level}][，已提醒 {count} 人]",
        "warned of the clock {rule}[: {level}][, told {count}]",
    ),
    "reminders_read": Wording("已读提醒", "read reminders"),
    "mail_sent": Wording("提醒邮件已发出[：{case_no}][，{to}]", "mailed a reminder[ of {case_no}][ to {to}]"),
    "mail_not_sent": Wording(
        "提醒邮件未发出[：{case_no}][，{to}][，{cause}]",
        "could not mail a reminder[ of {case_no}][ to {to}][: {cause}]",
    ),
    "mail_tried_again": Wording(
        "重发提醒邮件[：{case_no}][，{to}]", "had a mail tried again[: {case_no}][ to {to}]"
    ),
    "mail_address_set": Wording("登记或更改邮箱[：{officer}]", "set the mail address[ of {officer}]"),
    "calendar_loaded": Wording(
        "载入 {year} 年日历[（{state}）][，新增或改为：{added}][，不再有：{removed}]",
        "loaded the calendar of {year}[ ({state})][, new or changed: {added}][, gone: {removed}]",
    ),
    "rule_edition_made": Wording(
        "确认或更改规则 {rule}[，第 {edition} 版]", "confirmed or changed {rule}[, edition {edition}]"
    ),
    "note_written": Wording("写下备注", "wrote a note"),
    "incident_opened": Wording("发生异常：“{element}”[：{cause}]", "an incident at “{element}”[: {cause}]"),
    "incident_retried": Wording("重试异常步骤[“{element}”]", "tried the step[ “{element}”] again"),
    "incident_resolved": Wording("异常已排除[：“{element}”]", "resolved the incident[ at “{element}”]"),
    "work_delegated": Wording(
        "委托{to}代办[{unit}]的工作[，{from} 至 {until}]",
        "delegated work[ in {unit}] to {to}[, {from} to {until}]",
    ),
    "delegation_ended": Wording("结束对{to}的委托", "ended the delegation to {to}"),
    "officer_signed_in": Wording("登录[，地址 {address}]", "signed in[ from {address}]"),
    "officer_signed_out": Wording("退出登录", "signed out"),
    "sign_in_refused": Wording(
        "登录被拒绝[：{officer}][，地址 {address}]", "was refused at sign-in[: {officer}][, from {address}]"
    ),
    "password_changed": Wording("修改密码", "changed the password"),
    "officer_added": Wording("新增人员 {sign_in_name}", "added the officer {sign_in_name}"),
    "membership_added": Wording(
        "任命{officer}为{unit}{role}[，自 {from} 起]", "made {officer} {role} in {unit}[ from {from}]"
    ),
    "membership_ended": Wording(
        "免去{officer}的{unit}{role}[，至 {to}]", "ended {officer} as {role} in {unit}[ on {to}]"
    ),
    "district_loaded": Wording("载入辖区“{key}”的设置", "loaded the district {key}"),
    "process_published": Wording("发布流程“{key}”[第 {number} 版]", "published {key}[, version {number}]"),
    "version_put_in_force": Wording(
        "流程“{key}”第 {number} 版自 {from} 起[在{district}]生效[，此前为第 {before} 版]",
        "put version {number} of {key} in force from {from}[ in {district}][, before: version {before}]",
    ),
    "version_restored": Wording(
        "重新启用流程“{key}”第 {number} 版，自 {from} 起[在{district}]生效[，此前为第 {before} 版][：{reason}]",
        "put version {number} of {key} in force again from {from}[ in {district}][, before: version {before}]"
        "[: {reason}]",
    ),
    "publication_proposed": Wording(
        "提请发布流程“{key}”[的草稿“{title}”][，重新启用第 {number} 版]：{note}",
        "proposed to publish {key}[: draft “{title}”][, version {number} again]: {note}",
    ),
    "publication_withdrawn": Wording("撤回流程“{key}”的发布申请", "withdrew the proposal to publish {key}"),
    "publication_sent_back": Wording(
        "退回流程“{key}”的发布申请：{reason}", "sent back the proposal to publish {key}: {reason}"
    ),
    "publication_approved": Wording(
        "同意发布流程“{key}”第 {number} 版[，试运行结果不同仍发布的理由：{override}]",
        "approved version {number} of {key}[, although recorded trials differ: {override}]",
    ),
    "start_dropped": Wording(
        "取消流程“{key}”第 {number} 版自 {from} 起[在{district}]生效：{reason}",
        "took back that version {number} of {key} begins on {from}[ in {district}]: {reason}",
    ),
    "draft_begun": Wording(
        "开始流程“{key}”的草稿“{title}”[，基于第 {number} 版]",
        "began the draft “{title}” of {key}[ from version {number}]",
    ),
    "draft_rebased": Wording(
        "草稿“{title}”（流程“{key}”）改为基于第 {number} 版[，原基于第 {before} 版][，取用 {taken}]",
        "based the draft “{title}” of {key} on version {number}[, before: {before}][, taking {taken}]",
    ),
    "draft_discarded": Wording(
        "废弃流程“{key}”的草稿“{title}”[：{reason}]", "discarded the draft “{title}” of {key}[: {reason}]"
    ),
    "draft_reopened": Wording(
        "恢复流程“{key}”的草稿“{title}”[：{reason}]", "reopened the draft “{title}” of {key}[: {reason}]"
    ),
    "house_rule_set": Wording("设置自定规则“{name}”（{key}）", "set the rule “{name}” ({key})"),
    "house_rule_switched": Wording(
        "切换自定规则“{name}”（{key}）是否适用", "switched whether the rule “{name}” ({key}) applies"
    ),
    "trial_recorded": Wording(
        "保存流程“{key}”的试运行案例“{title}”", "recorded the trial “{title}” of {key}"
    ),
    "trial_changed": Wording("更新流程“{key}”的试运行案例“{title}”", "changed the trial “{title}” of {key}"),
    "trial_removed": Wording("删除流程“{key}”的试运行案例“{title}”", "removed the trial “{title}” of {key}"),
    "run_migrated": Wording(
        "将流程“{process}”[由第 {from} 版]迁移到[第 {to} 版]",
        "carried “{process}” over[ from version {from}][ to version {to}]",
    ),
    "answers_corrected": Wording(
        "更正“{element}”中填写的内容[：{fields}]", "corrected what was filled in at “{element}”[: {fields}]"
    ),
    "data_corrected": Wording(
        "流程中的数据随“{element}”的更正而更正",
        "put the run's data right after the correction of “{element}”",
    ),
    "foresight_begun": Wording(
        "分析草稿“{title}”对 {runs} 个流程的影响",
        "had it foreseen what the draft “{title}” does to {runs} runs",
    ),
    "foresight_cancelled": Wording(
        "取消草稿的影响分析[（{key}）]", "called a foresight of a draft off[ ({key})]"
    ),
    "migration_refused": Wording(
        "流程未能迁移，保持原样[：{reason}]", "a run could not be carried over and stays[: {reason}]"
    ),
    "finding_made": Wording(
        "记下审计发现[：{case}][第 {step} 条]", "noted a finding[ on {case}][, event {step}]"
    ),
    "finding_settled": Wording("了结审计发现[：{case}]", "settled a finding[ on {case}]"),
    "log_verified": Wording(
        "校验全部记录 {events} 条[：{fault}]", "verified the log of {events} events[: {fault}]"
    ),
    "query_saved": Wording("保存审计检索", "saved a query"),
    "query_removed": Wording("删除审计检索", "removed a query"),
    "filter_saved": Wording("保存筛选条件", "saved a filter"),
    "filter_removed": Wording("删除筛选条件", "removed a filter"),
    "ledger_booked": Wording("记账：{what} {amount} 元", "booked in the ledger: {kind}, {amount} yuan"),
    "ledger_reversed": Wording("冲销：{what} {amount} 元", "took back in the ledger: {kind}, {amount} yuan"),
    "supervision_goes_on": Wording(
        "同一事项已在督办，不另行督办[：{reason}]",
        "is under supervision already, not supervised twice[: {reason}]",
    ),
    "payment_taken_back": Wording(
        "冲减已登记支付：{source} {amount} 元", "took back a recorded payment: {source}, {amount} yuan"
    ),
    "register_entry_added": Wording(
        "登入台账“{number}”[（{register}）]", "entered “{number}” in a register[ ({register})]"
    ),
    "register_entry_changed": Wording(
        "更新台账“{number}”[：{changed}][，{note}]", "changed “{number}” in a register[: {changed}][, {note}]"
    ),
    "register_imported": Wording(
        "导入台账[（{register}）]：新增 {added} 条，更新 {changed} 条[，文件 {file}]",
        "imported into a register[ ({register})]: {added} added, {changed} changed[, from {file}]",
    ),
}
"""One template for each kind of `storage.event_kinds.KINDS`."""

_PART = re.compile(r"\[([^\]]*)\]")
_NAME = re.compile(r"\{(\w+)\}")


def sentence(
    kind: str, facts: Mapping[str, Any], language: str = "zh", names: Mapping[str, str] | None = None
) -> str:
    """Return what an event says. `names` puts ids among its facts (elements, units, officers, rules) into words.

    Raises KeyError for a kind without wording.
    """
    wording = EVENT_WORDING[kind]
    known = names or {}

    def fill(text: str) -> str:
        return _NAME.sub(lambda match: _word(facts.get(match[1]), known), text)

    def part(match: re.Match[str]) -> str:
        missing = any(facts.get(name) in (None, "", []) for name in _NAME.findall(match[1]))
        return "" if missing else fill(match[1])

    return fill(_PART.sub(part, wording.en if language == "en" else wording.zh))


def _word(value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return "—"
    if isinstance(value, list):
        return "、".join(_word(item, names) for item in value)
    text = str(value)
    return names.get(text) or _moment(text)


def _moment(text: str) -> str:
    """Return an ISO moment as a day, with its hour unless it is the end of the day; other text as it is."""
    if "T" not in text or len(text) < 19:
        return text
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    if when.tzinfo is not None:
        when = local(when)
    return f"{when:%Y-%m-%d}" if (when.hour, when.minute) == (23, 59) else f"{when:%Y-%m-%d %H:%M}"
