"""Checks a case file (案卷包) against its proofs, offline; its text travels in every case file (`app.exports.script`).

It knows nothing of the product but the format of the file, and imports what the script holds as well.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from collections.abc import Callable
from typing import Any

from app.exports.primitives import canonical, climbs, grew, is_signed, sha256, sm3


class File:
    """A case file that is checked part by part; every fault is kept with its words."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        names = archive.namelist()
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.content = {name: archive.read(name) for name in names}
        if len(names) != len(self.content):
            self.fault("file", "同名文件出现两次", "a file occurs twice")
        self.manifest, self.seal = self.tree("manifest.json"), self.tree("signature.json")
        self.key = str(self.seal["public_key"])
        self.proofs: Any = None
        self.events: list[Any] = []
        self.digest: Callable[[bytes], bytes] = sha256

    def tree(self, name: str) -> Any:
        """Return a JSON file of the archive."""
        return json.loads(self.content[name])

    def fault(self, kind: str, zh: str, en: str, *values: object) -> None:
        """Keep what is wrong."""
        self.faults.append(f"[{kind}] {zh.format(*values)} · {en.format(*values)}")

    def note(self, zh: str, en: str, count: int) -> None:
        """Keep what a reader should know."""
        if count:
            self.notes.append(f"{zh.format(count)} · {en.format(count)}")

    def check(self, key: str | None) -> None:
        """Make every check, also those after one that found something."""
        checks: tuple[Callable[[], None], ...] = (
            lambda: self.check_seal(key),
            self.read,
            self.check_chain,
            self.check_checkpoints,
            self.check_inclusion,
            self.check_contents,
        )
        for check in checks:
            try:
                check()
            except (ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
                self.fault("damaged", "内容残缺：{0!r}", "damaged: {0!r}", problem)

    def check_seal(self, key: str | None) -> None:
        """Compare every file with the signed list."""
        if key is not None and key.lower() != self.key:
            self.fault("key", "不是您所知的公钥签署的", "it is not signed with the key that you named")
        text = b"qingxin case file\n" + self.content["manifest.json"]
        if not is_signed(self.key, self.seal["signature"], text):
            self.fault(
                "signature", "清单 manifest.json 的签名不符", "the signature of manifest.json is wrong"
            )
        listed = self.manifest["files"]
        for name in sorted(set(listed) | (set(self.content) - {"manifest.json", "signature.json"})):
            if name not in self.content:
                self.fault("file", "文件缺失：{0}", "missing file: {0}", name)
            elif name not in listed:
                self.fault("file", "多出文件：{0}", "file that was not there: {0}", name)
            elif sha256(self.content[name]).hex() != listed[name]:
                self.fault("file", "文件已改动：{0}", "altered file: {0}", name)

    def read(self) -> None:
        """Read events and proofs."""
        self.events = [json.loads(line) for line in self.content["events.jsonl"].decode().splitlines()]
        self.proofs = self.tree("proofs.json")
        self.digest = {"sha256": sha256, "sm3": sm3}[self.proofs["algorithm"]]

    def check_chain(self) -> None:
        """Compare every event with its digest and with the one before it."""
        digest, number = "", 0
        for event in self.events:
            here = f"{event['chain_seq']} ({event['kind']})"
            body = {name: value for name, value in event.items() if name not in ("id", "digest")}
            if sha256(canonical(body)).hex() != event["digest"]:
                self.fault("event", "第 {0} 条记录内容已改动", "event {0} is altered", here)
            if event["chain_seq"] != number + 1 or event["previous"] != digest:
                zh = "第 {0} 条记录与前一条（第 {1} 条）不相接：有缺失、插入、改写或调换"
                en = "event {0} does not follow event {1}: missing, slipped in, rewritten or re-ordered"
                self.fault("chain", zh, en, here, number)
            if event["chain"] != self.manifest["case"]["id"]:
                self.fault("chain", "第 {0} 条不属于本案", "event {0} is of another case", here)
            digest, number = event["digest"], event["chain_seq"]
        said = self.manifest["events"]
        if [len(self.events), digest] != [said["count"], said["head"]]:
            zh = "记录的条数或末条不符：应有 {0} 条，现有 {1} 条"
            en = "the number of events or the last one differs: {0} expected, {1} found"
            self.fault("cut", zh, en, said["count"], len(self.events))

    def check_checkpoints(self) -> None:
        """Check the signatures of the checkpoints, and that the log only grew from each into the newest."""
        newest = self.proofs["checkpoint"]
        for signed in [*self.proofs["earlier"], *([newest] if newest else [])]:
            said = signed["statement"]
            text = b"qingxin log\n" + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
            if signed["public_key"] != self.key or not is_signed(self.key, signed["signature"], text):
                zh, en = "第 {0} 条处检查点的签名不符", "the signature of the checkpoint at {0} is wrong"
                self.fault("checkpoint", zh, en, said["size"])
            if signed is newest:
                continue
            later = newest["statement"]
            path = [bytes.fromhex(each) for each in signed["consistency"]]
            roots = bytes.fromhex(said["root"]), bytes.fromhex(later["root"])
            if not grew(said["size"], roots[0], later["size"], roots[1], path, self.digest):
                zh, en = (
                    "第 {0} 条处的检查点与最新的不一致",
                    "the log did not grow from the checkpoint at {0}",
                )
                self.fault("consistency", zh, en, said["size"])

    def check_inclusion(self) -> None:
        """Check that every sealed event stands in the tree of the newest checkpoint, in its order."""
        newest = self.proofs["checkpoint"] and self.proofs["checkpoint"]["statement"]
        last, unsealed = -1, 0
        for event in self.events:
            here, proof = event["chain_seq"], self.proofs["inclusion"].get(str(event["chain_seq"]))
            if proof is None or newest is None:
                unsealed += 1
                if newest is not None and event["id"] <= newest["last_event"]:
                    self.fault("proof", "第 {0} 条记录没有证明", "event {0} lacks its proof", here)
                continue
            path = [bytes.fromhex(each) for each in proof["path"]]
            leaf, root = bytes.fromhex(event["digest"]), bytes.fromhex(newest["root"])
            fits = climbs(leaf, proof["index"], newest["size"], path, root, self.digest)
            if not fits or proof["index"] <= last:
                zh, en = "第 {0} 条记录不在检查点之中", "event {0} is not in the log of the checkpoint"
                self.fault("proof", zh, en, here)
            last = proof["index"]
        zh, en = "最后 {0} 条记录尚无检查点，仅由本包签名保证", "the last {0} events have no checkpoint yet"
        self.note(zh, en, unsealed)

    def check_contents(self) -> None:
        """Compare documents with the events that took them in, and process versions with their digests."""
        taken_in = {e["facts"]["document"]: e["facts"] for e in self.events if e["kind"] == "document_added"}
        withheld = 0
        for row in self.tree("documents.json"):
            said = taken_in.get(row["id"], {}).get("sha256")
            found = self.content.get(row["path"]) if row["path"] else None
            withheld += said is not None and not row["path"]
            kept = sha256(found).hex() if found is not None else None
            if said is not None and not (said == row["sha256"] == (kept if row["path"] else said)):
                self.fault(
                    "document",
                    "材料 {0} 不是登记时的文件",
                    "document {0} is not what was handed in",
                    row["id"],
                )
        for row in self.tree("processes.json"):
            files = {path: self.content.get(row["folder"] + path, b"") for path in row["files"]}
            lines = "".join(f"{path}\0{sha256(files[path]).hex()}\n" for path in sorted(files))
            if sha256(lines.encode()).hex() != row["digest"]:
                zh, en = (
                    "流程 {0} 第 {1} 版不是所发布的文件",
                    "process {0}, version {1}, is not what was published",
                )
                self.fault("process", zh, en, row["key"], row["number"])
        zh, en = "{0} 份材料未随包提供，仅列校验值", "{0} documents are listed by their digests only"
        self.note(zh, en, withheld)


def main() -> int:
    """Check one file and say what was found."""
    parser = argparse.ArgumentParser(description="Checks a case file of Qingxin.")
    parser.add_argument("file")
    parser.add_argument("--key", help="public key, 64 hex digits")
    asked = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        with zipfile.ZipFile(asked.file) as archive:
            file = File(archive)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zipfile.LargeZipFile) as problem:
        print(f"无法读取：不是清薪案卷包，或已损坏 · not a case file, or damaged: {problem}", file=sys.stderr)
        return 2
    file.check(asked.key)
    print(f"公钥 · public key: {file.key}")
    for note in file.notes:
        print(f"说明 · note: {note}")
    for fault in file.faults:
        print(f"改动 · altered: {fault}")
    verdict = "已被改动 · ALTERED" if file.faults else "完整无改动 · WHOLE"
    print(f"{file.manifest['case']['number']}: {verdict} ({len(file.events)} 条记录 · events)")
    return 1 if file.faults else 0


if __name__ == "__main__":
    sys.exit(main())
