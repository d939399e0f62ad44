"""What is wrong with the settings of a service task: an operation of ours, or the topic of a worker outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.engine.script import FACTS

_TOPIC = re.compile(r"[^\W_][\w.:/-]{0,99}")
_NAME = re.compile(r"[^\W\d]\w*")


def result_names(properties: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that a worker may give back, as setting `results` lists them."""
    return tuple(name for name in re.split(r"[\s,，、;；]+", properties.get("results", "")) if name)


def is_topic(text: str) -> bool:
    """Whether a text can be the topic of an external task."""
    return _TOPIC.fullmatch(text) is not None


def external_faults(properties: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield code, Chinese and English of each fault in how a service task says who does it."""
    topic, operation = properties.get("topic", "").strip(), properties.get("operation", "").strip()
    if not topic and not operation:
        yield (
            "no_operation",
            "服务任务既没有指定系统操作，也没有指定外部任务主题；请填写其中一项。",
            "The service task names neither an operation nor an external topic; give one of them.",
        )
    if topic and operation:
        yield (
            "operation_and_topic",
            "服务任务同时指定了系统操作和外部任务主题；请只保留一项。",
            "The service task names both an operation and an external topic; keep one of them.",
        )
    if topic and not is_topic(topic):
        yield (
            "bad_topic",
            f"外部任务主题“{topic[:80]}”不可用：须为 1 至 100 个字母、数字或 . : / - _，以字母或数字开头。",
            f"The external topic “{topic[:80]}” cannot be used: 1 to 100 letters, digits or . : / - _,"
            " a letter or digit first.",
        )
    if not topic and properties.get("results", "").strip():
        yield (
            "results_without_topic",
            "只有外部任务才填写返回结果名称；请填写主题，或删去返回结果名称。",
            "Only an external task has names of results; give a topic, or take them away.",
        )
    for name in result_names(properties):
        if _NAME.fullmatch(name) is None or name in FACTS:
            yield (
                "bad_result",
                f"返回结果名称“{name[:80]}”不可用：须以文字开头，只含文字、数字和下划线，且不是 case、setting、units。",
                f"“{name[:80]}” cannot be the name of a result: letters, digits and _, a letter first,"
                " and not case, setting or units.",
            )
