"""Conditions of flows that can never hold, always hold, overlap or leave a case open; it must not know tokens."""

from __future__ import annotations

from typing import Any

from app.diagrams.checks.contexts import dotted, nodes_of, tree_of
from app.diagrams.checks.model import Model
from app.diagrams.checks.truths import OTHER, Truths, truths_of, worded
from app.diagrams.findings import Finding, Notes, Severity
from app.engine.gateways import ExclusiveGateway
from app.feel.model import Node


def check_conditions(model: Model, notes: Notes) -> None:
    """Report what is wrong with the conditions out of each element."""
    for node in model.nodes():
        conditional = [flow for flow in node.flows if flow.condition is not None]
        if conditional:
            _Decided(model, node, conditional, notes).check()


class _Decided:
    """One element whose flows have conditions."""

    def __init__(self, model: Model, node: Any, flows: list[Any], notes: Notes) -> None:
        self.model = model
        self.node = node
        self.flows = flows
        self.notes = notes
        self.trees = [tree_of(flow.condition) for flow in flows]

    def check(self) -> None:
        """Report everything about these conditions."""
        for flow, tree in zip(self.flows, self.trees, strict=True):
            self._strange_values(flow.id, tree)
        truths = truths_of(self.trees, self.model.domain, nulls=True)
        if truths is None:
            return
        held = [set[bool]() for _ in self.flows]
        valued = [set[bool]() for _ in self.flows]
        for case, answers in truths.cases():
            for place, answer in enumerate(answers):
                held[place].add(answer)
                if None not in case.values():
                    valued[place].add(answer)
        for flow, seen, plain in zip(self.flows, held, valued, strict=True):
            if seen == {False}:
                self._tell("never_true", "error", flow.id, *NEVER)
            elif plain == {True}:
                self._tell("always_true", "warning", flow.id, *ALWAYS)
        self._meet(truths)

    def _meet(self, truths: Truths) -> None:
        exclusive = isinstance(self.node, ExclusiveGateway)
        default = any(flow.default for flow in self.node.flows)
        open_case = overlap = None
        for case, answers in truths.cases():
            if None in case.values():
                continue
            if not any(answers) and open_case is None:
                open_case = case
            if exclusive and sum(answers) > 1 and overlap is None:
                overlap = (case, answers)
        if overlap is not None:
            self._overlap(*overlap)
        if not default and open_case is not None:
            example = worded(open_case)
            self._tell(
                "no_default",
                "warning",
                self.node.name,
                f"没有默认出线，而这种情形下没有一个条件成立：{example}。请选一条出线为默认。",
                f"There is no default flow, and here no condition holds: {example}. Make one flow the default.",
            )

    def _overlap(self, case: Any, answers: tuple[bool, ...]) -> None:
        both = [flow.id for flow, answer in zip(self.flows, answers, strict=True) if answer]
        hidden = any(name.startswith("§") for name in case)
        about = [
            flow.condition.names for flow, answer in zip(self.flows, answers, strict=True) if answer
        ]  # fmt: skip
        severity: Severity = "warning" if about[0] == about[1] and not hidden else "info"
        example = worded(case)
        self._tell(
            "overlapping",
            severity,
            both[1],
            f"与出线“{both[0]}”同时成立（例如 {example}），只会走先画的那条。请让条件互不重叠。",
            f"It holds together with the flow “{both[0]}” (for example {example}), and only the one drawn first is "
            "taken. Let the conditions exclude each other.",
        )

    def _strange_values(self, flow: str, tree: Node) -> None:
        """Report comparisons with a text that is not among the values a variable may have."""
        for part in nodes_of(tree):
            if part.kind not in ("compare", "in"):
                continue
            name = dotted(part.parts[0])
            choices = self.model.domain(name).choices if name is not None else ()
            texts = [
                each.value
                for each in nodes_of(part)
                if each.kind == "literal" and isinstance(each.value, str)
            ]
            for text in texts if choices else ():
                if text not in choices and text != OTHER:
                    self._tell(
                        "unknown_choice",
                        "warning",
                        flow,
                        f"“{name}”不会等于“{text}”，它的取值是：{'、'.join(choices)}。请改正。",
                        f"“{name}” is never “{text}”; its values are: {', '.join(choices)}. Correct it.",
                    )

    def _tell(self, code: str, severity: Severity, element: str, zh: str, en: str) -> None:
        self.notes.add(Finding(code, severity, element, None, zh, en, self.model.file))


NEVER = (
    "这个条件在任何取值下都不成立，这条路永远不会走。请改正条件或删去连线。",
    "This condition holds for no values at all, so the flow is never taken. Correct it or remove the flow.",
)
ALWAYS = (
    "这个条件总是成立，后面的出线和默认出线永远不会走。请改正条件。",
    "This condition always holds, so the flows after it and the default are never taken. Correct it.",
)
