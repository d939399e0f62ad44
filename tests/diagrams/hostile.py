"""Hostile and unfit files, one technique each, with the finding that must refuse them; knows no gate."""

from __future__ import annotations

from collections.abc import Callable

from tests.diagrams.drafts import HEAD, Draft, condition, settings, straight, timer

SPIFF = "spiffworkflow"


def _with(inner: str, tag: str = "userTask") -> Draft:
    """A process whose only task holds something."""
    draft = straight(["check"])
    draft.elements = [
        (key, tag if key == "check" else kind, name, lane, inner if key == "check" else own)
        for key, kind, name, lane, own in draft.elements
    ]
    return draft


def _branching(source: str, language: str = "FEEL") -> Draft:
    draft = straight(["check"])
    draft.flows.clear()
    draft.add("fit", "exclusiveGateway").add("refused", "endEvent")
    draft.chain("begun", "check", "fit").flow("fit", "refused", inner=condition(source, language))
    return draft.flow("fit", "done", default=True)


def _event(inner: str, tag: str = "intermediateCatchEvent") -> Draft:
    draft = straight(["check"])
    draft.flows.clear()
    return draft.add("event", tag, inner=inner).chain("begun", "check", "event", "done")


def _script(text: str, attributes: str = "") -> Draft:
    draft = _with(f"<bpmn:script>{text}</bpmn:script>", "scriptTask")
    draft.attributes["check"] = attributes
    return draft


def _spin() -> Draft:
    draft = (
        Draft().add("begun", "startEvent").add("join", "exclusiveGateway").add("split", "exclusiveGateway")
    )
    draft.add("done", "endEvent").chain("begun", "join", "split").flow(
        "split", "join", inner=condition("true")
    )
    return draft.flow("split", "done", default=True)


def _two_ways_out() -> Draft:
    return straight(["check"]).add("other", "endEvent").flow("check", "other")


def _twice() -> Draft:
    return straight(["check"]).add("check", "userTask")


def _calling(key: str) -> Draft:
    draft = _with("", "callActivity")
    draft.attributes["check"] = f"calledElement={key}"
    return draft


def _gateway_of(tag: str) -> Draft:
    draft = straight(["check"])
    draft.flows.clear()
    return draft.add("odd", tag).chain("begun", "check", "odd", "done")


def _wide(branches: int) -> Draft:
    draft = Draft().add("begun", "startEvent").add("split", "parallelGateway").flow("begun", "split")
    draft.add("done", "endEvent")
    for number in range(branches):
        draft.add(f"t{number}", "userTask").flow("split", f"t{number}").flow(f"t{number}", "done")
    return draft


def _wrapped(text: str) -> bytes:
    return straight(["check"]).xml().replace(HEAD.encode(), f"{text}{HEAD}".encode())


def _text(old: str, new: str) -> bytes:
    xml = straight(["check"]).xml()
    assert old.encode() in xml
    return xml.replace(old.encode(), new.encode())


def _setting(name: str, value: str) -> bytes:
    return _with(settings({name: value})).xml()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing at all": ("not_xml", lambda: b""),
    "no XML": ("not_xml", lambda: b"%PDF-1.7 ..."),
    "cut off": ("not_xml", lambda: straight(["check"]).xml()[:-40]),
    "NUL bytes": ("not_xml", lambda: b"\x00" * 200),
    "too large": ("too_large", lambda: b"<a>" + b" " * (2 * 1024 * 1024 + 1) + b"</a>"),
    "another language of XML": ("not_bpmn", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "external entity": (
        "doctype",
        lambda: _wrapped('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ),
    "billion laughs": ("doctype", lambda: _wrapped('<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>')),
    "remote DTD": ("doctype", lambda: _wrapped('<!DOCTYPE d SYSTEM "http://example.org/d.dtd">')),
    "DOCTYPE in UTF-16": (
        "doctype",
        lambda: _wrapped("<!DOCTYPE d>").decode().encode("utf-16"),
    ),
    "undeclared entity": ("not_xml", lambda: _text("办理", "&secret;")),
    "XInclude": (
        "xinclude",
        lambda: _text(
            "</bpmn:process>",
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></bpmn:process>',
        ),
    ),
    "nested too deep": (
        "too_deep",
        lambda: _text("</bpmn:process>", f"{'<a>' * 90}{'</a>' * 90}</bpmn:process>"),
    ),
    "nested far too deep": (
        "not_xml",
        lambda: _text("</bpmn:process>", f"{'<a>' * 9000}{'</a>' * 9000}</bpmn:process>"),
    ),
    "too many elements": (
        "too_many_elements",
        lambda: _text("</bpmn:process>", "<a/>" * 31_000 + "</bpmn:process>"),
    ),
    "endless text": ("text_too_long", lambda: _text('name="收到"', f'name="{"很" * 70_000}"')),
    "endless attributes": (
        "too_many_attributes",
        lambda: _text('name="收到"', " ".join(f'a{number}="1"' for number in range(200))),
    ),
    "unknown encoding": ("encoding", lambda: b"\xff\xff\xfe\xfa<a/>" + bytes(range(128, 256))),
    "id with code": ("bad_id", lambda: straight(["check';import os;'"]).xml()),
    "id with brackets": ("bad_id", lambda: _text('id="done"', 'id="done[1]"')),
    "reference with XPath": (
        "bad_reference",
        lambda: _event("<bpmn:messageEventDefinition messageRef=\"x' or '1'='1\"/>").xml(),
    ),
    "same id twice": ("duplicate_id", lambda: _twice().xml()),
    "flow to nowhere": ("reference_to_nothing", lambda: straight(["check"]).flow("check", "gone").xml()),
    "message that does not exist": (
        "reference_to_nothing",
        lambda: _event('<bpmn:messageEventDefinition messageRef="gone"/>').xml(),
    ),
    "boundary event without host": (
        "reference_to_nothing",
        lambda: straight(["check"]).add("late", "boundaryEvent", inner=timer("P1D"), host="gone").xml(),
    ),
    "Python condition": ("not_feel", lambda: _branching("__import__('os').system('id')", "python").xml()),
    "Python condition called FEEL": (
        "bad_expression",
        lambda: _branching("__import__('os').system('id')").xml(),
    ),
    "escape through a class": ("bad_expression", lambda: _branching("().__class__.__bases__[0]").xml()),
    "JUEL condition": ("bad_expression", lambda: _branching("${execution.getVariable('a')}").xml()),
    "empty condition": ("empty_condition", lambda: _branching(" ").xml()),
    "expression too deep": ("bad_expression", lambda: _branching("(" * 3000 + "1" + ")" * 3000).xml()),
    "expression too long": ("bad_expression", lambda: _branching("1 + " * 9000 + "1").xml()),
    "unknown function": ("unknown_function", lambda: _branching('open("/etc/passwd") = 1').xml()),
    "Python script": ("bad_script", lambda: _script("import os; os.system('id')").xml()),
    "script that calls Python": ("bad_expression", lambda: _script("a = __import__('os')").xml()),
    "JavaScript": ("not_feel", lambda: _script("a = 1", "scriptFormat=javascript").xml()),
    "pre-script": (
        "hidden_script",
        lambda: _with(
            f"<bpmn:extensionElements><{SPIFF}:preScript>import os</{SPIFF}:preScript></bpmn:extensionElements>"
        ).xml(),
    ),
    "post-script": (
        "hidden_script",
        lambda: _with(
            f"<bpmn:extensionElements><{SPIFF}:postScript>a = 1</{SPIFF}:postScript></bpmn:extensionElements>"
        ).xml(),
    ),
    "service operator of another engine": (
        "unsupported_setting",
        lambda: _with(
            f"<bpmn:extensionElements><{SPIFF}:serviceTaskOperator id='http/get'/></bpmn:extensionElements>",
            "serviceTask",
        ).xml(),
    ),
    "payload in Python": ("bad_expression", lambda: _setting("payload", "dict(a=1)['a'].__class__")),
    "settings map that is none": ("bad_map", lambda: _setting("start_from", "[1, 2")),
    "clock of a billion years": ("unbounded_duration", lambda: _event(timer("P999999999Y")).xml()),
    "clock of a billion years in FEEL": (
        "unbounded_duration",
        lambda: _event(timer('duration("P999999Y")')).xml(),
    ),
    "clock that is none": ("bad_duration", lambda: _event(timer("P1X".replace("X", "H"))).xml()),
    "clock without time": ("no_time", lambda: _event(timer("")).xml()),
    "endless repetition": (
        "unbounded_duration",
        lambda: _event(timer("R999999999/PT1S", "timeCycle")).xml(),
    ),
    "a billion instances": (
        "unsupported_element",
        lambda: _with(
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>1000000000</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>"
        ).xml(),
    ),
    "standard loop": ("unsupported_element", lambda: _with("<bpmn:standardLoopCharacteristics/>").xml()),
    "one after the other": (
        "sequential",
        lambda: _with('<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>').xml(),
    ),
    "a circle without waiting": ("circle", lambda: _spin().xml()),
    "a process that calls itself": ("call_cycle", lambda: _calling("matter").xml()),
    "a called piece that is missing": ("no_diagram", lambda: _calling("gone").xml()),
    "two flows out of a task": ("several_flows", lambda: _two_ways_out().xml()),
    "3000 branches": ("too_many_branches", lambda: _wide(3000).xml()),
    "3000 tasks in a row": (
        "too_many_nodes",
        lambda: straight([f"t{number}" for number in range(3000)]).xml(),
    ),
    "complex gateway": ("unsupported_element", lambda: _gateway_of("complexGateway").xml()),
    "untyped task": ("unsupported_element", lambda: _with("", "task").xml()),
    "compensation": ("unsupported_element", lambda: _event("<bpmn:compensateEventDefinition/>").xml()),
    "link": ("unsupported_element", lambda: _event('<bpmn:linkEventDefinition name="a"/>').xml()),
    "signal": ("unsupported_element", lambda: _event("<bpmn:signalEventDefinition/>").xml()),
    "conditional event": ("unsupported_element", lambda: _event("<bpmn:conditionalEventDefinition/>").xml()),
    "transaction": ("unsupported_element", lambda: _with("", "transaction").xml()),
    "ad-hoc sub-process": ("unsupported_element", lambda: _with("", "adHocSubProcess").xml()),
    "token quantity": ("token_quantity", lambda: _text('id="check"', 'id="check" startQuantity="2"')),
    "a decision that is missing": (
        "no_decision",
        lambda: _with(settings({"decision": "gone"}), "businessRuleTask").xml(),
    ),
    "proof by an element that is missing": ("reference_to_nothing", lambda: _setting("requires", "gone")),
    "a task in no lane": ("no_lane", lambda: _text("<bpmn:flowNodeRef>check</bpmn:flowNodeRef>", "")),
    "not executable": ("not_executable", lambda: _text('isExecutable="true"', 'isExecutable="false"')),
    "no start": ("no_start", lambda: Draft().add("done", "endEvent").xml()),
}
