"""Files of elsewhere come into a draft as they are; what no parser should see does not come in at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.actions.designing import DraftUnclear
from app.actions.importing import ImportRefused, begin_empty, begin_import, examine_import
from app.diagrams.judging_bundles import judge
from app.diagrams.safe_xml import decode
from app.diagrams.zipped import zipped
from storage.designs import files_of_draft
from tests.diagrams.judged_apart import EXPECTED, FOLDER
from tests.support.tiny import Tiny, waiting

DIAGRAM = "processes/waiting/waiting.bpmn"
FORM = b'{"type": "default", "id": "after", "components": []}'
FOREIGN = Path(__file__).parents[1] / "diagrams" / "foreign"


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            package.writestr(path, content)
    return out.getvalue()


def drafted(tiny: Tiny, name: str, content: bytes) -> tuple[str, dict[str, bytes]]:
    """Import a file as a new draft; return the key of its process and its files."""
    with tiny.session() as session:
        draft = begin_import(session, examine_import(name, content), by=tiny.actor("designer"))
        return draft.process_key, files_of_draft(session, draft.id)


def test_one_diagram_gets_the_place_of_its_process(tiny: Tiny) -> None:
    assert drafted(tiny, "等候（改）.bpmn", waiting()) == ("waiting", {DIAGRAM: waiting()})


def test_a_zip_of_our_own_comes_back_as_it_was(tiny: Tiny) -> None:
    files = {DIAGRAM: waiting(), "forms/waiting/after.form": FORM}
    assert drafted(tiny, "waiting.zip", zipped(files)) == ("waiting", files)


def test_a_flat_zip_in_one_folder_is_put_in_order(tiny: Tiny) -> None:
    content = packed(
        {"export/Diagram 1.bpmn": waiting(), "export/after.form": FORM, "export/__MACOSX/x": b"-"}
    )
    assert drafted(tiny, "a.zip", content)[1].keys() == {DIAGRAM, "forms/waiting/after.form"}


def test_a_file_of_another_encoding_becomes_utf_8(tiny: Tiny) -> None:
    named = waiting().replace(b'id="after"', 'id="after" name="等候"'.encode(), 1).decode()
    gbk = named.replace("UTF-8", "GBK", 1).encode("gbk")
    (content,) = drafted(tiny, "w.bpmn", gbk)[1].values()
    assert 'name="等候"' in content.decode("utf-8")


@pytest.mark.parametrize("path", sorted(FOREIGN.rglob("*.bpmn"))[:6], ids=lambda path: path.name)
def test_what_another_tool_wrote_is_kept_and_what_would_be_rewritten_is_told(tiny: Tiny, path: Path) -> None:
    content = path.read_bytes()
    found = examine_import(path.name, content)
    (kept,) = found.files.values()
    assert kept == content or decode(kept)[0].strip() == decode(content)[0].strip()


@pytest.mark.parametrize(
    "files",
    [
        {"../../evil.bpmn": waiting()},
        {"/etc/evil.bpmn": waiting()},
        {"waiting.bpmn": waiting(), "notes.txt": b"hello"},
        {"waiting.bpmn": waiting(), "run.exe": b"MZ"},
        {"inner.zip": zipped({DIAGRAM: waiting()})},
        {"after.form": FORM},
        {"one.bpmn": waiting(), "two.bpmn": waiting()},
        {"waiting.bpmn": waiting(), "big.form": b"[" + b" " * (2 << 20) + b"]"},
        {f"{number}.form": FORM for number in range(400)},
        {DIAGRAM: waiting(), "SHA256SUMS": b"0" * 64 + f"  {DIAGRAM}\n".encode()},
    ],
    ids=[
        "outside",
        "absolute",
        "text",
        "program",
        "zip in zip",
        "no diagram",
        "twice",
        "large",
        "many",
        "sums",
    ],
)
def test_a_zip_that_is_not_a_bundle_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(ImportRefused):
        examine_import("bundle.zip", packed(files))


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(ImportRefused):
        examine_import("bomb.zip", packed({"processes/a/a.bpmn": b" " * (200 << 20)}))


def test_garbage_and_nothing_are_refused() -> None:
    for content in (b"", b"PK\x03\x04 no zip", b"\x00" * 100):
        with pytest.raises(ImportRefused):
            examine_import("x.bpmn", content)


def test_every_hostile_file_is_kept_out_of_drafts_or_of_publication() -> None:
    """All in one zip are refused at once; what would be kept alone, the gate refuses to publish."""
    names = [name for name in EXPECTED if name.startswith("xml/")]
    everything = {
        f"{number}{Path(name).suffix}": (FOLDER / name).read_bytes() for number, name in enumerate(names)
    }
    with pytest.raises(ImportRefused) as refused:
        examine_import("hostile.zip", packed(everything))
    assert refused.value.details["findings"]
    for name in EXPECTED:
        if name.startswith(("bombs/", "python/")) and name.endswith(".bpmn"):
            assert judge("hostile", {"processes/hostile/hostile.bpmn": (FOLDER / name).read_bytes()}).refused


def test_a_new_process_has_a_lane_and_a_key_that_nobody_uses(tiny: Tiny) -> None:
    with tiny.session() as session:
        draft = begin_empty(session, "new_matter", "新事项", "labour_authority", by=tiny.actor("designer"))
        files = files_of_draft(session, draft.id)
    assert not judge("new_matter", files).refused
    for key, name in (("waiting", "重名"), ("new_matter", "重名"), ("新", "不行"), ("ok", "")):
        with tiny.session() as session, pytest.raises(DraftUnclear):
            begin_empty(session, key, name, "labour_authority", by=tiny.actor("designer"))
