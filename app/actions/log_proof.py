"""Reading the log event by event up to the first that is not what it should be; it writes nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC

from app.checkpoints import Signed, Statement
from app.merkle import Frontier, hasher
from storage.log import Columns, LogRow, Stretch, digests_of, facts_of, proven
from storage.models import Checkpoint

_NOTHING = (0, "")
_TOLD = frozenset(
    {"document_added", "document_issued", "process_published", "finding_made", "finding_settled"}
)


@dataclass(frozen=True)
class Fault:
    """What is wrong first: the kind of fault, the event (id, chain, number) or other row, and a sentence."""

    kind: str
    event: int | None
    chain: str
    number: int | None
    zh: str
    en: str


class LogProof:
    """The log as far as it was read. `fault` is the first, or None.

    `files` are the digests of documents by id, `papers` codes and numbers of issued ones, `versions` the digests of
    published processes by key and number, `findings` those of the texts of findings and of their settlement by id.
    """

    def __init__(self, witnessed: Sequence[str], kept: Sequence[Checkpoint], public_key: str) -> None:
        self.fault: Fault | None = None
        self.files: dict[str, str] = {}
        self.papers: dict[str, tuple[str, str]] = {}
        self.versions: dict[tuple[str, int], str] = {}
        self.findings: dict[str, tuple[str, str]] = {}
        self.size = self.passed = 0
        self.last_event: int | None = None
        self._witnessed, self._public_key = witnessed, public_key
        self._kept = {each.size: each for each in kept}
        self._sizes = sorted(self._kept)
        self._tree = Frontier(hasher(kept[0].algorithm if kept else "sha256"))
        self._heads: dict[str, tuple[int, str]] = {}
        self._fresh: list[bytes] = []

    def fork(self) -> LogProof:
        """Return a proof that goes on from here by itself."""
        self._plant()
        other = copy(self)
        other.files, other._heads, other._fresh = dict(self.files), dict(self._heads), []
        other.versions, other.papers = dict(self.versions), dict(self.papers)
        other.findings = dict(self.findings)
        other._tree = Frontier(self._tree.digest, self._tree.size, list(self._tree.roots))
        return other

    @property
    def root(self) -> str:
        """The root over all that was read."""
        self._plant()
        return self._tree.root.hex()

    def follow(self, stretch: Stretch) -> None:
        """Take the next events, up to the first fault; all at once when they are as they should be."""
        if stretch.columns is None or not self._all_fit(stretch.columns):
            self.read(stretch.rows())

    def _all_fit(self, columns: Columns) -> bool:
        """Take events if each is what its digest says, follows the one before in its chain and was witnessed so."""
        own, digests = digests_of(columns.covered), columns.digests
        if b"".join(own).hex(",", 32).split(",") != digests:
            return False
        witnessed = self._witnessed[self.size : self.size + len(own)]
        if digests[: len(witnessed)] != list(witnessed):
            return False
        ends, heads = dict[str, tuple[int, str]](), self._heads
        links = zip(columns.chains, columns.numbers, columns.befores, digests, strict=True)
        for chain, number, before, digest in links:
            if (ends.get(chain) or heads.get(chain, _NOTHING)) != (number - 1, before):
                return False
            ends[chain] = (number, digest)
        heads |= ends
        self._take(columns, own)
        return True

    def _take(self, columns: Columns, own: Sequence[bytes]) -> None:
        """Count events that fit, and compare with the checkpoints among them."""
        begun, taken = self.size, 0
        if not _TOLD.isdisjoint(columns.kinds):
            for kind, covered in zip(columns.kinds, columns.covered, strict=True):
                self._note(kind, covered)
        sizes = self._sizes[bisect_right(self._sizes, begun) : bisect_right(self._sizes, begun + len(own))]
        for size in sizes:
            at = size - begun
            self._fresh += own[taken:at]
            self.size, taken = size, at
            named = (
                columns.ids[at - 1],
                columns.digests[at - 1],
                columns.chains[at - 1],
                columns.numbers[at - 1],
            )
            self._pass(named, self._kept[size])
            if self.fault is not None:
                return
        self._fresh += own[taken:]
        self.size = begun + len(own)
        self.last_event = columns.ids[-1]

    def _note(self, kind: str, covered: bytes | str) -> None:
        """Keep what an event tells of rows that are proven by themselves."""
        if kind not in _TOLD:
            return
        facts = facts_of(covered)
        if kind == "document_added":
            self.files[facts["document"]] = facts["sha256"]
        elif kind == "document_issued":
            self.papers[facts["document"]] = (facts["code"], facts["number"])
        elif kind == "process_published":
            self.versions[facts["key"], facts["number"]] = facts["digest"]
        elif kind == "finding_made":
            self.findings[facts["finding"]] = (facts["text_sha256"], "")
        else:
            text, _ = self.findings.get(facts["finding"], ("", ""))
            self.findings[facts["finding"]] = (text, facts["remark_sha256"])

    def read(self, rows: Iterable[LogRow]) -> None:
        """Take the next events, up to the first fault."""
        heads, fresh, seen, kept = self._heads, self._fresh, self._witnessed, self._kept
        size, witnessed = self.size, len(self._witnessed)
        for row in rows:
            digest, chain, number = row[1], row[2], row[3]
            before = heads.get(chain, _NOTHING)
            if (
                number != before[0] + 1
                or row[4] != before[1]
                or (size < witnessed and digest != seen[size])
                or (own := proven(row)) is None
            ):
                self.size = size
                self._find(row, before)
                return
            heads[chain] = (number, digest)
            fresh.append(own)
            size += 1
            self._note(row[5], row[6])
            if size in kept:
                self.size = size
                self._pass(row, kept[size])
                if self.fault is not None:
                    return
            self.last_event = row[0]
        self.size = size

    def _plant(self) -> None:
        """Put what was read since into the tree."""
        self._tree.extend(self._fresh)
        self._fresh.clear()

    def _find(self, row: LogRow, before: tuple[int, str]) -> None:
        """Say what is wrong with an event."""
        if self.size < len(self._witnessed) and row[1] != self._witnessed[self.size]:
            self._unlike_witness(row)
        elif proven(row) is None:
            self._differs("altered", row, "内容与其摘要不符", "its content does not fit its digest")
        else:
            en = "it does not follow the one before it in its chain"
            self._differs("broken", row, "与前一条记录不相接", en)

    def _pass(self, row: LogRow, kept: Checkpoint) -> None:
        """Compare the log up to here with its checkpoint."""
        self.passed += 1
        at = kept.signed_at.astimezone(UTC).isoformat(timespec="microseconds")
        said = Statement(kept.size, kept.root, kept.last_event, kept.algorithm, at)
        if not Signed(said, kept.public_key, kept.signature).holds(self._public_key):
            en = "the signature of the checkpoint here is wrong"
            self._differs("checkpoint", row, "此处检查点的签名不符", en, 0)
        elif kept.root != self.root or kept.last_event != row[0]:
            en = "the log up to here is not that of its checkpoint"
            self._differs("rewritten", row, "至此的记录与检查点不符", en, 0)
        elif kept.roots != [root.hex() for root in self._tree.roots]:
            en = "the roots with which the checkpoint here grows on are not those of the log"
            self._differs("checkpoint", row, "此处检查点用于续增的子树根不符", en, 0)

    def end(self, heads: Mapping[str, tuple[int, str]]) -> None:
        """Compare what was read with how much there should be."""
        sealed = max([len(self._witnessed), *self._kept])
        for chain, head in heads.items():
            if self._heads.get(chain, _NOTHING) != head:
                zh, en = "链尾的记录缺失或多出", "events at the end of the chain are missing or too many"
                self.fault = Fault("cut", None, chain, head[0], f"{zh}（{chain}）", f"{en} ({chain})")
                return
        for chain in self._heads.keys() - heads.keys():
            zh, en = f"案件 {chain} 已不存在", f"the case {chain} is gone"
            self.fault = Fault("orphan", None, chain, None, zh, en)
            return
        if self.size < sealed:
            zh, en = (
                f"记录应有 {sealed} 条，只有 {self.size} 条",
                f"there should be {sealed} events, not {self.size}",
            )
            self.fault = Fault("cut", None, "", self.size + 1, zh, en)

    def _unlike_witness(self, row: LogRow) -> None:
        if row[1] in self._witnessed[self.size + 1 :]:
            self._differs(
                "missing", row, "之前有记录缺失或被调换", "events before it are missing or re-ordered"
            )
        elif proven(row):
            self._differs("replaced", row, "不是见证时的记录", "it is not what the witness saw here")
        else:
            self._differs("altered", row, "内容与见证时不同", "its content is not what the witness saw")

    def _differs(self, kind: str, row: LogRow, zh: str, en: str, ahead: int = 1) -> None:
        place = self.size + ahead
        self.fault = Fault(
            kind, row[0], str(row[2]), row[3],
            f"第 {place} 条记录（编号 {row[0]}）：{zh}", f"event {place} of the log (id {row[0]}): {en}",
        )  # fmt: skip
