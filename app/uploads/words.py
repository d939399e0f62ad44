"""Why an upload is refused, in words for the one who uploads; must not know how it is found out."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "empty": ("是空文件，请重新选择。", "is empty; choose it again."),
    "too_large": ("超过50兆字节，请压缩或分成几个文件。", "is larger than 50 MiB; split it."),
    "unknown_kind": (
        "的内容不在可收之列：只收PDF、OFD、图片、Word、Excel、录音录像和纯文本。",
        "is of no kind that is taken: only PDF, OFD, pictures, Word, Excel, recordings and plain text.",
    ),
    "too_many_pixels": (
        "的像素过多，请缩小图片后再上传。",
        "has too many pixels; make the picture smaller and upload it again.",
    ),
    "broken_package": (
        "已损坏，请用原来的软件另存后再上传。",
        "is damaged; save it again in the program it comes from.",
    ),
    "too_many_entries": (
        "内部文件过多，请另存为普通文档。",
        "holds too many parts; save it as an ordinary document.",
    ),
    "unpacks_too_large": (
        "解压后过大，请删去多余内容后另存。",
        "unpacks to far too much; remove what is not needed and save it again.",
    ),
    "bad_entry_name": (
        "内部文件名不合规，请用原来的软件另存后再上传。",
        "has parts with names that lead elsewhere; save it again in the program it comes from.",
    ),
    "encrypted": ("已加密，请取消密码后再上传。", "is encrypted; remove the password and upload it again."),
    "archive_inside": (
        "内含压缩包，请把其中的文件单独上传。",
        "holds another archive; upload the files in it by themselves.",
    ),
    "macros": ("含有宏或控件，请另存为不含宏的文档。", "holds macros or controls; save it without them."),
    "loads_from_outside": (
        "会从外部加载内容，请取消外部链接后另存。",
        "loads content from elsewhere; break the links and save it again.",
    ),
    "declares_entities": (
        "内部的 XML 含有 DOCTYPE 声明，请另存后再上传。",
        "holds XML with a DOCTYPE declaration; save it again.",
    ),
    "sheet_too_large": (
        "的表格范围过大，请删去远处的空白单元格后另存。",
        "has a sheet that reaches too far; delete the far cells and save it again.",
    ),
    "runs_code": (
        "含有脚本或启动程序的指令，请打印成新的PDF后再上传。",
        "holds scripts or starts programs; print it to a new PDF and upload that.",
    ),
    "takes_too_long": (
        "过于复杂，无法检查，请简化或分成几个文件。",
        "is too intricate to be checked; make it simpler or split it.",
    ),
}
