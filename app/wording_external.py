"""What events about external tasks and the systems that do them say, in Chinese and English; it knows no page."""

from __future__ import annotations

from collections.abc import Mapping

from app.event_words import Wording

EXTERNAL_WORDING: Mapping[str, Wording] = {
    "external_task_opened": Wording(
        "外部任务“{element}”等待办理[（主题 {topic}）]",
        "opened the external task “{element}”[ (topic {topic})]",
    ),
    "external_task_taken": Wording(
        "外部系统领取“{element}”[（{worker}）]", "took the external task “{element}”[ ({worker})]"
    ),
    "external_task_held": Wording(
        "外部系统延长或退还“{element}”[（{worker}）][，至 {until}]",
        "kept or gave back the external task “{element}”[ ({worker})][, until {until}]",
    ),
    "external_task_completed": Wording(
        "答复外部任务“{element}”[（{worker}）]", "answered the external task “{element}”[ ({worker})]"
    ),
    "external_task_error": Wording(
        "外部任务“{element}”以错误 {code} 结束[（{worker}）]",
        "ended the external task “{element}” with the error {code}[ ({worker})]",
    ),
    "external_task_failed": Wording(
        "外部任务“{element}”办理失败[：{message}][，还可重试 {retries} 次]",
        "failed at the external task “{element}”[: {message}][, tries left: {retries}]",
    ),
    "machine_added": Wording("添加外部系统账号[：{name}]", "added the account of another system[: {name}]"),
    "machine_changed": Wording(
        "更改外部系统账号[：{name}]", "changed the account of another system[: {name}]"
    ),
}
