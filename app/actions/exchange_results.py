"""Files of results: what a platform says of many exchanges is noted at once, or, while a row is unclear, not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actors import SYSTEM, Actor
from app.clock import local
from app.exchanges.registry import told_refusal
from app.exchanges.results import Finding, ResultFile, ResultLine
from app.house import house_of
from app.permissions import may
from app.refusals import NotAllowed, NotReady
from app.rosters.words import reason
from storage.database import unit_of_work
from storage.events import record
from storage.exchanges import exchange_of, exchanges_to, received
from storage.models import CaseFile, Exchange, ReceivedFile, new_id

MOST_FINDINGS = 500
SETTLED = ("confirmed", "voided")


@dataclass(frozen=True)
class Matched:
    """The exchanges that lines are about, how many lines say what is known, and what is wrong."""

    hits: tuple[tuple[ResultLine, str], ...]
    known: int
    findings: tuple[Finding, ...]


def match_results(session: Session, district: str, receiver: str, file: ResultFile) -> Matched:
    """Return what the lines of a file are about; nothing is written."""
    hits: list[tuple[ResultLine, str]] = []
    findings, known = list(file.findings), 0
    rows_of: dict[str, int] = {}
    for line in file.lines:
        found = _open_or_known(session, district, receiver, line)
        if isinstance(found, Finding):
            findings.append(found)
            continue
        exchange, case = found
        wrong = _wrong(session, exchange, case, line)
        if wrong is None and exchange.id in rows_of:
            zh = f"与第 {rows_of[exchange.id]} 行是同一件，请只留一行。"
            wrong = Finding(
                line.row, "交换编号", zh, f"is the exchange of row {rows_of[exchange.id]}; keep one."
            )
        rows_of.setdefault(exchange.id, line.row)
        if wrong is not None:
            findings.append(wrong)
        elif _says_what_is_known(exchange, line):
            known += 1
        else:
            hits.append((line, exchange.id))
    return Matched(tuple(hits), known, tuple(sorted(findings, key=lambda each: each.row)))


@unit_of_work
def settle_results(
    session: Session, district: str, receiver: str, name: str, content: bytes, file: ResultFile, *, by: Actor
) -> ReceivedFile:
    """Note all results of a file, each with an event of its case; raise NotReady while anything in it is wrong."""
    who, at = _seated(by, district), house_of(session).now()
    matched = match_results(session, district, receiver, file)
    if file.fault or matched.findings:
        raise NotReady(
            "结果文件有问题，一行也没有登记。", "Something is wrong in the file; nothing was noted."
        )
    for line, exchange_id in sorted(matched.hits, key=lambda hit: hit[1]):
        found = exchange_of(session, exchange_id, lock=True)
        if found is not None:
            _note(session, *found, line, who)
    row = _kept(session, district, receiver, name, content, matched)
    told = {"receiver": receiver, "file": row.id, "new": row.new, "known": row.known, "bad": 0}
    record(session, "exchange_results_taken", told, at=at, by=who)
    return row


@unit_of_work
def note_result_file(
    session: Session, district: str, receiver: str, name: str, content: bytes, file: ResultFile, *, by: Actor
) -> ReceivedFile:
    """Keep what is wrong with a file that a platform laid down, for the office to see; nothing else is noted."""
    matched = match_results(session, district, receiver, file)
    row = _kept(session, district, receiver, name, content, Matched((), 0, matched.findings))
    findings = [
        [each.row, f"{each.column}：{each.zh}", f"{each.column} {each.en}"] for each in matched.findings
    ]
    if file.fault:
        zh, en = reason(file.fault, file.where)
        findings = [[0, f"文件{zh}", f"The file {en}"]]
    row.findings = {**row.findings, "rows": findings[:MOST_FINDINGS]}
    told = {"receiver": receiver, "file": row.id, "new": 0, "known": 0, "bad": len(findings)}
    record(session, "exchange_results_taken", told, at=house_of(session).now(), by=_seated(by, district))
    return row


def _kept(
    session: Session, district: str, receiver: str, name: str, content: bytes, matched: Matched
) -> ReceivedFile:
    row = ReceivedFile(
        id=new_id(),
        jurisdiction_key=district,
        receiver=receiver,
        name=name[:300],
        sha256=hashlib.sha256(content).hexdigest(),
        taken_at=house_of(session).now(),
        new=len(matched.hits),
        known=matched.known,
        findings={"rows": [], "results": True},
    )
    session.add(row)
    return row


def _seated(by: Actor, district: str) -> Actor:
    """Return the officer acting in a seat that works on exchanges of the district; the system acts as itself."""
    if by is SYSTEM:
        return by
    for seat in by.seats:
        if seat.jurisdiction == district and may(by, "exchange.work", seat.unit_id):
            return by.acting(seat)
    raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")


def _open_or_known(
    session: Session, district: str, receiver: str, line: ResultLine
) -> tuple[Exchange, CaseFile] | Finding:
    """Return the exchange that a line is about: by our key, else by our case number or the platform's number."""
    case_id = ""
    if not line.key and not line.case_no:
        item = received(session, district, receiver, line.clue)
        case_id = item.case_id if item is not None else "unknown"
    found = exchanges_to(session, district, receiver, key=line.key, case_no=line.case_no, case_id=case_id)
    waiting = [each for each in found if each[0].state not in SETTLED]
    if len(waiting) > 1:
        zh, en = "本案有几件都在等回执，请填交换编号。", "is one of several that wait; give the key."
        return Finding(line.row, "交换编号", zh, en)
    if not found:
        number = line.key or line.case_no or line.clue
        zh = f"“{number[:80]}”不是报送给该接收方的编号，请核对文件和接收方。"
        return Finding(
            line.row, "交换编号", zh, f"“{number[:80]}” was never sent there; check file and receiver."
        )
    return (waiting or list(found))[0]


def _says_what_is_known(exchange: Exchange, line: ResultLine) -> bool:
    if line.taken:
        return exchange.state == "confirmed"
    return exchange.state in SETTLED or (exchange.state, exchange.error) == ("failed", told_refusal(line))


def _wrong(session: Session, exchange: Exchange, case: CaseFile, line: ResultLine) -> Finding | None:
    """Return what speaks against a line: codes nobody knows, another result than ours, impossible days."""
    registry, today = house_of(session).exchanges, local(house_of(session).now()).date()
    if line.on is not None and not local(exchange.made_at).date() <= line.on <= today:
        zh = f"“{line.on}”不在形成之日和今天之间，请核对。"
        return Finding(line.row, "日期", zh, "is not between the making and today; check it.")
    if line.refusal and registry.refusal(line.refusal) is None:
        zh = f"退回代码“{line.refusal}”不认识，请核对；平台新增的代码由管理员补入 exchanges.toml。"
        return Finding(line.row, "退回代码", zh, f"“{line.refusal}” is no known code; check it.")
    if not line.code:
        return None
    theirs, ours = registry.result(line.code), _sent_code(session, exchange, case)
    if theirs is None:
        zh = f"结果代码“{line.code}”不在十类之内，请核对。"
        return Finding(line.row, "结果代码", zh, f"“{line.code}” is none of the ten; check it.")
    if line.taken and ours and ours != line.code:
        sent = registry.result(ours)
        zh = f"平台记为 {line.code} {theirs.zh}，我方报送的是 {ours} {sent.zh if sent else ''}：请与平台核对后改正。"
        return Finding(
            line.row, "结果代码", zh, f"is {line.code} there and {ours} here; settle it with them."
        )
    return None


def _sent_code(session: Session, exchange: Exchange, case: CaseFile) -> str:
    """Return the code of the result that went out, "" for what has none."""
    if not exchange.file_name.endswith(".json"):
        return ""
    content = case_key(session, case).open(exchange.cipher, f"exchange.{exchange.id}")
    return str(json.loads(content).get("结果代码") or "")


def _note(session: Session, exchange: Exchange, case: CaseFile, line: ResultLine, by: Actor) -> None:
    """Note one result on its exchange, with an event of its case."""
    at = house_of(session).now()
    exchange.delivered_at, exchange.next_at = exchange.delivered_at or at, None
    told: dict[str, Any] = {"exchange": exchange.id, "receiver": exchange.receiver}
    if line.taken:
        exchange.state, exchange.error = "confirmed", ""
        exchange.receipt_no, exchange.receipt_on = line.number[:300], line.on or local(at).date()
        record(
            session, "exchange_confirmed", {**told, "number": exchange.receipt_no}, at=at, by=by, case=case
        )
        return
    exchange.state, exchange.error = "failed", told_refusal(line)
    record(session, "exchange_refused", {**told, "code": line.refusal}, at=at, by=by, case=case)


def findings_of(file: ResultFile, matched: Matched) -> Sequence[Finding]:
    """Return what a page lists: why the file cannot be read, or every row that is wrong."""
    if not file.fault:
        return matched.findings
    zh, en = reason(file.fault, file.where)
    return (Finding(0, "", f"文件{zh}", f"The file {en}"),)
