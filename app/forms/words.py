"""The form's own words on the page, in both languages; what fields are called comes from the schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "required": ("必填", "required"),
    "choose": ("请选择", "Choose"),
    "none": ("尚无记录", "Nothing yet"),
    "total": ("合计", "Total"),
    "row": ("第 {} 行", "Row {}"),
    "item": ("第 {} 个", "No. {}"),
    "add_row": ("添加一行", "Add a row"),
    "add_item": ("再添加一个", "Add another"),
    "remove": ("删除", "Remove"),
    "actions": ("操作", "Actions"),
    "refresh": ("更新表单", "Update the form"),
    "refresh_hint": (
        "修改选择后按“更新表单”，显示相应的填写项。",
        "After changing a choice, press “Update the form” to see what else it asks.",
    ),
    "faults": ("有 {} 处需要改正", "{} to correct"),
    "unseen": (
        "按您的选择，表单增加了下面标出的项目。请核对后再次提交。",
        "Your choices added the marked fields. Check them, then submit again.",
    ),
    "to_confirm": ("请核对以下 {} 处", "Please check {}"),
    "confirm": ("以上内容已核对无误", "I have checked these and they are right"),
    "new": ("新增", "New"),
    "computed": ("系统计算", "Calculated"),
    "on_file": ("从案卷已有材料中选择（{}）", "Choose from the documents on file ({})"),
    "upload": ("上传新文件", "Upload new files"),
    "no_options": ("目前没有可选项", "Nothing to choose from yet"),
    "masked": ("已隐去部分内容；不改动即保留原值", "Partly hidden; left as it is, the value stays"),
    "open": ("打开", "Open"),
    "import": ("从表格文件导入", "Import from a file"),
    "import_hint": ("xlsx 或 csv，替换表中各行", "xlsx or csv; it takes the place of the rows"),
    "bring": ("检查并导入", "Check and import"),
    "platform": ("从实名制平台名册选择", "Choose from the platform's list"),
    "template": ("下载模板", "Get the template"),
    "held": ("共 {} 行，行数较多，此处不逐行显示", "{} rows, too many to be shown one by one"),
    "brought_from": ("来自文件“{}”", "from the file “{}”"),
    "drop": ("不用这些行", "Do without these rows"),
    "reveal": ("显示", "Show"),
    "yuan": ("元", "yuan"),
}


class Words:
    """The words in one language; `words.total`, `words.faults(3)` in templates."""

    def __init__(self, language: str) -> None:
        self._column = 1 if language == "en" else 0

    def __getitem__(self, key: str) -> str:
        return WORDS[key][self._column]

    def of(self, key: str, number: object) -> str:
        """Return the words with a number put in."""
        return WORDS[key][self._column].format(number)

    def list(self, items: Sequence[str]) -> str:
        """Return the items in one line."""
        return (", " if self._column else "、").join(items)
