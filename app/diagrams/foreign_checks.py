"""Says of every setting of another tool what became of it; must not change the diagram."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.foreign import DECORATION, SPIFF, TOOLS, Fate
from app.diagrams.safe_xml import BPMN, BPMNDI, DC, DI, XSI, is_bpmn, local_name, split_name

OURS = frozenset({BPMN, SPIFF, BPMNDI, DC, DI, XSI, "http://www.w3.org/XML/1998/namespace"})
OWN_SPIFF = frozenset({"properties", "property"})
HIDDEN_SCRIPTS = frozenset({"preScript", "postScript"})
NO_NAMESPACE = "无命名空间 no namespace"


class ForeignSettings:
    """Collects the settings of other tools in one diagram; each that is ignored is told once, with its number."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.counts: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], etree._Element] = {}

    def check(self, root: etree._Element) -> None:
        """Report everything that another tool wrote into a diagram and that is not ours."""
        for element in root.iter(etree.Element):
            namespace = split_name(element.tag)[0]
            parent = element.getparent()
            inside = parent is not None and local_name(parent) == "extensionElements"
            if namespace == SPIFF:
                self._check_spiff(element)
            elif inside and namespace not in OURS:
                self._count(namespace or NO_NAMESPACE, local_name(element), element)
            for name in element.attrib:
                space, local = split_name(name)
                if space and space not in OURS and (is_bpmn(element) or namespace in OURS):
                    self._count(space, local, element)
        self._tell()

    def _check_spiff(self, element: etree._Element) -> None:
        name = local_name(element)
        fate = TOOLS[SPIFF][1].get(name)
        if name in HIDDEN_SCRIPTS:
            self.notes.error(
                "hidden_script",
                "任务不能带前置或后置脚本，请改为单独的脚本任务。",
                "A task may hold no pre- or post-script; draw a script task of its own.",
                *near(element),
            )
        elif fate is not None:
            self._count(SPIFF, name, element)
        elif name not in OWN_SPIFF and local_name(_parent(element)) == "extensionElements":
            self.notes.error(
                "unsupported_setting",
                f"不支持设置 {name}，请删去并用本系统的设置代替。",
                f"The setting {name} is not supported; remove it and use the settings of this system.",
                *near(element),
            )

    def _count(self, namespace: str, name: str, element: etree._Element) -> None:
        tool, fates = TOOLS.get(namespace, ("", {}))
        fate = fates.get(name)
        if fate is not None and fate.outcome == "unsupported":
            self.notes.error(
                "unsupported_setting",
                f"不支持 {tool} 的 {name}：{fate.zh}。",
                f"{name} of {tool} is not supported: {fate.en}.",
                *near(element),
            )
            return
        key = (namespace, name if namespace in TOOLS else "")
        self.counts[key] += 1
        self.first.setdefault(key, element)

    def _tell(self) -> None:
        for (namespace, name), count in self.counts.items():
            place = near(self.first[(namespace, name)])
            if namespace in DECORATION:
                tool = DECORATION[namespace]
                self.notes.info(
                    "foreign_decoration",
                    f"{tool} 的附注（{count} 处）不影响办理，已忽略。",
                    f"Notes of {tool} ({count}×) change nothing and are ignored.",
                    *place,
                )
            elif namespace in TOOLS:
                tool, fates = TOOLS[namespace]
                self._tell_one(tool, name, fates.get(name), count, place)
            else:
                self.notes.warning(
                    "foreign_settings",
                    f"其他工具的设置（{namespace[:80]}，{count} 处）不起作用，请用本系统的设置重新填写。",
                    f"Settings of another tool ({namespace[:80]}, {count}×) have no effect; enter them anew.",
                    *place,
                )

    def _tell_one(
        self, tool: str, name: str, fate: Fate | None, count: int, place: tuple[str | None, int | None]
    ) -> None:
        zh, en = (
            (fate.zh, fate.en) if fate is not None else ("请用本系统的设置重新填写", "enter it anew here")
        )
        say = self.notes.info if fate is not None and fate.outcome == "note" else self.notes.warning
        say(
            "foreign_settings",
            f"{tool} 的 {name}（{count} 处）不起作用：{zh}。",
            f"{name} of {tool} ({count}×) has no effect: {en}.",
            *place,
        )


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def near(element: etree._Element) -> tuple[str | None, int | None]:
    """Id of the flow node, flow or process that something belongs to, and its own line."""
    for holder in (element, *element.iterancestors()):
        if (
            holder.get("id")
            and is_bpmn(holder)
            and not local_name(holder).endswith(("Definition", "Characteristics"))
        ):
            return holder.get("id"), element.sourceline
    return None, element.sourceline
