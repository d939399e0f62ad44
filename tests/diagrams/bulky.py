"""Files that are hostile by their bulk, made when asked for, with the finding that must refuse them; knows no gate."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.diagrams.drafts import Draft, condition, straight


def replaced(old: str, new: str) -> bytes:
    """A sound diagram with one of its texts replaced."""
    xml = straight(["check"]).xml()
    assert old.encode() in xml
    return xml.replace(old.encode(), new.encode())


def branching(source: str) -> bytes:
    """A diagram that decides by one condition."""
    draft = straight(["check"])
    draft.flows.clear()
    draft.add("fit", "exclusiveGateway").add("refused", "endEvent")
    draft.chain("begun", "check", "fit").flow("fit", "refused", inner=condition(source))
    return draft.flow("fit", "done", default=True).xml()


def wide(branches: int) -> bytes:
    """A diagram with many parallel tasks."""
    draft = Draft().add("begun", "startEvent").add("split", "parallelGateway").flow("begun", "split")
    draft.add("done", "endEvent")
    for number in range(branches):
        draft.add(f"t{number}", "userTask").flow("split", f"t{number}").flow(f"t{number}", "done")
    return draft.xml()


def zipped(times: int) -> bytes:
    """A few kilobytes that unpack to many megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("matter.bpmn", b" " * times)
    return packed.getvalue()


def dense(circles: int) -> bytes:
    """A diagram in which every gateway leads to every other."""
    draft = Draft().add("begun", "startEvent").add("done", "endEvent")
    for number in range(circles):
        draft.add(f"g{number}", "inclusiveGateway")
    draft.flow("begun", "g0")
    for one in range(circles):
        for other in range(circles):
            if one != other:
                draft.flow(f"g{one}", f"g{other}", inner=condition("true"))
        draft.flow(f"g{one}", "done", default=True)
    return draft.xml()


END = "</bpmn:process>"
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "larger than two mebibytes": ("too_large", lambda: b"<a>" + b" " * (2 * 1024 * 1024 + 1) + b"</a>"),
    "31000 elements": ("too_many_elements", lambda: replaced(END, "<a/>" * 31_000 + END)),
    "9000 levels": ("not_xml", lambda: replaced(END, f"{'<a>' * 9000}{'</a>' * 9000}{END}")),
    "a name of 70000 letters": ("text_too_long", lambda: replaced('name="收到"', f'name="{"很" * 70_000}"')),
    "an attribute of a megabyte": (
        "text_too_long",
        lambda: replaced('name="收到"', f'name="{"a" * 1_000_000}"'),
    ),
    "3000 branches": ("too_many_branches", lambda: wide(3000)),
    "4000 tasks in a row": ("too_many_ids", lambda: straight([f"t{n}" for n in range(4000)]).xml()),
    "3000 tasks in a row": ("too_many_nodes", lambda: straight([f"t{n}" for n in range(3000)]).xml()),
    "3000 brackets": ("bad_expression", lambda: branching("(" * 3000 + "1" + ")" * 3000)),
    "9000 sums": ("bad_expression", lambda: branching("1 + " * 9000 + "1")),
    "a list of 20000 numbers": ("bad_expression", lambda: branching(f"a in [{','.join('1' * 20_000)}]")),
    "20000 ids": (
        "too_many_ids",
        lambda: replaced(END, "".join(f'<bpmn:documentation id="{n}"/>' for n in range(20_000)) + END),
    ),
    "10000 times the same id": ("too_many_ids", lambda: replaced(END, '<bpmn:group id="a"/>' * 10_000 + END)),
    "20000 namespaces": (
        "too_many_namespaces",
        lambda: replaced(END, "".join(f'<a{n}:a xmlns:a{n}="urn:{n}"/>' for n in range(20_000)) + END),
    ),
    "50000 comments": ("too_many_elements", lambda: replaced(END, "<!-- -->" * 50_000 + END)),
    "20000 character references": ("bad_expression", lambda: branching("&#97;" * 20_000 + " (")),
    "60 gateways that lead to each other": ("circle", lambda: dense(60)),
    "a zip archive": ("encoding", lambda: zipped(100)),
    "a zip bomb": ("encoding", lambda: zipped(200_000_000)),
}
